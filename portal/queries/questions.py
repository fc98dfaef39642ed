"""Two people with one address, side by side: who is here, and whom another system speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.models import Application, Candidate, SourceRecord, Vacancy
from portal.queries import visible
from portal.queries.tasks import TaskRow
from portal.queries.visible import Viewer
from portal.vocabulary import RecordKind

MOST = 5
"""Vacancies that are named for each of them."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    name: str
    addresses: tuple[str, ...]
    vacancies: tuple[str, ...]
    system: str | None
    source_id: str | None
    candidate_id: int | None
    """None while they are not here yet."""


def sides(session: Session, viewer: Viewer, task: TaskRow) -> tuple[Side, Side]:
    """Whoever has the address here, and whom the other system speaks of."""
    candidate = None
    if task.candidate_id is not None:
        candidate = session.get(Candidate, task.candidate_id)
    emails = () if candidate is None else tuple(email.address for email in candidate.emails)
    said = task.said or {}
    here = Side(
        name=task.name or "",
        addresses=emails,
        vacancies=_titles(session, _applied(viewer, task.candidate_id)),
        system=None if candidate is None else candidate.source,
        source_id=None if candidate is None else candidate.source_id,
        candidate_id=task.candidate_id,
    )
    known: int | None = task.facts.get("known")
    there = Side(
        name=str(_last_word(said, "name") or ""),
        addresses=tuple(map(str, _last_word(said, "emails") or ())),
        vacancies=_titles(session, _spoken_of(viewer, task)),
        system=task.system,
        source_id=task.record_id,
        candidate_id=known,
    )
    return here, there


def _last_word(said: Mapping[str, Any], field: str) -> Any:
    word = said.get(field)
    return word[1] if word else None


def _titles(session: Session, query: Select[str]) -> tuple[str, ...]:
    return tuple(session.scalars(query.distinct().order_by(Vacancy.title).limit(MOST)))


def _applied(viewer: Viewer, candidate_id: int | None) -> Select[str]:
    return (
        select(Vacancy.title)
        .join(Application, Application.vacancy_id == Vacancy.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Candidate.id == candidate_id, visible.applications(viewer))
    )


def _spoken_of(viewer: Viewer, task: TaskRow) -> Select[str]:
    """Vacancies that are here, of applications there that name this person."""
    about = select(SourceRecord.said[("vacancy", 1)].as_string()).where(
        SourceRecord.source == task.system,
        SourceRecord.kind == RecordKind.APPLICATION,
        SourceRecord.said[("candidate", 1)].as_string() == task.record_id,
    )
    here = select(SourceRecord.vacancy_id).where(
        SourceRecord.source == task.system,
        SourceRecord.kind == RecordKind.VACANCY,
        SourceRecord.source_id.in_(about),
    )
    return select(Vacancy.title).where(Vacancy.id.in_(here), visible.vacancies(viewer))
