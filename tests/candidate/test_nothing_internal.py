"""A marker is put into every text that is not meant for the candidate, in every table: it may
appear on no page and in no message of theirs.
"""

import quopri
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import JSON, Column, Enum, String, Table, cast, literal, select, update

from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Application, Base, Candidate, Decision, Reason
from portal.services import applications, candidates, decisions, links, new_links
from portal.services.decisions import DecisionDraft
from portal.vocabulary import EndedBy, Outcome
from tests.browser import Browser
from tests.makers import FEEDBACK, Make
from tests.provision.smtp_sink import SmtpSink, smtp_sink

MARK = "QZX7"
"""Short enough for every column, and nothing that anybody would write."""
SHOWN = {
    "achievements.issuer",
    "achievements.link",
    "achievements.title",
    "candidates.called",
    "consent_texts.body",
    "feedback.advice",
    "feedback.body",
    "feedback.message",
    "feedback_points.criterion",
    "feedback_points.next_time",
    "feedback_points.seen",
    "holding_messages.message",
    "inquiries.answer",
    "inquiries.text",
    "organisations.name",
    "organisations.privacy_contact",
    "organisations.reply_to",
    "organisations.sender_name",
    "users.job_title",
    "template_revisions.text",
    "users.name",
    "vacancies.title",
}
"""What a candidate may read. A column that is added later is internal unless it is added here."""
WORKING = {
    "candidate_emails.address",
    "candidate_emails.normal",
    "candidates.language",
    "candidates.time_zone",
    "feedback.body_language",
    "consent_texts.language",
    "organisations.accent",
    "organisations.country",
    "organisations.days_off",
    "organisations.logo_hash",
    "organisations.logo_type",
    "organisations.subdivision",
    "organisations.time_zone",
    "organisations.working_days",
    "preferences.channels",
    "preferences.topics",
}
"""What has to stay as it is for the portal to work at all."""
MACHINERY = {"attempts", "audit_events", "consents", "links", "notices", "sessions", "tries"}
"""Tables whose texts nobody writes."""


def internal_columns() -> list[tuple[Table, Column[object]]]:
    return [
        (table, column)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if table.name not in MACHINERY
        and isinstance(column.type, String | JSON)
        and not isinstance(column.type, Enum)
        and f"{table.name}.{column.name}" not in SHOWN | WORKING
    ]


def mark_everything(gateways: Gateways) -> None:
    with gateways.database.session() as session, session.begin():
        for table, column in internal_columns():
            [key, *_] = table.primary_key.columns
            text = literal(MARK) + cast(key, String)
            value = [MARK] if isinstance(column.type, JSON) else text
            session.execute(update(table).values({column.name: value}))


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def told(make: Make, maya: Candidate) -> Decision:
    """Maya's decision, with everything written down that the team can write down."""
    with make.work(make.actor()) as context:
        candidates.add_note(context, maya.id, "A note")
        candidates.add_document(context, maya.id, "cv.pdf", b"%PDF-1.7")
        reason = context.session.scalars(
            select(Reason).where(Reason.ended_by == EndedBy.US)
        ).first()
        assert reason is not None
    application = make.application(maya, stage=2)
    make.achievement(maya)
    draft = DecisionDraft(
        outcome=Outcome.REJECTED,
        ended_by=EndedBy.US,
        reason_id=reason.id,
        internal_note="A note",
        feedback=FEEDBACK,
        promising=True,
        invites_to_pool=True,
    )
    with make.work(make.actor()) as context:
        return decisions.release(context, application.id, draft, now=True)


def pages(phone: Browser, decision: Decision) -> list[str]:
    """All that Maya can open."""
    paths = (
        *("/me/", f"/me/feedback/{decision.id}", "/me/pool", "/me/preferences"),
        *("/me/achievements", "/me/achievements/1", "/link", "/link/sent", "/n/x", "/privacy"),
        *("/me/inquiries", f"/me/feedback/{decision.id}/concern"),
    )
    found = [phone.get(path) for path in paths]
    assert {page.status for page in found} == {200}
    return [page.body.decode() for page in found]


def test_enough_is_marked() -> None:
    marked = {f"{table.name}.{column.name}" for table, column in internal_columns()}
    for name in ("decisions.internal_note", "reasons.name", "notes.text", "stages.name"):
        assert name in marked
    for name in ("applications.source_id", "candidates.source_url", "candidates.skills"):
        assert name in marked


def test_nothing_internal_reaches_the_candidate(
    gateways: Gateways,
    make: Make,
    maya: Candidate,
    phone: Browser,
    rosa: Browser,
    told: Decision,
    sink: SmtpSink,
) -> None:
    with make.work() as context:
        decision = context.session.get_one(Decision, told.id)
        new_links.owe(context, maya.id)
    mark_everything(gateways)
    stop = Stop()
    run_due(replace(gateways, mail=MailRelay(sink.url)), stop)
    with make.work(make.actor()) as context:
        decisions.revise(context, told.id, FEEDBACK, version=decision.version, tell=True)
    run_due(replace(gateways, mail=MailRelay(sink.url)), stop)
    stop.close()

    letters = [quopri.decodestring(one.raw).decode() for one in sink.expect(3)]
    assert len(letters) == 3
    invited = pages(phone, told)
    phone.submit(phone.get("/me/pool"), "Join for 12 months")
    for text in (*letters, *invited, *pages(phone, told)):
        assert MARK not in text
    # The marks are really there: the team sees them.
    assert MARK in rosa.get(f"/recruiter/applications/{told.application_id}").text


def test_a_mark_as_promising_changes_nothing_that_the_candidate_sees(
    make: Make, phone: Browser, told: Decision
) -> None:
    make.accept_notices()
    before = pages(phone, told)
    with make.work(make.actor()) as context:
        assert context.session.get_one(Application, told.application_id).promising
        applications.mark_promising(context, told.application_id, False)
    assert pages(phone, told) == before


def test_a_link_of_one_candidate_shows_nothing_of_another(
    make: Make, maya: Candidate, ada: Candidate, phone: Browser, told: Decision
) -> None:
    make.accept_notices()
    with make.work() as context:
        assert links.for_candidate(context, ada.id).candidate_id == ada.id
    phone.begin_as_candidate(ada)
    assert phone.get(f"/me/feedback/{told.id}").status == 404
    assert "Product Designer" not in phone.get("/me/").text
