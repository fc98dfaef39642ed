"""What the daily reminders are made of: who reads one, who waits, and what else is due."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.models import (
    Application,
    Approval,
    Call,
    Candidate,
    Decision,
    Digest,
    Inquiry,
    User,
    Vacancy,
)
from portal.queries import visible
from portal.queries.concerns import CONFIDENTIAL
from portal.queries.fate import STANDING, UNDECIDED
from portal.queries.visible import Viewer
from portal.vocabulary import ApprovalState, CallState, Role

AHEAD = timedelta(days=45)
"""How far ahead a promised day may lie that is three working days away: before long holidays."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody whose answer is overdue, or due before long."""

    name: str
    private: bool
    vacancy: str
    owner_id: int
    manager_id: int | None
    promised_by: datetime


def readers(session: Session, day: date) -> list[Viewer]:
    """Who works here and has not had the reminder of that day."""
    had = select(Digest.id).where(Digest.user_id == User.id, Digest.day == day)
    query = select(User.id, User.role).where(User.active, ~had.correlate(User).exists())
    return [Viewer(*row) for row in session.execute(query.order_by(User.id))]


def working(session: Session) -> dict[int, Role]:
    """Everybody who works here, with what they are."""
    rows = session.execute(select(User.id, User.role).where(User.active).order_by(User.id))
    return {row.id: row.role for row in rows}


def waiting(session: Session, now: datetime) -> list[WaitingRow]:
    """Whoever waits and hears before long, or should have heard."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Candidate.name,
            Candidate.private,
            Vacancy.title,
            Vacancy.owner_id,
            Vacancy.hiring_manager_id,
            Application.promised_by,
        )
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(Decision, STANDING)
        .where(UNDECIDED, Application.promised_by <= now + AHEAD)
    )
    return [WaitingRow(*row) for row in session.execute(query)]


def inquiries_due(session: Session, until: datetime) -> Counter[int | None]:
    """How many questions should be answered by then, by who answers them: None is whoever of the
    recruiters comes first. A confidential concern counts for its owner alone.
    """
    whose = func.coalesce(Inquiry.owner_id, Vacancy.owner_id)
    query = (
        select(whose, func.count())
        .select_from(Inquiry)
        .outerjoin(Application, Application.id == Inquiry.application_id)
        .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Inquiry.answered_at.is_(None),
            Inquiry.answer_by <= until,
            or_(
                Inquiry.owner_id.is_not(None),
                Inquiry.concern.is_(None),
                Inquiry.concern.not_in(CONFIDENTIAL),
            ),
        )
        .group_by(whose)
    )
    return Counter({row[0]: row[1] for row in session.execute(query)})


def calls_due(session: Session) -> Counter[int | None]:
    """How many people wait for a call, by who makes it."""
    whose = func.coalesce(Call.owner_id, Vacancy.owner_id)
    query = (
        select(whose, func.count())
        .select_from(Call)
        .join(Decision, Decision.id == Call.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(Call.state == CallState.DUE)
        .group_by(whose)
    )
    return Counter({row[0]: row[1] for row in session.execute(query)})


def approvals_asked(session: Session, viewer: Viewer) -> int:
    """How many texts wait for somebody like them, and are not their own."""
    query = (
        select(func.count(Approval.id))
        .join(Application, Application.id == Approval.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Approval.state == ApprovalState.ASKED,
            Approval.asked_by_id != viewer.user_id,
            visible.applications(viewer),
        )
    )
    return session.scalar(query) or 0
