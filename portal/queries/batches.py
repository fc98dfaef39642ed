"""Letters to many, and what became of their people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Application,
    Batch,
    BatchLine,
    Candidate,
    Decision,
    Feedback,
    Notice,
    User,
    Vacancy,
)
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import (
    TOLD,
    BatchResult,
    BatchState,
    DecisionState,
    NoticeState,
    Outcome,
    Purpose,
    Role,
)

_writer = aliased(User)
Rows = Select[*tuple[Any, ...]]
LATEST = 30
MOST_LEFT = 200
"""So many people who were left alone are named."""
WAITING = (NoticeState.HELD, NoticeState.SCHEDULED, NoticeState.RETRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One letter to many with how far it is."""

    id: int
    state: BatchState
    outcome: Outcome
    message: str
    vacancy_id: int | None
    vacancy: str | None
    """Of which vacancy they are; None for a letter to people of triage."""
    people: int
    failure: str | None
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    decided: int
    left: int
    taken_back: int
    sent: int
    """Messages that the mail server, or the provider of text messages, has accepted."""
    unsent: int
    """Messages that can still be taken back."""
    goes_out: datetime | None
    """When the last of those that wait goes out."""

    @property
    def done(self) -> int:
        """People who have had their turn."""
        return self.decided + self.left + self.taken_back


@dataclass(frozen=True, slots=True)
class LeftRow:
    """Somebody who was left alone."""

    application_id: int
    name: str
    vacancy: str
    why: str
    line: str
    """What only they would have read."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Who has decided about somebody, or is writing to them (`at` is None until then)."""

    name: str
    outcome: Outcome
    at: datetime | None


def latest(session: Session, viewer: Viewer) -> list[BatchRow]:
    """The newest ones: one's own, for administrators everybody's."""
    rows = session.execute(_rows(viewer).order_by(Batch.id.desc()).limit(LATEST))
    return [BatchRow(**row._mapping) for row in rows]


def one(session: Session, viewer: Viewer, batch_id: int) -> BatchRow | None:
    """A letter to many, or None if there is none for this viewer."""
    row = session.execute(_rows(viewer).where(Batch.id == batch_id)).one_or_none()
    return None if row is None else BatchRow(**row._mapping)


def left(session: Session, viewer: Viewer, batch_id: int) -> list[LeftRow]:
    """Those who were left alone, each with the reason."""
    query = (
        select(
            Application.id,
            Candidate.name,
            Vacancy.title,
            func.coalesce(BatchLine.why, ""),
            BatchLine.line,
        )
        .join(BatchLine, BatchLine.application_id == Application.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            BatchLine.batch_id == batch_id,
            BatchLine.result == BatchResult.LEFT,
            visible.applications(viewer),
        )
        .order_by(BatchLine.why, BatchLine.id)
        .limit(MOST_LEFT)
    )
    return [LeftRow(*row) for row in session.execute(query)]


def whose(session: Session, viewer: Viewer, application_ids: Collection[int]) -> dict[int, Whose]:
    """Application to whoever has decided about it or has begun to."""
    writer = (
        select(_writer.name)
        .join(Feedback, Feedback.writer_id == _writer.id)
        .where(Feedback.decision_id == Decision.id)
        .order_by(Feedback.revision.desc())
        .limit(1)
        .correlate(Decision)
        .scalar_subquery()
    )
    query = (
        select(
            Decision.application_id,
            func.coalesce(User.name, writer),
            Decision.outcome,
            Decision.released_at,
        )
        .join(Application, Application.id == Decision.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(User, User.id == Decision.decided_by_id)
        .where(
            Decision.application_id.in_(application_ids),
            Decision.state != DecisionState.REVERSED,
            visible.applications(viewer),
        )
    )
    return {row[0]: Whose(*row[1:]) for row in session.execute(query) if row[1]}


def _rows(viewer: Viewer) -> Rows:
    return (
        select(
            Batch.id,
            Batch.state,
            Batch.outcome,
            Batch.message,
            Batch.vacancy_id,
            Vacancy.title.label("vacancy"),
            Batch.people,
            Batch.failure,
            User.name.label("created_by"),
            Batch.created_at,
            Batch.ended_at,
            _lines(BatchResult.DECIDED).label("decided"),
            _lines(BatchResult.LEFT).label("left"),
            _lines(BatchResult.TAKEN_BACK).label("taken_back"),
            _notices(func.count(case((Notice.state.in_(TOLD), 1)))).label("sent"),
            _notices(func.count(case((_can_be_taken_back(), 1)))).label("unsent"),
            _notices(func.max(case((_can_be_taken_back(), Notice.not_before)))).label("goes_out"),
        )
        .join(User, User.id == Batch.created_by_id)
        .outerjoin(Vacancy, Vacancy.id == Batch.vacancy_id)
        .where(true() if viewer.role is Role.ADMIN else Batch.created_by_id == viewer.user_id)
    )


def _can_be_taken_back() -> ColumnElement[bool]:
    return and_(Notice.state.in_(WAITING), Notice.pinned_at.is_(None))


def _lines(result: BatchResult) -> Any:
    return (
        select(func.count())
        .where(BatchLine.batch_id == Batch.id, BatchLine.result == result)
        .correlate(Batch)
        .scalar_subquery()
    )


def _notices(value: ColumnElement[Any]) -> Any:
    return (
        select(value)
        .select_from(BatchLine)
        .join(Notice, Notice.decision_id == BatchLine.decision_id)
        .where(
            BatchLine.batch_id == Batch.id,
            BatchLine.result == BatchResult.DECIDED,
            Notice.purpose == Purpose.DECISION,
        )
        .correlate(Batch)
        .scalar_subquery()
    )
