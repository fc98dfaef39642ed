"""What candidates ask: on their record, and what still waits for an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.models import Application, Candidate, Inquiry, User, Vacancy
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import Channel, InquiryKind

MOST = 8
LONGEST_GLIMPSE = 140
"""Characters of a question on a page that is about many."""


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """One question with whom it is from and until when it is answered."""

    id: int
    candidate_id: int
    name: str
    vacancy: str | None
    application_id: int | None
    channel: Channel
    text: str
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    answered_by: str | None

    @property
    def glimpse(self) -> str:
        """Its beginning, on one line."""
        line = " ".join(self.text.split())
        if len(line) <= LONGEST_GLIMPSE:
            return line
        return line[:LONGEST_GLIMPSE].rsplit(" ", 1)[0] + " …"


def of_person(session: Session, viewer: Viewer, candidate_id: int) -> list[InquiryRow]:
    """Somebody's questions, those without an answer first, the newest before the others."""
    query = _seen_by(viewer).where(Inquiry.candidate_id == candidate_id)
    ordered = query.order_by(Inquiry.answered_at.is_not(None), Inquiry.id.desc())
    return [InquiryRow(*row) for row in session.execute(ordered)]


def unanswered(session: Session, viewer: Viewer, *, most: int = MOST) -> list[InquiryRow]:
    """Questions that wait for an answer, the first that is due first."""
    query = _seen_by(viewer).where(Inquiry.answered_at.is_(None))
    ordered = query.order_by(Inquiry.answer_by, Inquiry.id).limit(most)
    return [InquiryRow(*row) for row in session.execute(ordered)]


def number(session: Session, viewer: Viewer) -> int:
    """How many questions wait for an answer."""
    waiting = _seen_by(viewer).where(Inquiry.answered_at.is_(None)).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def one(session: Session, viewer: Viewer, inquiry_id: int) -> InquiryRow | None:
    """One question, or None if there is none for this viewer."""
    row = session.execute(_seen_by(viewer).where(Inquiry.id == inquiry_id)).one_or_none()
    return InquiryRow(*row) if row else None


def _seen_by(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Questions about what this viewer may see; a concern is for its owner alone."""
    return (
        select(
            Inquiry.id,
            Inquiry.candidate_id,
            Candidate.name,
            Vacancy.title,
            Inquiry.application_id,
            Inquiry.channel,
            Inquiry.text,
            Inquiry.asked_at,
            Inquiry.answer_by,
            Inquiry.answered_at,
            User.name.label("answered_by"),
        )
        .join(Candidate, Candidate.id == Inquiry.candidate_id)
        .outerjoin(Application, Application.id == Inquiry.application_id)
        .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(User, User.id == Inquiry.answered_by_id)
        .where(
            Inquiry.kind == InquiryKind.QUESTION,
            visible.candidates(viewer),
            or_(Vacancy.id.is_(None), visible.vacancies(viewer)),
        )
    )
