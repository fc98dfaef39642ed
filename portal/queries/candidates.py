"""Candidates as a list, and the search that looks through all that is known about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlalchemy.orm import Session

from portal.models import Application, Candidate, CandidateEmail, Document, Vacancy
from portal.queries import pool, visible
from portal.queries.search import matching
from portal.queries.visible import Viewer
from portal.vocabulary import Membership

PAGE = 50
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One line of the list; the application is the latest one that the viewer may see."""

    id: int
    name: str
    headline: str
    location: str
    membership: Membership
    vacancy: str | None
    application_id: int | None
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Somebody that a short search found."""

    id: int
    name: str
    headline: str
    location: str
    email: str | None


@dataclass(frozen=True, slots=True)
class File:
    """A file about a candidate, with its bytes."""

    filename: str
    content_type: str
    content: bytes


def listed(
    session: Session, viewer: Viewer, now: datetime, *, typed: str = "", after: int | None = None
) -> list[CandidateRow]:
    """People by name; one more than a page holds if more follow."""
    query = select(Candidate.id, Candidate.name, Candidate.headline, Candidate.location)
    query = query.where(matching(typed), visible.candidates(viewer))
    if after is not None:
        query = query.where(_later_than(session, after))
    rows = session.execute(query.order_by(Candidate.sort_name, Candidate.id).limit(PAGE + 1)).all()
    ids = [row.id for row in rows]
    memberships = pool.memberships(session, ids, now)
    latest = _latest_applications(session, viewer, ids)
    return [
        CandidateRow(*row, memberships.get(row.id, Membership.NONE), *latest.get(row.id, _NOTHING))
        for row in rows
    ]


_NOTHING = (None, None, None)


def _later_than(session: Session, after: int) -> ColumnElement[bool]:
    """Behind this person in the list; from the start if they are gone meanwhile."""
    last = session.execute(
        select(Candidate.sort_name, Candidate.id).where(Candidate.id == after)
    ).one_or_none()
    if last is None:
        return Candidate.id > 0
    return tuple_(Candidate.sort_name, Candidate.id) > tuple_(*last)


def _latest_applications(
    session: Session, viewer: Viewer, ids: Sequence[int]
) -> dict[int, tuple[str, int, datetime]]:
    rows = session.execute(
        select(Application.candidate_id, Vacancy.title, Application.id, Application.applied_at)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(Application.candidate_id.in_(ids), visible.vacancies(viewer))
        .order_by(Application.applied_at, Application.id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def found(session: Session, viewer: Viewer, typed: str) -> list[FoundRow]:
    """The first people that a search finds, to choose one from."""
    if not typed.strip():
        return []
    rows = session.execute(
        select(
            Candidate.id,
            Candidate.name,
            Candidate.headline,
            Candidate.location,
            CandidateEmail.address,
        )
        .outerjoin(
            CandidateEmail,
            and_(CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0),
        )
        .where(matching(typed), visible.candidates(viewer))
        .order_by(Candidate.sort_name, Candidate.id)
        .limit(MOST_FOUND)
    )
    return [FoundRow(*row) for row in rows]


def file(session: Session, candidate_id: int, document_id: int) -> File | None:
    """A file of this person, or None if they have no such file."""
    row = session.execute(
        select(Document.filename, Document.content_type, Document.content).where(
            Document.id == document_id, Document.candidate_id == candidate_id
        )
    ).one_or_none()
    return None if row is None else File(*row)


def exists(session: Session, viewer: Viewer, candidate_id: int) -> bool:
    """Whether there is such a person for this viewer."""
    query = select(Candidate.id).where(Candidate.id == candidate_id, visible.candidates(viewer))
    return session.scalar(query) is not None
