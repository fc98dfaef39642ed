"""What a candidate has asked and what was answered, beside `queries.mine`.

What somebody of the team wrote down on the telephone is in the team's words, and not shown; an
answer exists once it can be taken back no more, one by a decision once they were told of that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models import Application, Decision, Feedback, Inquiry, Notice, User, Vacancy
from portal.policy.concerns import Reader
from portal.queries import concerns
from portal.queries.concerns import CONFIDENTIAL
from portal.queries.mine import TOLD_AT, letter
from portal.queries.mine_applications import KNOWN
from portal.vocabulary import AnsweredBy, ConcernKind, DecisionState, NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class MyInquiry:
    """One question or concern, as its writer sees it."""

    id: int
    vacancy: str | None
    concern: ConcernKind | None
    text: str | None
    """None for what they said on the telephone."""
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    answered_by: AnsweredBy | None
    answer: str
    answerer: str | None
    reader: str | None
    """Who alone reads a confidential concern."""
    letter_id: int | None
    """The decision whose feedback they can read."""

    @property
    def waits(self) -> bool:
        """Whether an answer of ours is owed."""
        return self.answered_at is None and self.concern is not ConcernKind.THANKS


_reader = aliased(User)
_READABLE = and_(
    Decision.state == DecisionState.RELEASED,
    TOLD_AT.is_not(None),
    exists().where(Feedback.decision_id == Decision.id).correlate(Decision),
)
# A recall leaves no answer, and neither does the window in which one is possible.
_STANDS = or_(
    Inquiry.answer_notice_id.is_(None),
    and_(Inquiry.answered_at <= bindparam("settled"), Notice.state != NoticeState.CANCELLED),
)
_GIVEN = and_(
    Inquiry.answered_at.is_not(None),
    case(
        (Inquiry.answered_by == AnsweredBy.DECISION, Decision.id.is_not(None)),
        else_=_STANDS,
    ),
)
_MINE: Select[*tuple[Any, ...]] = (
    select(
        Inquiry.id,
        Vacancy.title.label("vacancy"),
        Inquiry.concern,
        case((Inquiry.noted_by_id.is_(None), Inquiry.text)).label("text"),
        Inquiry.asked_at,
        Inquiry.answer_by,
        case((_GIVEN, Inquiry.answered_at)).label("answered_at"),
        case((_GIVEN, Inquiry.answered_by)).label("answered_by"),
        case((_GIVEN, Inquiry.answer), else_="").label("answer"),
        case((_GIVEN, User.name)).label("answerer"),
        case((Inquiry.concern.in_(CONFIDENTIAL), _reader.name)).label("reader"),
        case((_READABLE, Decision.id)).label("letter_id"),
    )
    .outerjoin(Application, Application.id == Inquiry.application_id)
    .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(User, User.id == Inquiry.answered_by_id)
    .outerjoin(_reader, _reader.id == Inquiry.owner_id)
    .outerjoin(Notice, Notice.id == Inquiry.answer_notice_id)
    .outerjoin(
        Decision,
        and_(
            Decision.application_id == Application.id,
            Decision.state.in_((DecisionState.RELEASED, DecisionState.IMPORTED)),
            KNOWN,
        ),
    )
    .where(Inquiry.candidate_id == bindparam("me"))
    .order_by(Inquiry.id.desc())
)


def inquiries(session: Session, me: int, *, now: datetime, undo: timedelta) -> list[MyInquiry]:
    """All that a candidate has asked, the newest first."""
    rows = session.execute(_MINE, {"me": me, "settled": now - undo}).mappings()
    return [MyInquiry(**row) for row in rows]


def number(session: Session, me: int, *, now: datetime, undo: timedelta) -> tuple[int, int]:
    """How many there are, and how many of them wait for an answer."""
    mine = inquiries(session, me, now=now, undo=undo)
    return len(mine), sum(one.waits for one in mine)


def reader(session: Session, me: int, decision_id: int) -> Reader | None:
    """Who alone would read a confidential concern about a decision that was told."""
    return concerns.reader(session, decision_id) if letter(session, me, decision_id) else None
