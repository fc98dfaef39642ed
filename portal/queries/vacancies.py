"""Vacancies as the team reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from portal.models import Application, Candidate, Criterion, Decision, Stage, User, Vacancy
from portal.policy.waiting import DUE_SOON
from portal.queries import visible
from portal.queries.fate import STANDING, UNDECIDED
from portal.queries.visible import Viewer
from portal.vocabulary import PromiseRule, Role, StageKind, VacancyStatus

PAGE = 50


@dataclass(frozen=True, slots=True)
class VacancyRow:
    """One line of the list, with how many people are in it."""

    id: int
    title: str
    department: str
    location: str
    confidential: bool
    owner: str
    manager: str | None
    promise_days: int
    applications: int = 0
    undecided: int = 0
    overdue: int = 0
    due_soon: int = 0


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage of a vacancy."""

    id: int
    name: str
    kind: StageKind
    promise_days: int | None = None


@dataclass(frozen=True, slots=True)
class VacancyHead:
    """What stands above the applications of a vacancy."""

    id: int
    title: str
    department: str
    location: str
    confidential: bool
    status: VacancyStatus
    promise_days: int
    promise_rule: PromiseRule
    sends_receipt: bool
    owner: str
    manager: str | None
    stages: tuple[StageRow, ...]

    @property
    def closed(self) -> bool:
        """Whether it takes no applications any more."""
        return self.status is VacancyStatus.CLOSED


@dataclass(frozen=True, slots=True)
class VacancyDetail:
    """Everything that was written about a vacancy."""

    id: int
    title: str
    department: str
    location: str
    description: str
    owner_id: int
    hiring_manager_id: int | None
    confidential: bool
    promise_days: int
    promise_rule: PromiseRule
    sends_receipt: bool
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may own a vacancy or decide about its applicants."""

    id: int
    name: str
    role: Role
    active: bool


_Owner, _Manager = aliased(User), aliased(User)
_PEOPLE = (
    select(
        Vacancy.id,
        Vacancy.title,
        Vacancy.department,
        Vacancy.location,
        Vacancy.confidential,
        _Owner.name.label("owner"),
        _Manager.name.label("manager"),
        Vacancy.promise_days,
    )
    .join(_Owner, _Owner.id == Vacancy.owner_id)
    .outerjoin(_Manager, _Manager.id == Vacancy.hiring_manager_id)
)


def listed(
    session: Session, viewer: Viewer, now: datetime, *, closed: bool, before: int | None
) -> list[VacancyRow]:
    """Vacancies, the newest first; one more than a page holds if there are older ones."""
    query = _PEOPLE.where(visible.vacancies(viewer))
    is_closed = Vacancy.status == VacancyStatus.CLOSED
    query = query.where(is_closed if closed else ~is_closed)
    if before is not None:
        query = query.where(Vacancy.id < before)
    rows = session.execute(query.order_by(Vacancy.id.desc()).limit(PAGE + 1)).all()
    counts = _counts(session, viewer, now, [row.id for row in rows])
    return [VacancyRow(*row, *counts.get(row.id, (0, 0, 0, 0))) for row in rows]


def _counts(
    session: Session, viewer: Viewer, now: datetime, ids: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    overdue = and_(UNDECIDED, Application.promised_by < now)
    soon = Application.promised_by.between(now, now + DUE_SOON)
    rows = session.execute(
        select(
            Application.vacancy_id,
            func.count(),
            func.sum(case((UNDECIDED, 1), else_=0)),
            func.sum(case((overdue, 1), else_=0)),
            func.sum(case((and_(UNDECIDED, soon), 1), else_=0)),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(Decision, STANDING)
        .where(Application.vacancy_id.in_(ids), visible.applications(viewer))
        .group_by(Application.vacancy_id)
    )
    return {row[0]: tuple(row[1:]) for row in rows}


@lru_cache(maxsize=256)
def _head(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    # Built once for each viewer: a hot page should not spend its time on building SQL.
    return (
        _PEOPLE.add_columns(
            Vacancy.status,
            Vacancy.promise_rule,
            Vacancy.sends_receipt,
            Stage.id,
            Stage.name,
            Stage.kind,
            Stage.promise_days.label("stage_days"),
        )
        .join(Stage, Stage.vacancy_id == Vacancy.id)
        .where(Vacancy.id == bindparam("vacancy_id"), visible.vacancies(viewer))
        .order_by(Stage.position)
    )


def head(session: Session, viewer: Viewer, vacancy_id: int) -> VacancyHead | None:
    """A vacancy with its stages, or None if it does not exist for this viewer."""
    rows = session.execute(_head(viewer), {"vacancy_id": vacancy_id}).all()
    if not rows:
        return None
    first = rows[0]
    return VacancyHead(
        id=first.id,
        title=first.title,
        department=first.department,
        location=first.location,
        confidential=first.confidential,
        status=first.status,
        promise_days=first.promise_days,
        promise_rule=first.promise_rule,
        sends_receipt=first.sends_receipt,
        owner=first.owner,
        manager=first.manager,
        stages=tuple(StageRow(*row[-4:]) for row in rows),
    )


def detail(session: Session, viewer: Viewer, vacancy_id: int) -> VacancyDetail | None:
    """Everything about a vacancy, or None if it does not exist for this viewer."""
    row = session.execute(
        select(
            Vacancy.id,
            Vacancy.title,
            Vacancy.department,
            Vacancy.location,
            Vacancy.description,
            Vacancy.owner_id,
            Vacancy.hiring_manager_id,
            Vacancy.confidential,
            Vacancy.promise_days,
            Vacancy.promise_rule,
            Vacancy.sends_receipt,
        ).where(Vacancy.id == vacancy_id, visible.vacancies(viewer))
    ).one_or_none()
    if row is None:
        return None
    criteria = select(Criterion.name).where(Criterion.vacancy_id == vacancy_id)
    return VacancyDetail(
        *row, criteria=tuple(session.scalars(criteria.order_by(Criterion.position)))
    )


def colleagues(session: Session) -> list[Colleague]:
    """Everybody of the team, by name."""
    query = select(User.id, User.name, User.role, User.active).order_by(User.name, User.id)
    return [Colleague(*row) for row in session.execute(query)]


def is_visible(session: Session, viewer: Viewer, vacancy_id: int) -> bool:
    """Whether a vacancy exists for this viewer."""
    query = select(Vacancy.id).where(Vacancy.id == vacancy_id, visible.vacancies(viewer))
    return session.scalar(query) is not None
