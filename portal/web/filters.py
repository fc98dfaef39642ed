"""How values are shown: times in the reader's zone, words for enumerations."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g
from flask_htmx import HTMX
from markupsafe import Markup

from portal.queries import organisation
from portal.queries.organisation import UNNAMED, Brand
from portal.vocabulary import (
    AchievementKind,
    AttemptResult,
    Channel,
    DecisionState,
    EndedBy,
    ImportState,
    Membership,
    NoContact,
    NoticeState,
    Origin,
    Outcome,
    PointKind,
    Purpose,
    Region,
    Role,
    StageKind,
    Topic,
    VacancyStatus,
)
from portal.web.database import now, reading
from portal.web.guard import csrf_value
from portal.web.pages import said

htmx = HTMX()


class Words:
    """What people say for each member of an enumeration.

    Kept apart by enumeration, because members of two of them are equal when their values are.
    """

    def __init__(self, said: dict[type[StrEnum], dict[Any, str]]) -> None:
        self.said = said

    def __getitem__(self, member: StrEnum) -> str:
        return self.said[type(member)][member]


WORDS = Words(
    {
        Role: {
            Role.ADMIN: "administrator",
            Role.RECRUITER: "recruiter",
            Role.HIRING_MANAGER: "hiring manager",
        },
        VacancyStatus: {
            VacancyStatus.OPEN: "open",
            VacancyStatus.PAUSED: "paused",
            VacancyStatus.CLOSED: "closed",
        },
        StageKind: {
            StageKind.APPLIED: "received",
            StageKind.SCREENING: "screening",
            StageKind.INTERVIEW: "interview",
            StageKind.OFFER: "offer",
        },
        Origin: {
            Origin.LIVE: "live",
            Origin.HISTORY: "history",
        },
        Outcome: {
            Outcome.REJECTED: "not chosen",
            Outcome.WITHDRAWN: "withdrew",
            Outcome.OFFER_DECLINED: "declined our offer",
            Outcome.HIRED: "hired",
        },
        EndedBy: {
            EndedBy.US: "we ended it",
            EndedBy.THEM: "they ended it",
        },
        DecisionState: {
            DecisionState.DRAFT: "draft",
            DecisionState.IMPORTED: "decided elsewhere",
            DecisionState.RELEASED: "decided",
            DecisionState.REVERSED: "taken back",
        },
        PointKind: {
            PointKind.STRENGTH: "strong",
            PointKind.GAP: "was missing",
        },
        Channel: {
            Channel.EMAIL: "e-mail",
            Channel.SMS: "text message",
            Channel.CALL: "call",
        },
        Purpose: {
            Purpose.DECISION: "decision",
            Purpose.CORRECTION: "corrected feedback",
            Purpose.NEW_LINK: "new link",
            Purpose.INVITATION: "invitation to the team",
        },
        NoticeState: {
            NoticeState.HELD: "held",
            NoticeState.SCHEDULED: "scheduled",
            NoticeState.SENDING: "on its way",
            NoticeState.RETRY: "will be tried again",
            NoticeState.ACCEPTED: "accepted by the mail server",
            NoticeState.STOPPED: "stopped",
            NoticeState.CANCELLED: "recalled",
            NoticeState.EXPIRED: "expired",
            NoticeState.BOUNCED: "came back",
            NoticeState.DEAD: "failed",
        },
        AttemptResult: {
            AttemptResult.ACCEPTED: "accepted by the mail server",
            AttemptResult.TEMPORARY: "put off by the mail server",
            AttemptResult.PERMANENT: "refused by the mail server",
            AttemptResult.UNREACHABLE: "mail server not reached",
            AttemptResult.UNKNOWN: "handed over, answer lost: it may have arrived",
            AttemptResult.FAULT: "failed on our side",
            AttemptResult.POLICY: "turned away by a rule of the mail server",
            AttemptResult.ABANDONED: "worker gone before anything was sent",
            AttemptResult.STOPPED: "stopped by the last check",
            AttemptResult.DEFERRED: "put off by the last check",
        },
        NoContact: {
            NoContact.REOPENED: "the decision was taken back",
            NoContact.NO_ADDRESS: "there is no e-mail address",
            NoContact.HISTORY: "history is never written to",
            NoContact.HELD_BACK: "it is held back",
            NoContact.STALE: "nobody waits for it any more",
            NoContact.LINK_ENDED: "its link has ended",
            NoContact.RECALLED: "it was recalled",
            NoContact.NO_CONSENT: "there is no consent",
            NoContact.PAUSED: "the person asked for a pause",
            NoContact.BUDGET: "the person has heard enough from us",
        },
        Membership: {
            Membership.NONE: "not in the pool",
            Membership.INVITED: "invited",
            Membership.MEMBER: "member",
            Membership.PAUSED: "member, paused",
            Membership.LEFT: "left",
            Membership.EXPIRED: "expired",
        },
        AchievementKind: {
            AchievementKind.PROMOTION: "Promotion",
            AchievementKind.CERTIFICATE: "Certificate",
            AchievementKind.DEGREE: "Degree",
            AchievementKind.NEW_JOB: "New job",
            AchievementKind.AWARD: "Award",
            AchievementKind.PROJECT: "Project",
        },
        Topic: {
            Topic.VACANCIES: "Vacancies that fit me",
            Topic.CHECK_INS: "A personal word now and then",
            Topic.CONGRATULATIONS: "Congratulations on what I achieve",
        },
        ImportState: {
            ImportState.MAPPING: "columns to check",
            ImportState.RUNNING: "running",
            ImportState.DONE: "done",
            ImportState.FAILED: "failed",
        },
        Region: {
            Region.DE: "Germany",
            Region.AT: "Austria",
            Region.NL: "Netherlands",
            Region.FR: "France",
            Region.EU: "other EU or EEA",
            Region.UK: "United Kingdom",
            Region.US: "United States",
            Region.US_CA: "California",
            Region.OTHER: "elsewhere",
        },
    }
)


def register(app: Flask) -> None:
    """Give the templates their filters and what every page needs."""
    htmx.init_app(app)
    app.jinja_env.filters.update(word=word, day=day, moment=moment, ago=ago, initials=initials)
    app.jinja_env.filters.update(clock=clock)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(
        lambda: {"brand": brand(), "said": said(), "csrf_value": csrf_value, "now": now}
    )


def brand() -> Brand:
    """How the organisation looks, read once a request."""
    found: Brand | None = g.get("brand")
    if found is None:
        found = g.brand = organisation.brand(reading())
    return found


def zone() -> ZoneInfo:
    """The zone in which the reader lives: the candidate's own if known, else the organisation's."""
    return g.get("reader_zone") or ZoneInfo((g.get("brand") or UNNAMED).time_zone)


def word(value: StrEnum) -> str:
    """An enumeration's member as people say it."""
    return WORDS[value]


def day(value: date | datetime | None) -> str | Markup:
    """A date such as "14 May", with the year when it is not this one."""
    if value is None:
        return ""
    here = value.astimezone(zone()).date() if isinstance(value, datetime) else value
    text = f"{here.day} {here:%B}"
    if here.year != now().year:
        text += f" {here.year}"
    return Markup('<time datetime="{}">{}</time>').format(here.isoformat(), text)


def moment(value: datetime | None) -> str | Markup:
    """A date with its time of day: "14 May, 09:30"."""
    if value is None:
        return ""
    here = value.astimezone(zone())
    return Markup("{}, {}").format(day(value), f"{here:%H:%M}")


def clock(value: datetime) -> str:
    """The time of day, under a heading that names the day."""
    return f"{value.astimezone(zone()):%H:%M}"


def ago(value: datetime | None) -> str | Markup:
    """How long ago, in one unit: "8 min", "3 h", "2 days"; older than a month as a date."""
    if value is None:
        return ""
    passed = now() - value
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{int(passed.total_seconds() // 60)} min ago"
    if passed < timedelta(days=1):
        return f"{int(passed.total_seconds() // 3600)} h ago"
    if passed < timedelta(days=31):
        return f"{passed.days} day{'s' if passed.days > 1 else ''} ago"
    return day(value)


def initials(name: str) -> str:
    """Two letters for somebody whose face we do not know."""
    parts = name.split()
    letters = parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")
    return letters.upper()
