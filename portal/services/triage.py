"""Triage: saying how it ended elsewhere, and putting decisions back as they came."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert, select, update

from portal.context import Context
from portal.models import Application, AuditEvent, Decision
from portal.services import audit
from portal.vocabulary import Act, DecisionState, EndedBy, Outcome

AT_ONCE = 500
"""Ids in one IN list."""
OUTCOMES = {EndedBy.US: Outcome.REJECTED, EndedBy.THEM: Outcome.WITHDRAWN}


def say_who_ended(context: Context, decision_ids: Iterable[int], ended_by: EndedBy) -> int:
    """Note who ended it where the other system did not say; returns how many that was.

    Whoever withdrew has withdrawn from now on, so that the letter thanks them.
    """
    ids = sorted(set(decision_ids))
    changed = [
        application_id
        for start in range(0, len(ids), AT_ONCE)
        for application_id in _say(context, ids[start : start + AT_ONCE], ended_by)
    ]
    _record(context, Act.ENDING_SAID, changed, outcome=OUTCOMES[ended_by].value)
    return len(changed)


def put_back(context: Context, decided_at: Mapping[int, datetime]) -> list[int]:
    """Take released decisions back into triage, as they were when they came from elsewhere.

    `decided_at`: decision to the moment at which it was decided there. What they owed has to be
    cancelled before; a decision that does not stand any longer is passed over.
    """
    standing = context.session.scalars(
        select(Decision)
        .where(Decision.id.in_(decided_at), Decision.state == DecisionState.RELEASED)
        .order_by(Decision.id)
        .with_for_update()
    ).all()
    if not standing:
        return []
    as_they_came = [
        {
            "application_id": decision.application_id,
            "state": DecisionState.IMPORTED,
            "outcome": decision.outcome,
            "ended_by": decision.ended_by,
            "imported_reason": decision.imported_reason,
            "decided_at": decided_at[decision.id],
        }
        for decision in standing
    ]
    context.session.execute(
        update(Decision)
        .where(Decision.id.in_([decision.id for decision in standing]))
        .values(
            state=DecisionState.REVERSED,
            reversed_at=context.now,
            version=Decision.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    # Another row, because what the first one owed keeps its place in the ledger.
    context.session.execute(insert(Decision), as_they_came)
    _record(context, Act.DECISION_REVERSED, [decision.application_id for decision in standing])
    return [decision.id for decision in standing]


def _say(context: Context, decision_ids: list[int], ended_by: EndedBy) -> Iterable[int]:
    return context.session.scalars(
        update(Decision)
        .where(
            Decision.id.in_(decision_ids),
            Decision.state == DecisionState.IMPORTED,
            Decision.ended_by.is_(None),
        )
        .values(
            ended_by=ended_by,
            outcome=OUTCOMES[ended_by],
            # Whoever is just writing feedback to one of them has to notice.
            version=Decision.version + 1,
        )
        .returning(Decision.application_id)
    ).all()


def _record(context: Context, act: Act, application_ids: list[int], **facts: str) -> None:
    """Write the same act down for many applications at once."""
    for start in range(0, len(application_ids), AT_ONCE):
        about = context.session.execute(
            select(Application.id, Application.candidate_id, Application.vacancy_id)
            .where(Application.id.in_(application_ids[start : start + AT_ONCE]))
            .order_by(Application.id)
        )
        rows = [
            audit.event(
                context,
                act,
                candidate_id=row.candidate_id,
                application_id=row.id,
                vacancy_id=row.vacancy_id,
                facts=facts,
            )
            for row in about
        ]
        context.session.execute(insert(AuditEvent), rows)
