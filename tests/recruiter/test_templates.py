"""The organisation's own words: writing them, deciding with them, and reading what came of it."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import AuditEvent, Decision, Feedback, Notice, TemplateRevision
from portal.policy.feedback import FeedbackDraft
from portal.policy.refusal import Refusal
from portal.policy.starting_words import starting_words
from portal.queries import mine, templates
from portal.services import decisions
from portal.services import templates as services
from portal.services.decisions import DecisionDraft
from portal.services.templates import TemplateDraft
from portal.vocabulary import Act, EndedBy, Outcome, SendWhen, StageKind
from tests.browser import Browser, Page
from tests.makers import FEEDBACK, Make
from tests.policy.test_headers import PAYLOADS
from tests.provision.smtp_sink import SmtpSink, smtp_sink

HERE = "recruiter.applications.page"
SETTINGS = "recruiter.settings.templates.page"
NEW = "recruiter.settings.templates.new"
TELL = "Decide and tell Maya"
TEXT = (
    "Hello {{ called }},\n\nThank you for meeting the two of us at {{ organisation }} about "
    "{{ role }}; that was a good hour.\n\nWe will not go on with your application.\n\n"
    "{{ personal }}"
)
POINTS: dict[str, Any] = {
    "points-0-kind": "strength",
    "points-0-seen": "You showed three versions.",
}
MESSAGE = "You asked about the users before you drew anything, and I learned from how you did it."
TYPED: dict[str, Any] = {"name": "In our words", "stage_kind": "interview", "text": TEXT}


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


def add(adam: Browser, **typed: str) -> Page:
    return adam.submit(adam.get(NEW), "Add template", **{**TYPED, **typed})


def named(make: Make, name: str) -> int:
    with make.work() as context:
        return next(row.id for row in templates.rows(context.session) if row.name == name)


def one(adam: Browser, template_id: int) -> Page:
    return adam.get("recruiter.settings.templates.one", template_id=template_id)


def at_interview(rosa: Browser, make: Make, **person: str) -> Page:
    application = make.application(make.candidate(**person), stage=2)
    return rosa.get(HERE, application_id=application.id)


def body(gateways: Gateways) -> str:
    with gateways.database.session() as session:
        return session.scalars(select(Feedback.body).order_by(Feedback.id.desc())).first() or ""


# Writing them


def test_an_organisation_starts_with_words_and_they_are_added_once(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    page = adam.get(SETTINGS)
    assert len(page.all(".item a")) == len(starting_words())

    again = adam.submit(page, "Add what is missing")

    assert len(again.all(".item a")) == len(starting_words())


def test_a_template_is_added_and_offered(adam: Browser, rosa: Browser, make: Make) -> None:
    page = add(adam)

    assert page.said == "Added."
    assert "In our words" in page.text
    offered = [option.text for option in at_interview(rosa, make).all("#template_id option")]
    assert "In our words (en, interview)" in offered


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (TEXT + " {{ surname }}", "Line 7, character 16: nothing can be filled in"),
        (TEXT + " {{ called", "is not closed"),
        (TEXT.replace("{{ called }}", "you"), "by name"),
        (TEXT.replace("{{ personal }}", "Bye."), "written for them"),
        (TEXT + "\n\nYou are too old for this.", "Nobody may be told"),
        (TEXT + "\n\nWe keep your CV on file.", "deserve another look"),
        ("Hi {{ called }},\n\nWe will not go on with you. {{ personal }}", "locked telephone"),
    ],
)
def test_words_that_nobody_should_read_are_refused(adam: Browser, text: str, why: str) -> None:
    page = add(adam, text=text)

    assert page.status == 422
    assert why in page.wrong["text"]
    assert page.value("text") == text


def test_what_deserves_another_look_may_be_kept(adam: Browser) -> None:
    page = add(adam, text=TEXT + "\n\nWe keep your CV on file.")
    ticks = [box.get("value") for box in page.all("[name=kept]")]

    assert adam.submit(page, "Add template", kept=ticks).said == "Added."


def test_a_change_is_a_revision_and_what_it_was_stays_readable(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    add(adam)
    number = named(make, "In our words")
    page = one(adam, number)

    adam.submit(page, "Save as revision 2", text=TEXT.replace("a good hour", "a good talk"))
    page = one(adam, number)

    assert "a good talk" in page.value("text")
    [old] = page.all("details")
    assert "Revision 1" in old.text_content()
    assert "Adam Admin" in old.text_content()
    assert "a good hour" in old.text_content()
    begun = adam.get(page.link("Write on from this one"))
    assert "a good hour" in begun.value("text")
    with gateways.database.session() as session:
        acts = session.execute(
            select(AuditEvent.act, AuditEvent.facts)
            .where(AuditEvent.act.in_([Act.TEMPLATE_ADDED, Act.TEMPLATE_CHANGED]))
            .order_by(AuditEvent.id)
        ).all()
    assert [(act, facts["revision"]) for act, facts in acts] == [
        (Act.TEMPLATE_ADDED, 1),
        (Act.TEMPLATE_CHANGED, 2),
    ]


def test_whoever_saves_second_sees_that_it_was_changed(adam: Browser, make: Make) -> None:
    add(adam)
    page = one(adam, named(make, "In our words"))
    adam.submit(page, "Save as revision 2", text=TEXT + "\n\nAll of us.")

    late = adam.submit(page, "Save as revision 2", text=TEXT + "\n\nMine.")

    assert late.status == 409
    assert "Mine." in late.value("text")


@pytest.mark.parametrize("statement", ["change", "remove"])
def test_the_database_refuses_to_rewrite_what_was_written(
    gateways: Gateways, make: Make, statement: str
) -> None:
    with gateways.database.session() as session:
        changed = update(TemplateRevision).values(text="Something else.")
        removed = TemplateRevision.__table__.delete()  # type: ignore[attr-defined]
        with pytest.raises(DBAPIError):
            session.execute(changed if statement == "change" else removed)


def test_what_is_retired_is_offered_no_more_and_can_come_back(
    adam: Browser, rosa: Browser, make: Make
) -> None:
    add(adam)
    adam.submit(one(adam, named(make, "In our words")), "Retire")
    page = at_interview(rosa, make)
    assert "In our words" not in page.one("#template_id").text_content()

    adam.submit(one(adam, named(make, "In our words")), "Bring back")

    page = rosa.get(HERE, application_id=1)
    assert "In our words" in page.one("#template_id").text_content()


def test_of_two_that_fit_the_first_is_taken(adam: Browser, make: Make, rosa: Browser) -> None:
    add(adam)
    number = named(make, "In our words")
    for _ in range(len(starting_words())):
        adam.post("recruiter.settings.templates.move", {"direction": "up"}, template_id=number)

    page = at_interview(rosa, make)

    assert "a good hour" in page.one("#preview").text_content()


# Deciding with them


def test_what_fits_best_is_told_in_mail_and_on_the_page(
    rosa: Browser, make: Make, gateways: Gateways, sink: SmtpSink
) -> None:
    # There are no words in French, so that they come in English, and say so.
    page = at_interview(rosa, make, language="fr")
    assert page.value("template_id") == "fitting"
    rosa.submit(page, TELL, **POINTS, message=MESSAGE, send_when="at_once")
    page = rosa.get(HERE, application_id=1)
    rosa.submit(page, "Send now")

    stop = Stop()
    run_due(replace(gateways, mail=MailRelay(sink.url)), stop)
    stop.close()

    [sent] = sink.expect(1)
    message = message_from_bytes(sent.raw, policy=default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert '<html lang="en">' in html.get_content()
    said = text.get_content().replace("\r\n", "\n")
    assert said.startswith("Hello Maya,\n\nThank you for talking with us about Product Designer")
    assert MESSAGE in said
    with gateways.database.session() as session:
        decision = session.scalars(select(Decision)).one()
        letter = mine.letter(session, 1, decision.id)
        assert decision.template_revision_id is not None
    assert letter is not None
    assert letter.body in said
    assert letter.message == ""
    assert letter.points


def test_somebody_who_withdrew_is_thanked_in_their_language(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = at_interview(rosa, make, language="de")

    page = rosa.submit(page, TELL, outcome="withdrawn", message="Das Gespräch war schön.")

    assert page.said.startswith("Decided.")
    assert body(gateways).startswith("Guten Tag Maya,\n\nvielen Dank für die Zeit")
    assert "nicht weiter" not in body(gateways)


def test_a_gap_cannot_be_released_and_is_said_at_its_box(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(at_interview(rosa, make), TELL, **POINTS)

    assert page.status == 422
    assert "need your personal message" in page.wrong["message"]
    with gateways.database.session() as session:
        assert not session.scalars(select(Notice)).all()


def test_words_for_another_outcome_are_refused_beside_their_field(
    adam: Browser, rosa: Browser, make: Make
) -> None:
    add(adam)
    chosen = str(named(make, "In our words"))

    page = rosa.submit(
        at_interview(rosa, make), TELL, outcome="withdrawn", message=MESSAGE, template_id=chosen
    )

    assert page.status == 422
    assert "another outcome" in page.wrong["template_id"]
    page = rosa.submit(page, TELL, template_id="4711")
    assert page.wrong["template_id"] == "Choose one of the list."


def test_the_portals_own_words_can_be_chosen_and_a_draft_remembers_it(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(at_interview(rosa, make), "Save draft", **POINTS, template_id="")
    assert page.value("template_id") == ""

    rosa.submit(page, TELL, message=MESSAGE)

    assert body(gateways) == ""


def test_a_draft_remembers_its_template(adam: Browser, rosa: Browser, make: Make) -> None:
    add(adam)
    chosen = str(named(make, "In our words"))
    page = rosa.submit(at_interview(rosa, make), "Save draft", **POINTS, template_id=chosen)
    assert page.value("template_id") == chosen

    adam.submit(one(adam, int(chosen)), "Retire")

    assert rosa.get(HERE, application_id=1).value("template_id") == chosen


def test_the_preview_follows_what_is_typed_and_keeps_nothing(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = at_interview(rosa, make)
    assert "Still to be filled in: your personal message" in page.text
    form = dict(page.form(TELL).form_values()) | POINTS | {"message": MESSAGE}

    answer = rosa.client.post("/recruiter/applications/1/preview", data=form)
    seen = Page(answer, fragment=True)

    shown = seen.one("#preview").text_content()
    assert shown.count(MESSAGE) == 2
    assert "Still to be filled in" not in shown
    assert "Your application for Product Designer" in shown
    with gateways.database.session() as session:
        assert not session.scalars(select(Decision)).all()
    # Without scripts it is a button.
    assert MESSAGE in rosa.submit(page, "Preview", message=MESSAGE).one("#preview").text_content()


def test_a_correction_fills_the_same_words_in_anew(
    adam: Browser, rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = at_interview(rosa, make)
    page = rosa.submit(page, TELL, **POINTS, message=MESSAGE, send_when="at_once")
    make.accept_notices()
    template_id = named(make, "Not chosen, after an interview")
    page_of = one(adam, template_id)
    adam.submit(page_of, "Save as revision 2", text=page_of.value("text") + "\n\nAll of us.")

    rosa.submit(page, "Save the correction", message="It was the other map that I meant.")

    assert "It was the other map that I meant." in body(gateways)
    assert MESSAGE not in body(gateways)
    assert "All of us." not in body(gateways)


# By the service


def with_template(make: Make, name: str, message: str, text: str) -> Decision:
    application = make.application(make.candidate(name), stage=2)
    with make.work(make.actor()) as context:
        template = services.add(
            context,
            TemplateDraft(
                name=f"Words {application.id}",
                outcome=Outcome.REJECTED,
                stage_kind=StageKind.INTERVIEW,
                language="en",
                text=text,
            ),
        )
    draft = DecisionDraft(
        outcome=Outcome.REJECTED,
        ended_by=EndedBy.US,
        reason_id=None,
        internal_note="",
        feedback=FeedbackDraft(FEEDBACK.points, FEEDBACK.advice, message),
        promising=False,
        invites_to_pool=True,
        send_when=SendWhen.AT_ONCE,
        template_id=template.id,
    )
    with make.work(make.actor()) as context:
        return decisions.release(context, application.id, draft, now=True)


def test_what_is_typed_gets_into_no_header_and_no_markup(
    make: Make, gateways: Gateways, sink: SmtpSink
) -> None:
    sent = 0
    for number, payload in enumerate(PAYLOADS[::4]):
        typed = payload.encode(errors="replace").decode().replace("\0", "")
        try:
            with_template(make, f"P{number} Oliveira", f"{typed}<img src=x>", f"{TEXT} {typed}")
        except Refusal:
            continue
        sent += 1
    stop = Stop()
    run_due(replace(gateways, mail=MailRelay(sink.url)), stop)
    stop.close()

    assert sent >= 5
    for one_sent in sink.expect(sent):
        message = message_from_bytes(one_sent.raw, policy=default)
        assert "Bcc" not in message
        assert message["Subject"] == "Your application for Product Designer, Mobility"
        page = message.get_body(("html",))
        assert page is not None
        assert "<img" not in page.get_content()
        assert "&lt;img" in page.get_content()
