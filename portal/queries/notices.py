"""The notice ledger as the team reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.models import Application, Attempt, Candidate, Decision, Notice, User, Vacancy
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import AttemptResult, Channel, NoContact, NoticeState, Purpose

Rows = Select[*tuple[Any, ...]]
PAGE = 50
UNDER_WAY = (NoticeState.SCHEDULED, NoticeState.SENDING, NoticeState.RETRY)
NOT_REACHED = (
    NoticeState.STOPPED,
    NoticeState.DEAD,
    NoticeState.BOUNCED,
    NoticeState.EXPIRED,
    NoticeState.HELD,
)
CAN_TRY_AGAIN = (NoticeState.STOPPED, NoticeState.DEAD, NoticeState.BOUNCED, NoticeState.EXPIRED)


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt of a notice."""

    claimed_at: datetime
    wire_at: datetime | None
    ended_at: datetime
    result: AttemptResult
    code: str | None


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice with whom it is for and where it stands."""

    id: int
    purpose: Purpose
    channel: Channel
    state: NoticeState
    not_before: datetime
    accepted_at: datetime | None
    unknown_count: int
    wire_at: datetime | None
    recall_requested_at: datetime | None
    reason: NoContact | None
    last_code: str | None
    address: str | None
    created_at: datetime
    candidate_id: int | None
    application_id: int | None
    name: str
    vacancy: str | None
    decision_id: int | None

    @property
    def under_way(self) -> bool:
        """Whether something will still happen by itself."""
        return self.state in UNDER_WAY

    @property
    def can_be_recalled(self) -> bool:
        """Whether a recall can still stop it."""
        return self.under_way and self.recall_requested_at is None

    @property
    def can_try_again(self) -> bool:
        """Whether a person may send it off once more."""
        return self.state in CAN_TRY_AGAIN


_ROWS: Rows = (
    select(
        Notice.id,
        Notice.purpose,
        Notice.channel,
        Notice.state,
        Notice.not_before,
        Notice.accepted_at,
        Notice.unknown_count,
        Notice.wire_at,
        Notice.recall_requested_at,
        Notice.reason,
        Notice.last_code,
        Notice.pinned_address,
        Notice.created_at,
        Notice.candidate_id,
        Decision.application_id,
        func.coalesce(Candidate.name, User.name),
        Vacancy.title,
        Notice.decision_id,
    )
    .outerjoin(Candidate, Candidate.id == Notice.candidate_id)
    .outerjoin(User, User.id == Notice.user_id)
    .outerjoin(Decision, Decision.id == Notice.decision_id)
    .outerjoin(Application, Application.id == Decision.application_id)
    .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
)


def page(
    session: Session,
    viewer: Viewer,
    *,
    states: tuple[NoticeState, ...] = (),
    before: int | None = None,
) -> list[NoticeRow]:
    """The newest notices, of these states, older than a given one; one more than a page holds."""
    query = _seen_by(_ROWS, viewer)
    if states:
        query = query.where(Notice.state.in_(states))
    if before is not None:
        query = query.where(Notice.id < before)
    rows = session.execute(query.order_by(Notice.id.desc()).limit(PAGE + 1))
    return [NoticeRow(*row) for row in rows]


def one(session: Session, viewer: Viewer, notice_id: int) -> NoticeRow | None:
    """A notice, or None if it does not exist for this viewer."""
    row = session.execute(_seen_by(_ROWS, viewer).where(Notice.id == notice_id)).one_or_none()
    return None if row is None else NoticeRow(*row)


def of_decision(session: Session, viewer: Viewer, decision_id: int) -> list[NoticeRow]:
    """The notices that a decision owed, the oldest first."""
    query = _seen_by(_ROWS, viewer).where(Notice.decision_id == decision_id)
    return [NoticeRow(*row) for row in session.execute(query.order_by(Notice.id))]


def attempts(session: Session, notice_id: int) -> list[AttemptRow]:
    """The ledger of one notice."""
    query = select(
        Attempt.claimed_at, Attempt.wire_at, Attempt.ended_at, Attempt.result, Attempt.code
    ).where(Attempt.notice_id == notice_id)
    return [AttemptRow(*row) for row in session.execute(query.order_by(Attempt.epoch))]


def counts(session: Session, viewer: Viewer) -> dict[NoticeState, int]:
    """How many notices stand in each state."""
    query = (
        select(Notice.state, func.count())
        .outerjoin(Candidate, Candidate.id == Notice.candidate_id)
        .outerjoin(Decision, Decision.id == Notice.decision_id)
        .outerjoin(Application, Application.id == Decision.application_id)
        .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(_visible(viewer))
        .group_by(Notice.state)
    )
    return dict(session.execute(query).all())


def _seen_by(query: Rows, viewer: Viewer) -> Rows:
    return query.where(_visible(viewer))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """Notices about visible applications, those to visible people, and those to the team."""
    return or_(
        Notice.user_id.is_not(None),
        and_(Notice.decision_id.is_(None), visible.candidates(viewer)),
        and_(Vacancy.id.is_not(None), visible.applications(viewer)),
    )
