"""A candidate's record: everything that is known about one person on one page."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.context import Actor
from portal.models import Application, Candidate, Reason
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.preferences import ContactPreferences
from portal.services import decisions, pool, preferences
from portal.services.decisions import DecisionDraft
from portal.vocabulary import ActorKind, Channel, EndedBy, Outcome, PointKind, Topic
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import FEEDBACK, Make

RECORD = "recruiter.candidates.record"
PDF = b"%PDF-1.7 a very short one"
MEGABYTE = 1024 * 1024


def word_file() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return made.getvalue()


def spreadsheet() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return made.getvalue()


def card(page: Page, heading: str) -> str:
    """What stands under a heading."""
    for section in page.all("section"):
        texts = [" ".join(h.text_content().split()) for h in section.cssselect("h2")]
        if texts and texts[0].startswith(heading):
            text = " ".join(" ".join(section.itertext()).split())
            return text.replace(" ,", ",").replace(" ;", ";")
    raise AssertionError(f"nothing is headed {heading!r}")


def upload(rosa: Browser, candidate: Candidate, content: bytes, name: str = "My CV.pdf") -> Page:
    form = rosa.get(RECORD, candidate_id=candidate.id).form("Add the file")
    # Encoded here: the client's own encoder leaves its temporary file open.
    boundary, body = encode_multipart(
        {
            "csrf_token": form.fields["csrf_token"],
            "document": FileStorage(BytesIO(content), filename=name),
        }
    )
    kind = f'multipart/form-data; boundary="{boundary}"'
    return rosa.follow(Page(rosa.client.post(form.get("action"), data=body, content_type=kind)))


def as_candidate(candidate: Candidate) -> Actor:
    return Actor(ActorKind.CANDIDATE, candidate.id)


def test_the_person_with_telephone_and_the_time_where_they_are(rosa: Browser, make: Make) -> None:
    maya = make.candidate(
        phones=("+351 912 345 678", "0912 / 345"), time_zone="America/New_York", location="Porto"
    )

    page = rosa.get(RECORD, candidate_id=maya.id)

    assert page.link("+351 912 345 678") == "tel:+351912345678"
    assert page.link("0912 / 345") == "tel:0912345"
    assert page.link("maya@example.com") == "mailto:maya@example.com"
    assert "Local time 04:00 America/New York" in card(page, "The person")


def test_without_an_address_the_record_says_that_nothing_can_be_sent(
    rosa: Browser, make: Make
) -> None:
    page = rosa.get(RECORD, candidate_id=make.candidate(emails=()).id)

    assert "none: nothing can be sent" in card(page, "The person")
    assert "Local time" not in page.text


def test_applications_with_decision_and_feedback_in_short(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    application = make.application()
    with make.work(make.actor()) as context:
        reason = context.session.scalars(
            select(Reason).where(Reason.ended_by == EndedBy.US)
        ).first()
        assert reason is not None
        decided(context, application, reason.id)
    make.accept_notices()

    page = rosa.get(RECORD, candidate_id=application.candidate_id)

    assert card(page, "Applications") == (
        "Applications Product Designer, Mobility promising not chosen told 2 March "
        "Received, applied 2 March; decided 2 March by Rosa Recruiter, "
        "internally: Skills do not match yet "
        "Strong: Interaction craft. Missing: Working with data."
    )


WHY = "We have chosen another person, and I wanted you to hear the reason from me."


def test_only_the_latest_wording_counts(rosa: Browser, make: Make) -> None:
    decision = make.told()
    point = PointDraft("Teamwork", PointKind.STRENGTH, "You listened.")
    corrected = FeedbackDraft((point,), message=WHY)
    with make.work(make.actor()) as context:
        decisions.revise(context, decision.id, corrected, version=decision.version, tell=False)

    page = rosa.get(RECORD, candidate_id=1)

    assert card(page, "Applications").endswith("Strong: Teamwork.")


def decided(context: Any, application: Application, reason_id: int) -> None:
    draft = DecisionDraft(
        outcome=Outcome.REJECTED,
        ended_by=EndedBy.US,
        reason_id=reason_id,
        internal_note="",
        feedback=FEEDBACK,
        promising=True,
        invites_to_pool=False,
    )
    decisions.release(context, application.id, draft, now=True)


def test_what_belongs_to_a_hidden_vacancy_is_nowhere_on_the_record(
    rosa: Browser, adam: Browser, make: Make
) -> None:
    maya, olga = make.candidate(), make.user("Olga Other")
    secret = make.vacancy("Secret Project", owner=olga, confidential=True)
    make.application(maya, make.vacancy("Open Project"))
    application = make.application(maya, secret)
    make.decision(application, now=True, by=olga, invites_to_pool=False)
    make.accept_notices()

    page = rosa.get(RECORD, candidate_id=maya.id)

    assert "Open Project" in page.text
    assert "Secret Project" not in page.text
    assert "not chosen" not in card(page, "Applications")
    assert "Olga" not in page.text
    assert "Secret Project" in adam.get(RECORD, candidate_id=maya.id).text


def test_pool_membership_with_since_and_until(rosa: Browser, make: Make, clock: SetClock) -> None:
    ada = make.member()
    never = make.candidate()

    assert "Never invited." in card(rosa.get(RECORD, candidate_id=never.id), "Talent pool")
    assert card(rosa.get(RECORD, candidate_id=ada.id), "Talent pool").startswith(
        "Talent pool member since 2 March, until 2 March 2027 "
        "Agreed on their own page, to wording 1 (en)."
    )

    with make.work(as_candidate(ada)) as context:
        preferences.pause(context, ada.id, 3)
    page = rosa.get(RECORD, candidate_id=ada.id)
    assert "member, paused since 2 March" in card(page, "Talent pool")
    assert "Paused until 2 June" in card(page, "How they want to hear")

    with make.work(as_candidate(ada)) as context:
        pool.leave(context, ada.id)
    assert "left 2 March" in card(rosa.get(RECORD, candidate_id=ada.id), "Talent pool")


def test_an_invitation_without_an_answer_is_no_membership(rosa: Browser, make: Make) -> None:
    decision = make.decision()
    maya = make.candidate("Other Person")
    assert decision.invites_to_pool

    page = rosa.get(RECORD, candidate_id=1)

    assert "invited 2 March" in card(page, "Talent pool")
    assert "Silence is no." in card(page, "Talent pool")
    assert "Never invited." in card(rosa.get(RECORD, candidate_id=maya.id), "Talent pool")


def test_what_they_chose_about_contact(rosa: Browser, make: Make) -> None:
    maya = make.candidate()
    before = card(rosa.get(RECORD, candidate_id=maya.id), "How they want to hear")
    with make.work(as_candidate(maya)) as context:
        chosen = ContactPreferences(channels=(Channel.EMAIL,), topics=(Topic.VACANCIES,), at_most=2)
        preferences.choose(context, maya.id, chosen, language="de")
    page = rosa.get(RECORD, candidate_id=maya.id)
    after = card(page, "How they want to hear")

    assert "They have not chosen yet" in before
    assert "At most 4 a year" in before
    assert "They have not chosen yet" not in after
    assert "Topics Vacancies that fit me At most 2 a year" in after
    assert "Language Deutsch" in card(page, "The person")


def test_what_they_told_us(rosa: Browser, make: Make) -> None:
    maya = make.candidate()
    make.achievement(maya, "AWS Security")

    told = card(rosa.get(RECORD, candidate_id=maya.id), "What they told us")

    assert told == "What they told us AWS Security Certificate, 28 February"


def test_notes_are_kept_with_who_wrote_them(rosa: Browser, make: Make) -> None:
    maya = make.candidate()
    page = rosa.submit(
        rosa.get(RECORD, candidate_id=maya.id), "Add the note", text="Call after\nEaster."
    )

    assert page.said == "Added."
    assert "Call after Easter. Rosa Recruiter, 2 March, 10:00" in card(page, "Notes")

    page = rosa.submit(page, "Add the note", text="   ")
    assert page.status == 422
    assert page.wrong["text"] == "Enter a note."


@pytest.mark.parametrize(
    ("content", "typed", "name"),
    [(PDF, "My CV.pdf", "My CV.pdf"), (word_file(), "../../cv.PDF", "cv.docx")],
)
def test_a_file_is_kept_and_only_ever_downloaded(
    rosa: Browser, make: Make, content: bytes, typed: str, name: str
) -> None:
    maya = make.candidate()
    page = upload(rosa, maya, content, typed)

    file = rosa.get(page.link(name))

    assert page.said == "Added."
    assert file.status == 200
    assert file.body == content
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "no-store"
    assert "sandbox" in file.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "status", "why"),
    [
        (b"", 422, "Choose a file."),
        (b"<html>hello</html>", 422, "This is neither a PDF nor a Word file (.docx)."),
        (spreadsheet(), 422, "This is neither a PDF nor a Word file (.docx)."),
        (b"PK\x03\x04 broken", 422, "This is neither a PDF nor a Word file (.docx)."),
        (b"%PDF-" + bytes(5 * MEGABYTE), 413, "This file is larger than 5 MB."),
    ],
)
def test_what_is_no_cv_is_refused_beside_the_field(
    rosa: Browser, make: Make, content: bytes, status: int, why: str
) -> None:
    maya = make.candidate()

    page = upload(rosa, maya, content)

    assert page.status == status
    assert page.wrong["document"] == why
    assert "My CV" not in rosa.get(RECORD, candidate_id=maya.id).text


def test_files_belong_to_one_person(rosa: Browser, hanna: Browser, make: Make) -> None:
    maya, other = make.candidate(), make.candidate("Other Person")
    path = upload(rosa, maya, PDF).link("My CV.pdf")
    foreign = path.replace(f"/{maya.id}/", f"/{other.id}/")

    assert rosa.get(path).status == 200
    assert rosa.get(foreign).status == 404
    assert rosa.get("recruiter.candidates.download", candidate_id=1, document_id=99).status == 404
    assert hanna.get(path).status == 404
