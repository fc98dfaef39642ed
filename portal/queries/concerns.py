"""Confidential concerns: for their owner alone, whoever else may see everything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.models import (
    Application,
    AuditEvent,
    Candidate,
    Decision,
    Inquiry,
    Notice,
    Organisation,
    User,
    Vacancy,
)
from portal.policy import concerns as policy
from portal.policy.concerns import Colleague, Reader
from portal.vocabulary import UNTOLD, Act, ConcernKind, DecisionState, NoticeState, Purpose, Role

CONFIDENTIAL = tuple(kind for kind in ConcernKind if kind.confidential)
_ANSWERS_ONE = and_(Inquiry.answer_notice_id == Notice.id, Inquiry.concern.in_(CONFIDENTIAL))
LOST = (*sorted(UNTOLD), NoticeState.CANCELLED)
"""Ends of a message with an answer after which the question waits again."""


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """One concern, as its owner reads it."""

    id: int
    name: str
    called: str
    vacancy: str | None
    concern: ConcernKind
    text: str
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    answer: str
    decided_by: str | None
    sent: NoticeState | None
    """Where the message stands that says that there is an answer."""

    @property
    def waits(self) -> bool:
        """Whether an answer is still owed, or the last one did not reach them."""
        return self.answered_at is None or self.sent in LOST


def reader(session: Session, decision_id: int) -> Reader | None:
    """Who alone would read a confidential concern about a decision."""
    decider = session.scalar(select(Decision.decided_by_id).where(Decision.id == decision_id))
    named = session.execute(
        select(User.id, User.name)
        .join(Organisation, Organisation.concern_owner_id == User.id)
        .where(User.active)
    ).one_or_none()
    admins = session.execute(
        select(User.id, User.name).where(User.active, User.role == Role.ADMIN).order_by(User.id)
    )
    return policy.reader(
        Colleague(*named) if named else None, [Colleague(*row) for row in admins], decider
    )


def of_owner(session: Session, user_id: int) -> list[ConcernRow]:
    """The concerns that somebody answers, those that wait first, the first due first."""
    rows = session.execute(
        _ROWS.where(Inquiry.owner_id == user_id).order_by(Inquiry.answer_by, Inquiry.id)
    )
    found = [ConcernRow(*row) for row in rows]
    return sorted(found, key=lambda row: not row.waits)


def one(session: Session, user_id: int, inquiry_id: int) -> ConcernRow | None:
    """A concern, or None if it is not this person's."""
    query = _ROWS.where(Inquiry.owner_id == user_id, Inquiry.id == inquiry_id)
    row = session.execute(query).one_or_none()
    return None if row is None else ConcernRow(*row)


def waiting(session: Session, user_id: int) -> int:
    """How many concerns wait for this person's answer."""
    lost = exists().where(Notice.id == Inquiry.answer_notice_id, Notice.state.in_(LOST))
    query = (
        select(func.count())
        .select_from(Inquiry)
        .where(
            Inquiry.owner_id == user_id,
            Inquiry.concern.in_(CONFIDENTIAL),
            or_(Inquiry.answered_at.is_(None), lost.correlate(Inquiry)),
        )
    )
    return session.scalar(query) or 0


def notice_is_open() -> ColumnElement[bool]:
    """The condition under which a message may be seen by the team: the answer to a confidential
    concern is between its owner and its reader.
    """
    return or_(Notice.purpose != Purpose.ANSWER, ~exists().where(_ANSWERS_ONE).correlate(Notice))


def act_is_open() -> ColumnElement[bool]:
    """The condition under which an act may be seen by the team, as for messages."""
    answers_one = and_(
        Inquiry.answer_notice_id == AuditEvent.notice_id, Inquiry.concern.in_(CONFIDENTIAL)
    )
    return and_(
        AuditEvent.act.not_in((Act.CONCERN_RAISED, Act.CONCERN_ANSWERED)),
        ~exists().where(answers_one).correlate(AuditEvent),
    )


_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Inquiry.id,
        Candidate.name,
        Candidate.called,
        Vacancy.title,
        Inquiry.concern,
        Inquiry.text,
        Inquiry.asked_at,
        Inquiry.answer_by,
        Inquiry.answered_at,
        Inquiry.answer,
        User.name.label("decided_by"),
        Notice.state.label("sent"),
    )
    .join(Candidate, Candidate.id == Inquiry.candidate_id)
    .outerjoin(Application, Application.id == Inquiry.application_id)
    .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(
        Decision,
        and_(Decision.application_id == Application.id, Decision.state == DecisionState.RELEASED),
    )
    .outerjoin(User, User.id == Decision.decided_by_id)
    .outerjoin(Notice, Notice.id == Inquiry.answer_notice_id)
    .where(Inquiry.concern.in_(CONFIDENTIAL))
)
