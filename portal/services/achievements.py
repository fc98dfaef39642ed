"""Achievements, as the candidate tells them."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select

from portal.context import Context
from portal.models import Achievement
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit
from portal.vocabulary import AchievementKind, Act

MOST = 100
EARLIEST_YEAR = 1930
FURTHEST_AHEAD = timedelta(hours=14)
"""Where it is already tomorrow (UTC+14): today is told there as the day it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementDraft:
    """An achievement as typed."""

    kind: AchievementKind
    title: str
    reached_on: date
    issuer: str = ""
    link: str = ""


def add(context: Context, candidate_id: int, draft: AchievementDraft) -> Achievement:
    """Keep a new achievement."""
    _refuse_too_many(context, candidate_id)
    achievement = Achievement(candidate_id=candidate_id, told_at=context.now)
    _fill(context, achievement, draft)
    context.session.add(achievement)
    context.session.flush()
    _record(context, Act.ACHIEVEMENT_ADDED, achievement)
    return achievement


def change(
    context: Context, candidate_id: int, achievement_id: int, draft: AchievementDraft
) -> None:
    """Change an achievement of this candidate; raises Conflict if it is there no longer."""
    achievement = _theirs(context, candidate_id, achievement_id)
    if achievement is None:
        raise Conflict("You have deleted this meanwhile. You can add it again.")
    _fill(context, achievement, draft)
    _record(context, Act.ACHIEVEMENT_CHANGED, achievement)


def remove(context: Context, candidate_id: int, achievement_id: int) -> None:
    """Forget an achievement of this candidate; doing it twice changes nothing."""
    achievement = _theirs(context, candidate_id, achievement_id)
    if achievement is None:
        return
    _record(context, Act.ACHIEVEMENT_REMOVED, achievement)
    context.session.delete(achievement)


def _fill(context: Context, achievement: Achievement, draft: AchievementDraft) -> None:
    if draft.reached_on > (context.now + FURTHEST_AHEAD).date():
        raise Refusal("This date is still to come.", "reached_on")
    if draft.reached_on.year < EARLIEST_YEAR:
        raise Refusal("Please check the year.", "reached_on")
    achievement.kind, achievement.title = draft.kind, draft.title
    achievement.reached_on, achievement.issuer = draft.reached_on, draft.issuer
    achievement.link, achievement.changed_at = _web_address(draft.link), context.now


def _web_address(typed: str) -> str:
    if not typed:
        return ""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        usable = False
    if not usable or any(char.isspace() for char in address):
        raise Refusal("This does not look like a web address.", "link")
    return address


def _theirs(context: Context, candidate_id: int, achievement_id: int) -> Achievement | None:
    query = select(Achievement).where(
        Achievement.id == achievement_id, Achievement.candidate_id == candidate_id
    )
    return context.session.scalar(query)


def _refuse_too_many(context: Context, candidate_id: int) -> None:
    count = select(func.count()).where(Achievement.candidate_id == candidate_id)
    if (context.session.scalar(count) or 0) >= MOST:
        raise Refusal(f"You have told us {MOST} things. Please delete one before you add another.")


def _record(context: Context, act: Act, achievement: Achievement) -> None:
    audit.record(context, act, candidate_id=achievement.candidate_id, achievement=achievement.id)
