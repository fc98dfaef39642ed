"""A candidate's own applications, beside `queries.mine`: what was promised and what became of them.

The same holds as there: no decision exists before its candidate has been told, and of the stage
they learn how far it is, never what the team calls it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.models import Application, Decision, Feedback, HoldingMessage, Notice, Stage, Vacancy
from portal.policy import withdrawal
from portal.queries.mine import TOLD_AT
from portal.vocabulary import DecisionState, EndedBy, Origin, Outcome, StageKind


@dataclass(frozen=True, slots=True)
class Holding:
    """That there was no decision yet, as we wrote it last."""

    written_at: datetime
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyApplication:
    """One application as its candidate knows it; without an outcome they have not been told one."""

    id: int
    vacancy: str
    applied_at: datetime
    origin: Origin
    stage: StageKind
    stage_since: datetime
    promised_by: datetime | None
    holding: Holding | None
    outcome: Outcome | None
    told_at: datetime | None
    """When our message went out; None if somebody else told them."""
    letter_id: int | None
    """The decision whose feedback they can read."""
    invited: bool
    """Whether the decision came with an invitation to the talent pool."""
    undo_until: datetime | None
    """Until when they can take their own withdrawal back."""

    @property
    def open(self) -> bool:
        """Whether they wait for our answer, as far as they know."""
        return self.outcome is None and self.origin is Origin.LIVE


BY_THEMSELVES = and_(
    Decision.state == DecisionState.RELEASED,
    Decision.outcome == Outcome.WITHDRAWN,
    Decision.ended_by == EndedBy.THEM,
    Decision.decided_by_id.is_(None),
)
"""Withdrawn by the candidate's own hand, so that they know it at once."""
# Who is hired gets no notice of ours, so theirs counts once it cannot be undone any more.
KNOWN = or_(
    TOLD_AT.is_not(None),
    Decision.told_elsewhere_at.is_not(None),
    BY_THEMSELVES,
    and_(
        Decision.outcome == Outcome.HIRED,
        Decision.state == DecisionState.RELEASED,
        Decision.released_at <= bindparam("settled", type_=Decision.released_at.type),
    ),
)
"""Whether the candidate has been told of a decision."""
# What was recalled has told nobody anything.
_LAST_HOLDING = (
    select(func.max(HoldingMessage.id))
    .join(Notice, Notice.id == HoldingMessage.notice_id)
    .where(HoldingMessage.application_id == Application.id, Notice.pinned_at.is_not(None))
    .correlate(Application)
    .scalar_subquery()
)
_MINE = (
    select(
        Application.id,
        Vacancy.title,
        Application.applied_at,
        Application.origin,
        Stage.kind,
        Application.stage_since,
        Application.promised_by,
        HoldingMessage.written_at.label("held_at"),
        HoldingMessage.message.label("held_with"),
        Decision.id.label("decision_id"),
        Decision.outcome,
        Decision.state,
        Decision.released_at,
        Decision.invites_to_pool,
        BY_THEMSELVES.label("by_themselves"),
        exists().where(Feedback.decision_id == Decision.id).correlate(Decision).label("written"),
        TOLD_AT.label("told_at"),
    )
    .select_from(Application)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .join(Stage, Stage.id == Application.stage_id)
    .outerjoin(HoldingMessage, HoldingMessage.id == _LAST_HOLDING)
    .outerjoin(
        Decision,
        and_(
            Decision.application_id == Application.id,
            Decision.state.in_((DecisionState.RELEASED, DecisionState.IMPORTED)),
            KNOWN,
        ),
    )
    .where(Application.candidate_id == bindparam("me"))
    .order_by(Application.applied_at.desc(), Application.id.desc())
)


def applications(
    session: Session, me: int, *, now: datetime, undo: timedelta
) -> list[MyApplication]:
    """All applications of a candidate, the latest first."""
    rows = session.execute(_MINE, {"me": me, "settled": now - undo})
    return [_application(row, now) for row in rows]


def application(
    session: Session, me: int, application_id: int, *, now: datetime, undo: timedelta
) -> MyApplication | None:
    """One application, if it is this candidate's."""
    query = _MINE.where(Application.id == application_id)
    row = session.execute(query, {"me": me, "settled": now - undo}).one_or_none()
    return None if row is None else _application(row, now)


def _application(row: Row[*tuple[Any, ...]], now: datetime) -> MyApplication:
    undo_until = withdrawal.can_be_undone_until(row.released_at, now) if row.by_themselves else None
    return MyApplication(
        id=row.id,
        vacancy=row.title,
        applied_at=row.applied_at,
        origin=row.origin,
        stage=row.kind,
        stage_since=row.stage_since,
        promised_by=row.promised_by,
        holding=Holding(row.held_at, row.held_with) if row.held_at else None,
        outcome=row.outcome,
        told_at=row.told_at,
        letter_id=row.decision_id if _can_be_read(row) else None,
        invited=bool(row.invites_to_pool),
        undo_until=undo_until,
    )


def _can_be_read(row: Row[*tuple[Any, ...]]) -> bool:
    released = row.state is DecisionState.RELEASED
    return bool(released and row.written and row.told_at is not None)
