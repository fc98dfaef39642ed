"""Achievements, as the candidate tells them."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from portal.context import Context
from portal.models import Achievement
from portal.policy.refusal import Refusal
from portal.services import audit
from portal.vocabulary import AchievementKind, Act

MOST = 100


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
    achievement = Achievement(candidate_id=candidate_id, told_at=context.now)
    _fill(context, achievement, draft)
    context.session.add(achievement)
    context.session.flush()
    _record(context, Act.ACHIEVEMENT_ADDED, achievement)
    return achievement


def change(context: Context, achievement: Achievement, draft: AchievementDraft) -> None:
    """Change an achievement."""
    _fill(context, achievement, draft)
    _record(context, Act.ACHIEVEMENT_CHANGED, achievement)


def remove(context: Context, achievement: Achievement) -> None:
    """Forget an achievement."""
    _record(context, Act.ACHIEVEMENT_REMOVED, achievement)
    context.session.delete(achievement)


def _fill(context: Context, achievement: Achievement, draft: AchievementDraft) -> None:
    if draft.reached_on > context.now.date():
        raise Refusal("This date is still to come.", "reached_on")
    link = draft.link
    if link and "://" not in link:
        link = f"https://{link}"
    if link and (urlsplit(link).scheme not in ("http", "https") or "." not in link):
        raise Refusal("This does not look like a web address.", "link")
    achievement.kind, achievement.title = draft.kind, draft.title
    achievement.reached_on, achievement.issuer = draft.reached_on, draft.issuer
    achievement.link, achievement.changed_at = link, context.now


def _record(context: Context, act: Act, achievement: Achievement) -> None:
    audit.record(context, act, candidate_id=achievement.candidate_id, achievement=achievement.id)
