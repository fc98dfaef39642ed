"""Taking back what was decided about many, as if it had not been: they wait as before."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from portal.context import Context
from portal.models import Application, AuditEvent, Batch, Call, Decision, Inquiry
from portal.services import audit, calls, inquiries, setwise
from portal.services.setwise import among, chunks
from portal.vocabulary import Act, AnsweredBy, CallState, DecisionState


def reverse(context: Context, decision_ids: Collection[int]) -> list[int]:
    """Reverse these decisions; what they owed has to be cancelled before.

    The waiting clocks go on as if nothing had been decided: nobody waits longer for our mistake.
    """
    reversed_now: list[int] = []
    change = (
        update(Decision)
        .where(among(Decision.id), Decision.state == DecisionState.RELEASED)
        .values(
            state=DecisionState.REVERSED,
            reversed_at=context.now,
            version=Decision.version + 1,
        )
        .returning(Decision.id)
    )
    for some in chunks(sorted(decision_ids)):
        reversed_now += context.session.connection().execute(change, some).scalars()
    _follow(context, reversed_now)
    return reversed_now


def note(context: Context, batch: Batch, *, people: int, gone: int) -> None:
    """Write down that the whole of it was taken back, as one act."""
    audit.record(
        context,
        Act.BATCH_RECALLED,
        vacancy_id=batch.vacancy_id,
        batch_id=batch.id,
        people=people,
        gone=gone,
    )


def _follow(context: Context, decision_ids: Sequence[int]) -> None:
    source = (
        select(Application)
        .join(Decision, Decision.application_id == Application.id)
        .where(among(Decision.id))
    )
    each = {
        "candidate_id": Application.candidate_id,
        "application_id": Application.id,
        "vacancy_id": Application.vacancy_id,
    }
    common = audit.event(context, Act.DECISION_REVERSED)
    setwise.copy(context, AuditEvent, each, common, source=source, ids=decision_ids)
    calling = select(Call.decision_id).where(among(Call.decision_id), Call.state == CallState.DUE)
    asked = (
        select(Inquiry.application_id)
        .join(Decision, Decision.application_id == Inquiry.application_id)
        .where(among(Decision.id), Inquiry.answered_by == AnsweredBy.DECISION)
    )
    for some in chunks(decision_ids):
        for decision_id in context.session.scalars(calling, some).all():
            calls.drop(context, decision_id)
        for application_id in set(context.session.scalars(asked, some)):
            if application_id is not None:
                inquiries.open_again(context, application_id)
