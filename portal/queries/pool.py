"""The talent pool: who is in it, was invited or has left, derived from the last consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Achievement,
    Application,
    Candidate,
    Consent,
    ConsentText,
    Preferences,
    Vacancy,
)
from portal.policy.consent import LastConsent, membership
from portal.queries import visible
from portal.queries.search import matching
from portal.queries.visible import Viewer
from portal.vocabulary import AchievementKind, ConsentEvent, ConsentKind, Means, Membership

PAGE = 50


class Side(StrEnum):
    """The three lists of the pool."""

    MEMBERS = "members"
    INVITED = "invited"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class LastAchievement:
    """What somebody told us last."""

    kind: AchievementKind
    title: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One line of the pool."""

    consent_id: int
    candidate_id: int
    name: str
    headline: str
    location: str
    skills: list[str]
    at: datetime
    until: datetime | None
    membership: Membership
    paused_until: datetime | None
    promising: bool
    achievement: LastAchievement | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands with the pool, and to which wording they agreed."""

    membership: Membership
    at: datetime
    until: datetime | None
    means: Means
    wording: int | None
    wording_language: str | None


_Later = aliased(Consent)
_LAST_EVENTS = (
    select(
        Consent.id,
        Consent.candidate_id,
        Candidate.name,
        Candidate.headline,
        Candidate.location,
        Candidate.skills,
        Consent.event,
        Consent.at,
        Consent.until,
        Preferences.paused_until,
    )
    .join(Candidate, Candidate.id == Consent.candidate_id)
    .outerjoin(Preferences, Preferences.candidate_id == Consent.candidate_id)
    .where(
        Consent.kind == ConsentKind.POOL,
        # Only the last event of each person counts.
        ~select(_Later.id)
        .where(
            _Later.candidate_id == Consent.candidate_id,
            _Later.kind == ConsentKind.POOL,
            _Later.id > Consent.id,
        )
        .exists(),
    )
    .order_by(Consent.id.desc())
    .limit(PAGE + 1)
)


def listed(
    session: Session,
    viewer: Viewer,
    now: datetime,
    *,
    side: Side = Side.MEMBERS,
    typed: str = "",
    before: int | None = None,
) -> list[PoolRow]:
    """People of the pool, the latest step first; one more than a page holds if more follow."""
    query = _LAST_EVENTS.where(_on(side, now), matching(typed), visible.candidates(viewer))
    if before is not None:
        query = query.where(Consent.id < before)
    rows = session.execute(query).all()
    ids = [row.candidate_id for row in rows]
    told, marked = _last_achievements(session, ids), _promising(session, viewer, ids)
    return [
        PoolRow(
            consent_id=row.id,
            candidate_id=row.candidate_id,
            name=row.name,
            headline=row.headline,
            location=row.location,
            skills=row.skills,
            at=row.at,
            until=row.until,
            membership=_where(row, now),
            paused_until=row.paused_until,
            promising=row.candidate_id in marked,
            achievement=told.get(row.candidate_id),
        )
        for row in rows
    ]


def memberships(session: Session, ids: Sequence[int], now: datetime) -> dict[int, Membership]:
    """Where each of these people stands; who was never asked is missing."""
    rows = session.execute(
        select(
            Consent.candidate_id,
            Consent.event,
            Consent.at,
            Consent.until,
            Preferences.paused_until,
        )
        .outerjoin(Preferences, Preferences.candidate_id == Consent.candidate_id)
        .where(Consent.candidate_id.in_(ids), Consent.kind == ConsentKind.POOL)
        .order_by(Consent.id)
    )
    return {row.candidate_id: _where(row, now) for row in rows}


def standing(session: Session, candidate_id: int, now: datetime) -> Standing | None:
    """Where one person stands, or None if the pool was never mentioned to them."""
    row = session.execute(
        select(
            Consent.event,
            Consent.at,
            Consent.until,
            Consent.means,
            ConsentText.version,
            ConsentText.language,
            Preferences.paused_until,
        )
        .outerjoin(ConsentText, ConsentText.id == Consent.text_id)
        .outerjoin(Preferences, Preferences.candidate_id == Consent.candidate_id)
        .where(Consent.candidate_id == candidate_id, Consent.kind == ConsentKind.POOL)
        .order_by(Consent.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Standing(
        membership=_where(row, now),
        at=row.at,
        until=row.until,
        means=row.means,
        wording=row.version,
        wording_language=row.language,
    )


def _where(row: Row[*tuple[Any, ...]], now: datetime) -> Membership:
    return membership(LastConsent(row.event, row.at, row.until), row.paused_until, now)


def _on(side: Side, now: datetime) -> ColumnElement[bool]:
    granted = Consent.event == ConsentEvent.GRANTED
    match side:
        case Side.MEMBERS:
            return and_(granted, or_(Consent.until.is_(None), Consent.until > now))
        case Side.INVITED:
            return Consent.event == ConsentEvent.OFFERED
    ended = Consent.event.in_((ConsentEvent.WITHDRAWN, ConsentEvent.EXPIRED))
    return or_(ended, and_(granted, Consent.until <= now))


def _last_achievements(session: Session, ids: Sequence[int]) -> dict[int, LastAchievement]:
    rows = session.execute(
        select(Achievement.candidate_id, Achievement.kind, Achievement.title, Achievement.told_at)
        .where(Achievement.candidate_id.in_(ids))
        .order_by(Achievement.told_at, Achievement.id)
    )
    return {row[0]: LastAchievement(row[1], row[2], row[3]) for row in rows}


def _promising(session: Session, viewer: Viewer, ids: Sequence[int]) -> set[int]:
    """Who has a mark on an application that this viewer may see."""
    query = (
        select(func.distinct(Application.candidate_id))
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Application.candidate_id.in_(ids),
            Application.promising,
            visible.vacancies(viewer),
        )
    )
    return set(session.scalars(query))
