"""Tasks as pages show them: what somebody of the team must do, about whom, until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    SourceRecord,
    Task,
    User,
    Vacancy,
)
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import NoContact, Role, TaskKind

MOST = 100
"""Tasks on their page; whoever has more begins with those that are due first."""
STOPPING = frozenset(
    {TaskKind.MERGED_ELSEWHERE, TaskKind.DELETED_ELSEWHERE, TaskKind.ANONYMIZED_ELSEWHERE}
)
"""Nothing goes out to the person until somebody says so."""
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One thing to do; whom and what it is about is named as far as it still exists."""

    id: int
    kind: TaskKind
    owner_id: int | None
    owner: str | None
    due_at: datetime
    done_at: datetime | None
    facts: dict[str, Any]
    candidate_id: int | None
    name: str | None
    source_id: str | None
    address: str | None
    stopped: NoContact | None
    application_id: int | None
    vacancy_id: int | None
    vacancy: str | None
    system: str | None
    """The word for the system that it comes from."""
    record_id: str | None
    """Under which id that system keeps what the task is about."""
    said: dict[str, Any] | None
    """What that system said of it: `policy.feeds.said`."""

    @property
    def is_question(self) -> bool:
        """Whether it ends with an answer, rather than with being seen to."""
        return self.kind is TaskKind.SHARED_ADDRESS

    @property
    def is_stop(self) -> bool:
        """Whether contact was stopped because of what it is about."""
        return self.kind in STOPPING

    @property
    def both_here(self) -> bool:
        """Whether both people that it asks about are here, and cannot simply be one."""
        return self.facts.get("known") is not None


def mine(session: Session, viewer: Viewer, *, most: int = MOST) -> list[TaskRow]:
    """What is open: the viewer's own first, then nobody's; for administrators then all others'."""
    own_first = case((Task.owner_id == viewer.user_id, 0), (Task.owner_id.is_(None), 1), else_=2)
    query = _open(viewer).order_by(own_first, Task.due_at, Task.id).limit(most)
    return [TaskRow(*row) for row in session.execute(query)]


def number(session: Session, viewer: Viewer) -> int:
    """How many are open for the viewer."""
    return session.scalar(select(func.count()).select_from(_open(viewer).subquery())) or 0


def of_person(session: Session, viewer: Viewer, candidate_id: int) -> list[TaskRow]:
    """What is open about a person, whoever it is for."""
    query = _TASKS.where(
        Task.done_at.is_(None), Candidate.id == candidate_id, _visible(viewer)
    ).order_by(Task.due_at, Task.id)
    return [TaskRow(*row) for row in session.execute(query)]


def one(session: Session, viewer: Viewer, task_id: int) -> TaskRow | None:
    """A task, done or not; None if it does not exist for this viewer."""
    row = session.execute(_TASKS.where(Task.id == task_id, _visible(viewer))).one_or_none()
    return None if row is None else TaskRow(*row)


def _open(viewer: Viewer) -> Rows:
    query = _TASKS.where(Task.done_at.is_(None), _visible(viewer))
    if viewer.role is Role.ADMIN:
        return query
    return query.where(or_(Task.owner_id.is_(None), Task.owner_id == viewer.user_id))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """A task is there for whoever may see all that it is about."""
    if viewer.role is Role.ADMIN:
        return true()
    seen = select(Candidate.id).where(visible.candidates(viewer)).correlate(None)
    return and_(
        or_(Candidate.id.is_(None), visible.candidates(viewer)),
        or_(Vacancy.id.is_(None), visible.vacancies(viewer)),
        or_(Application.id.is_(None), visible.applications(viewer)),
        # Whom another system speaks of may be here as well, or be private before they are.
        or_(SourceRecord.candidate_id.is_(None), SourceRecord.candidate_id.in_(seen)),
        or_(
            SourceRecord.id.is_(None),
            SourceRecord.candidate_id.is_not(None),
            SourceRecord.said[("private", 1)].as_boolean().is_not(True),
        ),
    )


_owner = aliased(User)
_TASKS: Rows = (
    select(
        Task.id,
        Task.kind,
        Task.owner_id,
        _owner.name.label("owner"),
        Task.due_at,
        Task.done_at,
        Task.facts,
        Candidate.id.label("candidate_id"),
        Candidate.name,
        Candidate.source_id,
        CandidateEmail.address,
        Candidate.stopped,
        Application.id.label("application_id"),
        Vacancy.id.label("vacancy_id"),
        Vacancy.title,
        func.coalesce(SourceRecord.source, Application.source, Vacancy.source, Candidate.source),
        SourceRecord.source_id.label("record_id"),
        SourceRecord.said,
    )
    .outerjoin(_owner, _owner.id == Task.owner_id)
    .outerjoin(Application, Application.id == Task.application_id)
    .outerjoin(
        Candidate, Candidate.id == func.coalesce(Task.candidate_id, Application.candidate_id)
    )
    .outerjoin(
        CandidateEmail,
        (CandidateEmail.candidate_id == Candidate.id) & (CandidateEmail.position == 0),
    )
    .outerjoin(Vacancy, Vacancy.id == func.coalesce(Task.vacancy_id, Application.vacancy_id))
    .outerjoin(SourceRecord, SourceRecord.id == Task.source_record_id)
)
