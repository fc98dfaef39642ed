"""Who was decided elsewhere and may not know it yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from portal.models import Application, Candidate, Decision, Stage, Vacancy
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import DecisionState, Outcome

PAGE = 50


@dataclass(frozen=True, slots=True)
class Group:
    """A vacancy with how many of its applicants wait in triage."""

    vacancy_id: int
    title: str
    people: int


@dataclass(frozen=True, slots=True)
class TriageRow:
    """Somebody decided elsewhere, of whom nobody has said whether they were told."""

    decision_id: int
    application_id: int
    name: str
    vacancy: str
    stage: str
    outcome: Outcome
    decided_at: datetime
    applied_at: datetime
    reachable: bool


@dataclass(frozen=True, slots=True)
class TriagePage:
    """One page of them; `more` is the id after which the next page begins."""

    rows: list[TriageRow]
    more: int | None


def groups(session: Session, viewer: Viewer) -> list[Group]:
    """The vacancies with somebody in triage, the fullest first."""
    people = func.count(Decision.id)
    query = (
        _waiting(select(Vacancy.id, Vacancy.title, people), viewer)
        .group_by(Vacancy.id, Vacancy.title)
        .order_by(people.desc(), Vacancy.id)
    )
    return [Group(*row) for row in session.execute(query)]


def page(session: Session, viewer: Viewer, vacancy_id: int | None, after: int) -> TriagePage:
    """The next people, in the order in which they came in."""
    query = _rows(viewer).where(Decision.id > after).order_by(Decision.id).limit(PAGE + 1)
    if vacancy_id is not None:
        query = query.where(Vacancy.id == vacancy_id)
    rows = [TriageRow(*row) for row in session.execute(query)]
    return TriagePage(rows[:PAGE], rows[PAGE - 1].decision_id if len(rows) > PAGE else None)


def chosen(session: Session, viewer: Viewer, decision_ids: Collection[int]) -> list[TriageRow]:
    """Those of these decisions that are in triage, the not chosen ones only: one letter fits."""
    query = _rows(viewer).where(Decision.id.in_(decision_ids), Decision.outcome == Outcome.REJECTED)
    return [TriageRow(*row) for row in session.execute(query.order_by(Decision.id))]


def _rows(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        _waiting(
            select(
                Decision.id,
                Application.id,
                Candidate.name,
                Vacancy.title,
                Stage.name,
                Decision.outcome,
                Decision.decided_at,
                Application.applied_at,
                Candidate.emails.any(),
            ),
            viewer,
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Stage, Stage.id == Application.stage_id)
    )


def newest(session: Session, viewer: Viewer) -> int:
    """The last one that is in triage now: "all" means those up to here, whoever comes later."""
    return session.scalar(_waiting(select(func.max(Decision.id)), viewer)) or 0


def all_of(session: Session, viewer: Viewer, vacancy_id: int, up_to: int) -> list[int]:
    """The decisions of a vacancy that were in triage when somebody looked."""
    query = _waiting(select(Decision.id), viewer).where(
        Vacancy.id == vacancy_id, Decision.id <= up_to
    )
    return list(session.scalars(query.order_by(Decision.id)))


def seen(session: Session, viewer: Viewer, decision_ids: Collection[int]) -> set[int]:
    """Which of these decisions somebody may see, in triage or no longer."""
    query = (
        select(Decision.id)
        .join(Application, Application.id == Decision.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(Decision.id.in_(decision_ids), visible.vacancies(viewer))
    )
    return set(session.scalars(query))


def is_visible(session: Session, viewer: Viewer, vacancy_id: int) -> bool:
    """Whether somebody may see a vacancy, whoever of it is in triage."""
    query = select(Vacancy.id).where(Vacancy.id == vacancy_id, visible.vacancies(viewer))
    return session.scalar(query) is not None


def _waiting(query: Select[*tuple[Any, ...]], viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Decision)
        .join(Application, Application.id == Decision.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Decision.state == DecisionState.IMPORTED,
            Decision.told_elsewhere_at.is_(None),
            visible.vacancies(viewer),
        )
    )
