"""Whether the ledger is whole: what was decided is owed, what was accepted is proven, what nobody
knows is looked after, and whoever was not reached is somebody's task.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.models import Application, Attempt, Call, CallAttempt, Decision, Notice, Receipt
from portal.queries import unreached
from portal.vocabulary import (
    AttemptResult,
    CallOutcome,
    Channel,
    DecisionState,
    NoticeState,
    Origin,
    Outcome,
)

Found = Select[int]
MOST = 100
NEWEST = 20_000
"""Notices that are looked at for their proof; older ones were looked at when they were new."""
LATE = timedelta(hours=1)
"""After this a message whose fate is unknown should have been tried again."""


def mismatches(session: Session, now: datetime) -> dict[str, list[int]]:
    """What does not fit, by name: the ids, a hundred of each at most; all empty is as it should be.

    Decisions in the first, notices in the others.
    """
    return {name: _ids(session, query(now)) for name, query in _QUESTIONS.items()}


def counts(session: Session, now: datetime) -> dict[str, int]:
    """How many of each do not fit; anything but 0 is an alarm."""
    return {name: _count(session, query(now)) for name, query in _QUESTIONS.items()}


def unreached_without_task(session: Session) -> list[int]:
    """Notices of decisions that reached nobody, without a task for a person."""
    return _ids(session, unreached.without_task())


def _decided_without_notice() -> Found:
    return (
        select(Decision.id)
        .join(Application, Application.id == Decision.application_id)
        .where(
            Decision.state == DecisionState.RELEASED,
            Decision.outcome.in_([outcome for outcome in Outcome if outcome.owes_notice]),
            Decision.told_elsewhere_at.is_(None),
            Application.origin == Origin.LIVE,
            ~exists().where(Notice.decision_id == Decision.id),
        )
        .order_by(Decision.id)
    )


def _accepted_without_proof() -> Found:
    newest = select(func.coalesce(func.max(Notice.id), 0)).scalar_subquery()
    attempt = exists().where(
        Attempt.notice_id == Notice.id, Attempt.result == AttemptResult.ACCEPTED
    )
    receipt = exists().where(Receipt.notice_id == Notice.id, Receipt.applied)
    spoken = exists().where(
        Notice.channel == Channel.CALL,
        Call.decision_id == Notice.decision_id,
        CallAttempt.call_id == Call.id,
        CallAttempt.outcome == CallOutcome.REACHED,
    )
    return (
        select(Notice.id)
        .where(
            Notice.id > newest - NEWEST,
            Notice.state.in_(
                (NoticeState.ACCEPTED, NoticeState.DELIVERED, NoticeState.FAILED_SOFT)
            ),
            ~attempt,
            ~receipt,
            ~spoken,
        )
        .order_by(Notice.id)
    )


def _unknown_without_sequel(now: datetime) -> Found:
    """An answer was lost, and long after it was due nobody has tried again."""
    return (
        select(Notice.id)
        .where(
            Notice.state.in_((NoticeState.SCHEDULED, NoticeState.RETRY, NoticeState.SENDING)),
            or_(Notice.wire_at.is_not(None), Notice.unknown_count > 0),
            Notice.not_before < now - LATE,
            or_(Notice.lease_until.is_(None), Notice.lease_until < now - LATE),
        )
        .order_by(Notice.id)
    )


_QUESTIONS: dict[str, Callable[[datetime], Found]] = {
    "decided_without_notice": lambda _now: _decided_without_notice(),
    "accepted_without_proof": lambda _now: _accepted_without_proof(),
    "unknown_without_sequel": _unknown_without_sequel,
    "unreached_without_task": lambda _now: unreached.without_task(),
}


def _ids(session: Session, query: Select[Any]) -> list[int]:
    return list(session.scalars(query.limit(MOST)))


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
