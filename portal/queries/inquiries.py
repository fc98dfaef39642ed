"""What candidates ask: on their record, and what still waits for an answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models import Application, Candidate, Inquiry, Notice, User, Vacancy
from portal.queries import visible
from portal.queries.concerns import CONFIDENTIAL, LOST
from portal.queries.visible import Viewer
from portal.vocabulary import (
    AnsweredBy,
    Channel,
    ConcernKind,
    MissingNotice,
    NoticeState,
)

MOST, PAGE = 8, 50
LONGEST_GLIMPSE = 140
"""Characters of a question on a page that is about many."""
Rows = Select[*tuple[Any, ...]]


class Show(StrEnum):
    """Which inquiries to show."""

    MINE = "mine"
    ALL = "all"
    ANSWERED = "answered"
    THANKS = "thanks"


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
    by: AnsweredBy | None
    answer: str
    concern: ConcernKind | None
    missing: MissingNotice | None
    noted_by: str | None
    """Who heard it on the telephone."""
    sent: NoticeState | None
    """Where the message with the answer stands."""
    notice_id: int | None
    replies_to: int | None
    """The message of ours that it answers."""

    @property
    def on_their_page(self) -> bool:
        """Whether it was written on their own page."""
        from_outside = self.replies_to is not None or self.noted_by is not None
        return self.channel is Channel.EMAIL and not from_outside

    @property
    def glimpse(self) -> str:
        """Its beginning, on one line."""
        line = " ".join(self.text.split())
        if len(line) <= LONGEST_GLIMPSE:
            return line
        return line[:LONGEST_GLIMPSE].rsplit(" ", 1)[0] + " …"

    @property
    def was_lost(self) -> bool:
        """Whether there was an answer that did not reach them."""
        return self.answered_at is not None and self.sent in LOST

    @property
    def waits(self) -> bool:
        """Whether an answer is owed, or the last one did not reach them."""
        return self.answered_at is None or self.was_lost


_noter = aliased(User)
_LOST = exists().where(Notice.id == Inquiry.answer_notice_id, Notice.state.in_(LOST))
WAITS = or_(Inquiry.answered_at.is_(None), _LOST.correlate(Inquiry))
"""An answer is owed; one that was taken back, or did not get through, is none."""


def of_person(session: Session, viewer: Viewer, candidate_id: int) -> list[InquiryRow]:
    """Somebody's questions, those without an answer first, the newest before the others."""
    query = _seen_by(viewer).where(Inquiry.candidate_id == candidate_id)
    found = _rows(session, query.order_by(Inquiry.id.desc()))
    return sorted(found, key=lambda row: not row.waits)


def unanswered(session: Session, viewer: Viewer, *, most: int = MOST) -> list[InquiryRow]:
    """Questions that wait for an answer, the first that is due first."""
    query = _seen_by(viewer).where(WAITS)
    return _rows(session, query.order_by(Inquiry.answer_by, Inquiry.id).limit(most))


def number(session: Session, viewer: Viewer) -> int:
    """How many questions wait for an answer."""
    waiting = _seen_by(viewer).where(WAITS).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def page(
    session: Session, viewer: Viewer, show: Show, *, before: int | None = None
) -> list[InquiryRow]:
    """What waits, the first that is due first; of what is over the newest, one more than a page
    holds if there is older.
    """
    if show is Show.ANSWERED or show is Show.THANKS:
        over = _seen_by(viewer).where(_over(show))
        if before is not None:
            over = over.where(Inquiry.id < before)
        return _rows(session, over.order_by(Inquiry.id.desc()).limit(PAGE + 1))
    query = _seen_by(viewer).where(WAITS)
    if show is Show.MINE:
        query = query.where(_for(viewer))
    return _rows(session, query.order_by(Inquiry.answer_by, Inquiry.id))


def one(session: Session, viewer: Viewer, inquiry_id: int) -> InquiryRow | None:
    """One question, or None if there is none for this viewer."""
    rows = _rows(session, _seen_by(viewer).where(Inquiry.id == inquiry_id))
    return rows[0] if rows else None


def missing_counts(
    session: Session,
    viewer: Viewer,
    *,
    vacancy_id: int | None = None,
    since: datetime | None = None,
) -> dict[MissingNotice, int]:
    """How often each message of ours had been missing when somebody asked, the most first."""
    # With no order of its own: rows are grouped.
    some = _seen_by(viewer).where(Inquiry.missing.is_not(None))
    if vacancy_id is not None:
        some = some.where(Vacancy.id == vacancy_id)
    if since is not None:
        some = some.where(Inquiry.asked_at >= since)
    found = some.with_only_columns(Inquiry.missing.label("missing")).subquery()
    number = func.count().label("number")
    rows = session.execute(
        select(found.c.missing, number).group_by(found.c.missing).order_by(number.desc())
    )
    return {MissingNotice(row[0]): row[1] for row in rows}


def _rows(session: Session, query: Rows) -> list[InquiryRow]:
    return [InquiryRow(*row) for row in session.execute(query)]


def _over(show: Show) -> ColumnElement[bool]:
    thanks = Inquiry.concern == ConcernKind.THANKS
    if show is Show.THANKS:
        return thanks
    return and_(~WAITS, or_(Inquiry.concern.is_(None), ~thanks))


def _for(viewer: Viewer) -> ColumnElement[bool]:
    """Mine is what is about my vacancies, what came to me, and what belongs to nobody else."""
    nobodys = and_(Vacancy.id.is_(None), Inquiry.owner_id.is_(None))
    me = viewer.user_id
    return or_(Vacancy.owner_id == me, Inquiry.owner_id == me, nobodys)


def _seen_by(viewer: Viewer) -> Rows:
    """Questions about what this viewer may see; a confidential concern is for its owner alone."""
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
            Inquiry.answered_by.label("by"),
            Inquiry.answer,
            Inquiry.concern,
            Inquiry.missing,
            _noter.name.label("noted_by"),
            Notice.state.label("sent"),
            Inquiry.answer_notice_id,
            Inquiry.notice_id,
        )
        .join(Candidate, Candidate.id == Inquiry.candidate_id)
        .outerjoin(Application, Application.id == Inquiry.application_id)
        .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(User, User.id == Inquiry.answered_by_id)
        .outerjoin(_noter, _noter.id == Inquiry.noted_by_id)
        .outerjoin(Notice, Notice.id == Inquiry.answer_notice_id)
        .where(
            or_(Inquiry.concern.is_(None), Inquiry.concern.not_in(CONFIDENTIAL)),
            visible.candidates(viewer),
            or_(Vacancy.id.is_(None), visible.vacancies(viewer)),
        )
    )
