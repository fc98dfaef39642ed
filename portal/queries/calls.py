"""The call list as pages show it: whom to call, when it suits them, and what to say."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Application,
    Call,
    CallAttempt,
    Candidate,
    CandidatePhone,
    Decision,
    Feedback,
    FeedbackPoint,
    Notice,
    Preferences,
    User,
    Vacancy,
)
from portal.policy import call_list, quiet_hours
from portal.policy.call_list import USUAL, CallHours
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.queries import organisation, visible
from portal.queries.visible import Viewer
from portal.vocabulary import (
    TOLD,
    CallOutcome,
    CallState,
    DecisionState,
    NoticeState,
    Outcome,
    PointKind,
)

MOST = 100
"""Calls on their page; whoever has more begins with those that end first."""
UNIVERSAL = ZoneInfo("UTC")
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as typed, as dialled from anywhere if that is clear, and whether it is right."""

    id: int
    typed: str
    e164: str | None
    wrong_at: datetime | None

    @property
    def dialled(self) -> str:
        """What a telephone is given."""
        return self.e164 or "".join(char for char in self.typed if char in "+0123456789")


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt, as somebody noted it."""

    at: datetime
    outcome: CallOutcome
    by: str | None
    note: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call that somebody should make, or has made."""

    id: int
    decision_id: int
    state: CallState
    owner_id: int | None
    owner: str | None
    taken_at: datetime | None
    write_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    decision: DecisionState
    told_elsewhere_at: datetime | None
    application_id: int
    candidate_id: int
    name: str
    called: str
    time_zone: str | None
    vacancy: str
    calls_from: int | None
    calls_until: int | None
    numbers: tuple[Number, ...] = ()
    tried: tuple[Tried, ...] = ()
    zone: ZoneInfo = UNIVERSAL

    @property
    def hours(self) -> CallHours:
        """Between which hours they like to be called."""
        if self.calls_from is None or self.calls_until is None:
            return USUAL
        return CallHours(self.calls_from, self.calls_until)

    @property
    def is_due(self) -> bool:
        """Whether somebody should still call."""
        return self.state is CallState.DUE

    @property
    def right_numbers(self) -> tuple[Number, ...]:
        """Those at which nobody else has answered."""
        return tuple(number for number in self.numbers if number.wrong_at is None)

    @property
    def attempts_left(self) -> int:
        """After how many more it is written."""
        return max(0, call_list.ATTEMPTS - len(self.tried))

    def opens(self, now: datetime) -> datetime:
        """When they can be called next; now itself if they can be."""
        return call_list.opens(now, self.zone, self.hours)

    def closes(self, now: datetime) -> datetime:
        """Until when, on that day."""
        return call_list.closes(now, self.zone, self.hours)


@dataclass(frozen=True, slots=True)
class TalkingPoints:
    """What they are told, and nothing else: the feedback as it is written for them."""

    strengths: tuple[PointDraft, ...]
    gaps: tuple[PointDraft, ...]
    advice: str
    message: str


def due(session: Session, viewer: Viewer, now: datetime) -> int:
    """How many calls wait for this viewer: their own, and nobody's."""
    mine = or_(Call.owner_id.is_(None), Call.owner_id == viewer.user_id)
    query = _due(viewer, now).where(mine).with_only_columns(Call.id)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def to_make(session: Session, viewer: Viewer, now: datetime, *, most: int = MOST) -> list[CallRow]:
    """The calls that somebody should make: those who can be called now first, then by their end."""
    query = _due(viewer, now).order_by(Call.write_at, Call.id).limit(most)
    rows = _whole(session, [CallRow(*row) for row in session.execute(query)], now)
    return sorted(rows, key=lambda row: (row.opens(now) > now, row.opens(now), row.write_at))


def one(session: Session, viewer: Viewer, call_id: int, now: datetime) -> CallRow | None:
    """A call, made or not; None if it does not exist for this viewer."""
    row = session.execute(_visible(viewer).where(Call.id == call_id)).one_or_none()
    return None if row is None else _whole(session, [CallRow(*row)], now)[0]


def of_decision(session: Session, viewer: Viewer, decision_id: int) -> int | None:
    """The call that somebody should make about a decision."""
    query = _visible(viewer).where(Call.decision_id == decision_id, Call.state == CallState.DUE)
    return session.scalar(query.with_only_columns(Call.id))


def talking_points(session: Session, decision_id: int) -> TalkingPoints:
    """What there is to say, from the feedback alone: no reason and no note of the team."""
    latest = (
        select(Feedback.id, Feedback.advice, Feedback.message)
        .where(Feedback.decision_id == decision_id)
        .order_by(Feedback.revision.desc())
        .limit(1)
    )
    found = session.execute(latest).one_or_none()
    if found is None:
        return TalkingPoints((), (), "", "")
    draft = FeedbackDraft(_points(session, found.id), found.advice, found.message)
    return TalkingPoints(
        strengths=tuple(p for p in draft.points if p.kind is PointKind.STRENGTH),
        gaps=tuple(p for p in draft.points if p.kind is PointKind.GAP),
        advice=draft.advice,
        message=draft.message,
    )


def _points(session: Session, feedback_id: int) -> tuple[PointDraft, ...]:
    query = (
        select(
            FeedbackPoint.criterion,
            FeedbackPoint.kind,
            FeedbackPoint.seen,
            FeedbackPoint.next_time,
        )
        .where(FeedbackPoint.feedback_id == feedback_id)
        .order_by(FeedbackPoint.position)
    )
    return tuple(PointDraft(*row) for row in session.execute(query))


def _whole(session: Session, rows: list[CallRow], now: datetime) -> list[CallRow]:
    """The same with their numbers, their attempts and their zones, in two statements for all."""
    numbers = _numbers(session, {row.candidate_id for row in rows})
    tried = _tried(session, {row.id for row in rows})
    house = organisation.settings(session).time_zone
    whole = []
    for row in rows:
        theirs = replace(
            row, numbers=numbers.get(row.candidate_id, ()), tried=tried.get(row.id, ())
        )
        first = next((number.e164 for number in theirs.right_numbers), None)
        zone = quiet_hours.zone_of(row.time_zone, first, house, now)
        whole.append(replace(theirs, zone=zone))
    return whole


def _numbers(session: Session, candidate_ids: Collection[int]) -> dict[int, tuple[Number, ...]]:
    query = (
        select(
            CandidatePhone.candidate_id,
            CandidatePhone.id,
            CandidatePhone.typed,
            CandidatePhone.e164,
            CandidatePhone.wrong_at,
        )
        .where(CandidatePhone.candidate_id.in_(sorted(candidate_ids)))
        .order_by(CandidatePhone.candidate_id, CandidatePhone.position)
    )
    found: dict[int, tuple[Number, ...]] = {}
    for row in session.execute(query):
        number = Number(row.id, row.typed, row.e164, row.wrong_at)
        found[row.candidate_id] = (*found.get(row.candidate_id, ()), number)
    return found


def _tried(session: Session, call_ids: Collection[int]) -> dict[int, tuple[Tried, ...]]:
    query = (
        select(
            CallAttempt.call_id, CallAttempt.at, CallAttempt.outcome, User.name, CallAttempt.note
        )
        .outerjoin(User, User.id == CallAttempt.user_id)
        .where(CallAttempt.call_id.in_(sorted(call_ids)))
        .order_by(CallAttempt.call_id, CallAttempt.id)
    )
    found: dict[int, tuple[Tried, ...]] = {}
    for row in session.execute(query):
        attempt = Tried(row.at, row.outcome, row.name, row.note)
        found[row.call_id] = (*found.get(row.call_id, ()), attempt)
    return found


def _due(viewer: Viewer, now: datetime) -> Rows:
    """Not those whose message has gone out, or is just going."""
    gone = exists().where(
        Notice.decision_id == Call.decision_id, Notice.state.in_((*TOLD, NoticeState.SENDING))
    )
    return _visible(viewer).where(
        Call.state == CallState.DUE,
        Call.write_at > now,
        Decision.state == DecisionState.RELEASED,
        Decision.told_elsewhere_at.is_(None),
        ~gone,
    )


def _visible(viewer: Viewer) -> Rows:
    return _CALLS.where(visible.applications(viewer))


_owner = aliased(User)
_CALLS: Rows = (
    select(
        Call.id,
        Call.decision_id,
        Call.state,
        Call.owner_id,
        _owner.name.label("owner"),
        Call.taken_at,
        Call.write_at,
        Call.ended_at,
        Decision.outcome,
        Decision.state.label("decision_state"),
        Decision.told_elsewhere_at,
        Application.id.label("application_id"),
        Candidate.id.label("candidate_id"),
        Candidate.name,
        Candidate.called,
        Candidate.time_zone,
        Vacancy.title,
        Preferences.calls_from,
        Preferences.calls_until,
    )
    .join(Decision, Decision.id == Call.decision_id)
    .join(Application, Application.id == Decision.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Preferences, Preferences.candidate_id == Candidate.id)
    .outerjoin(_owner, _owner.id == Call.owner_id)
)
