"""Telling applicants that their application arrived, until when they hear, and by which link."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.context import Context
from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    Decision,
    Notice,
    Vacancy,
)
from portal.policy.receipt_text import receipt_text
from portal.policy.refusal import Conflict, Refusal
from portal.queries import organisation
from portal.services import audit, links, owing_many
from portal.vocabulary import Act, DecisionState, Origin, Purpose

AT_ONCE = 500
"""Ids in one IN list."""
_DECIDED = (
    select(Decision.id)
    .where(
        Decision.application_id == Application.id,
        Decision.state.in_((DecisionState.RELEASED, DecisionState.IMPORTED)),
    )
    .correlate(Application)
    .exists()
)


def owe(context: Context, application_ids: Sequence[int]) -> int:
    """Owe a receipt to those whose vacancy sends one: once an application, never about history,
    nor once it is decided, nor to whom nothing can be sent; returns how many that were.
    """
    people: list[tuple[int, int]] = []
    for start in range(0, len(application_ids), AT_ONCE):
        people += _to_be_told(context, application_ids[start : start + AT_ONCE])
    not_before = context.now + context.settings.undo
    return len(owing_many.owe_about(context, Purpose.RECEIVED, people, not_before=not_before))


def text_with_link(context: Context, application_id: int) -> str:
    """A text about an application's arrival for the mail of another system, with a personal link
    made for it; raises Refusal if nobody waits for an answer there.
    """
    session = context.session
    application = session.get_one(Application, application_id)
    candidate = session.get_one(Candidate, application.candidate_id)
    if application.origin is Origin.HISTORY:
        raise Refusal("This application is history: they were told elsewhere.")
    if session.scalar(select(_DECIDED).where(Application.id == application_id)):
        raise Conflict("This application is decided already.")
    if candidate.stopped is not None:
        raise Refusal("All contact with this person is stopped.")
    link = links.for_candidate(context, candidate.id)
    audit.record(
        context,
        Act.LINK_COPIED,
        candidate_id=candidate.id,
        application_id=application.id,
        vacancy_id=application.vacancy_id,
        link=link.id,
    )
    promised, zone = application.promised_by, organisation.calendar(session).zone
    return receipt_text(
        called=candidate.called,
        role=session.get_one(Vacancy, application.vacancy_id).title,
        until=promised.astimezone(zone).date() if promised else None,
        link=links.address(context.settings, link),
        new_link=f"{context.settings.base_url}/link",
    )


def _to_be_told(context: Context, application_ids: Sequence[int]) -> list[tuple[int, int]]:
    address = select(CandidateEmail.id).where(
        CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0
    )
    told = select(Notice.id).where(
        Notice.application_id == Application.id, Notice.purpose == Purpose.RECEIVED
    )
    query = (
        select(Application.id, Candidate.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Application.id.in_(application_ids),
            Application.origin == Origin.LIVE,
            Vacancy.sends_receipt,
            Candidate.stopped.is_(None),
            Candidate.may_email,
            address.correlate(Candidate).exists(),
            ~told.correlate(Application).exists(),
            ~_DECIDED,
        )
        .order_by(Application.id)
    )
    return [(row[0], row[1]) for row in context.session.execute(query)]
