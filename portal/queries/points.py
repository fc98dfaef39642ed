"""Requests for points: as the team sees them, and as whoever was asked does."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Application,
    Candidate,
    Criterion,
    Decision,
    Notice,
    PointsRequest,
    User,
    Vacancy,
)
from portal.policy import points
from portal.policy.feedback import PointDraft
from portal.policy.points import Standing
from portal.vocabulary import DecisionState, NoticeState, PointKind

DECIDED = (DecisionState.RELEASED, DecisionState.IMPORTED)
"""Decisions after which nobody needs points any more."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One point that somebody gave, for a recruiter to take or to leave."""

    number: int
    point: PointDraft
    taken: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Whom somebody asked for points, and what came of it."""

    id: int
    name: str
    email: str
    asked_by: str
    asked_at: datetime
    reminders: int
    answered_at: datetime | None
    ended_at: datetime | None
    notice: NoticeState | None
    """How its last message fares."""
    proposals: tuple[Proposal, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as whoever was asked sees it: nothing of what the team wrote or decided."""

    id: int
    name: str
    called: str
    vacancy: str
    asked_by: str
    standing: Standing
    criteria: tuple[str, ...]
    given: tuple[PointDraft, ...]
    until: datetime | None
    """Until when what was given can be changed."""


def is_over(session: Session, application_id: int) -> bool:
    """Whether a decision has made points about an application needless."""
    query = select(Decision.id).where(
        Decision.application_id == application_id, Decision.state.in_(DECIDED)
    )
    return session.scalar(query.limit(1)) is not None


def of_application(session: Session, application_id: int) -> list[RequestRow]:
    """Whoever was asked about an application, the latest first."""
    newest = aliased(Notice)
    last = (
        select(func.max(newest.id))
        .where(newest.points_request_id == PointsRequest.id)
        .correlate(PointsRequest)
        .scalar_subquery()
    )
    query: Select[*tuple[Any, ...]] = (
        select(PointsRequest, User.name, Notice.state)
        .join(User, User.id == PointsRequest.asked_by_id)
        .outerjoin(Notice, Notice.id == last)
        .where(PointsRequest.application_id == application_id)
        .order_by(PointsRequest.id.desc())
    )
    return [_row(*found) for found in session.execute(query)]


def asked(session: Session, request_id: int, now: datetime) -> Asked:
    """A request for the page behind its link."""
    query: Select[*tuple[Any, ...]] = (
        select(PointsRequest, Candidate.called, Vacancy.id, Vacancy.title, User.name)
        .join(Application, Application.id == PointsRequest.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(User, User.id == PointsRequest.asked_by_id)
        .where(PointsRequest.id == request_id)
    )
    request, called, vacancy_id, vacancy, asker = session.execute(query).one()
    over = request.ended_at is not None or is_over(session, request.application_id)
    stands = points.standing(request.answered_at, over=over, now=now)
    criteria = select(Criterion.name).where(Criterion.vacancy_id == vacancy_id)
    can_change = stands is Standing.CORRECTABLE and request.answered_at is not None
    until: datetime | None = None
    if can_change:
        until = request.answered_at + points.MAY_CORRECT
    return Asked(
        id=request.id,
        name=request.name,
        called=called,
        vacancy=vacancy,
        asked_by=asker,
        standing=stands,
        criteria=tuple(session.scalars(criteria.order_by(Criterion.position))),
        given=tuple(_point(kept) for kept in request.answer) if can_change else (),
        until=until,
    )


def _row(request: PointsRequest, asker: str, notice: NoticeState | None) -> RequestRow:
    return RequestRow(
        id=request.id,
        name=request.name,
        email=request.email,
        asked_by=asker,
        asked_at=request.asked_at,
        reminders=request.reminders,
        answered_at=request.answered_at,
        ended_at=request.ended_at,
        notice=notice,
        proposals=tuple(
            Proposal(number, _point(kept), bool(kept.get("taken")))
            for number, kept in enumerate(request.answer)
        ),
    )


def _point(kept: dict[str, Any]) -> PointDraft:
    return PointDraft(
        kept["criterion"], PointKind(kept["kind"]), kept["seen"], kept.get("next_time", "")
    )
