"""What became of an application: the decision that stands, and the message that it owed."""

from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.models import Application, Decision, Notice
from portal.vocabulary import DecisionState, Origin, Purpose

STANDING = and_(Decision.application_id == Application.id, Decision.state != DecisionState.REVERSED)
UNDECIDED = and_(
    Application.origin == Origin.LIVE,
    or_(Decision.id.is_(None), Decision.state == DecisionState.DRAFT),
)
"""Somebody waits for our answer; a draft is none."""
_other, _decided = aliased(Application), aliased(Decision)
WAITS_ELSEWHERE = and_(
    # Asked of optional messages only: for all others it costs nothing.
    Notice.purpose.in_([purpose for purpose in Purpose if purpose.optional]),
    exists()
    .where(
        _other.candidate_id == Notice.candidate_id,
        _other.origin == Origin.LIVE,
        ~exists()
        .where(
            _decided.application_id == _other.id,
            _decided.state.in_((DecisionState.RELEASED, DecisionState.IMPORTED)),
        )
        .correlate(_other),
    )
    .correlate(Notice),
)
"""Whether the recipient of an optional message waits for our answer to an application."""


def with_fate(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Add the decision that stands and the message that it owed to a query of applications."""
    latest = (
        select(func.max(Notice.id))
        .where(Notice.decision_id == Decision.id, Notice.purpose == Purpose.DECISION)
        .correlate(Decision)
        .scalar_subquery()
    )
    return (
        query.add_columns(
            Decision.state.label("decision"),
            Decision.outcome,
            Decision.told_elsewhere_at,
            Notice.state.label("notice"),
            Notice.not_before,
            Notice.accepted_at,
            Notice.reason.label("why_not"),
        )
        .outerjoin(Decision, STANDING)
        .outerjoin(Notice, Notice.id == latest)
    )
