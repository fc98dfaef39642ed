"""What a candidate may know of a call: that somebody would like to talk with them, never about
which answer; and when they like to be called.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import (
    Application,
    Call,
    Candidate,
    CandidatePhone,
    Decision,
    Preferences,
    Vacancy,
)
from portal.policy import quiet_hours
from portal.policy.call_list import CallHours
from portal.queries import organisation
from portal.queries.mine import TOLD_AT
from portal.vocabulary import CallState, DecisionState


@dataclass(frozen=True, slots=True)
class MyCall:
    """Somebody is going to call about an application; if nobody reaches them by then, we write."""

    id: int
    application_id: int
    vacancy: str
    write_at: datetime


@dataclass(frozen=True, slots=True)
class MyHours:
    """When a candidate likes to be called, by the clock of their zone."""

    zone: ZoneInfo
    hours: CallHours | None
    """None where they have not said."""
    can_be_called: bool
    """Whether we have a number of theirs that works."""


def expected(session: Session, me: int, *, now: datetime, undo: timedelta) -> list[MyCall]:
    """The calls that a candidate may expect: none while the decision can still be undone."""
    query = (
        select(Call.id, Application.id, Vacancy.title, Call.write_at)
        .join(Decision, Decision.id == Call.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Application.candidate_id == me,
            Call.state == CallState.DUE,
            Call.write_at > now,
            Decision.state == DecisionState.RELEASED,
            Decision.released_at <= now - undo,
            Decision.told_elsewhere_at.is_(None),
            TOLD_AT.is_(None),
        )
        .order_by(Call.write_at, Call.id)
    )
    return [MyCall(*row) for row in session.execute(query)]


def hours(session: Session, me: int, now: datetime) -> MyHours:
    """When a candidate likes to be called, as they have said it."""
    row = session.execute(
        select(Candidate.time_zone, Preferences.calls_from, Preferences.calls_until)
        .outerjoin(Preferences, Preferences.candidate_id == Candidate.id)
        .where(Candidate.id == me)
    ).one()
    numbers = (
        select(CandidatePhone.e164)
        .where(CandidatePhone.candidate_id == me, CandidatePhone.wrong_at.is_(None))
        .order_by(CandidatePhone.position)
    )
    right = list(session.scalars(numbers))
    house = organisation.settings(session).time_zone
    zone = quiet_hours.zone_of(row.time_zone, next(iter(right), None), house, now)
    said = row.calls_from is not None and row.calls_until is not None
    chosen = CallHours(row.calls_from, row.calls_until) if said else None
    return MyHours(zone, chosen, bool(right))
