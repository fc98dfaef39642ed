"""The waiting clock: until when an answer was promised, and how it stands now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.policy import public_holidays
from portal.vocabulary import PromiseRule

DUE_SOON = timedelta(days=3)
END_OF_WORK = time(18, 0)
LONGEST = 1500
"""Days to look ahead for working days before giving up on a calendar without any: more than 90
weeks with one working day each and all the days off and holidays that it may have."""
ONTARIO_DAYS = 45
"""Days after the last interview in which an applicant in Ontario hears (O. Reg. 476/24)."""
REMINDED_BEFORE = (3, 1, 0)
"""Working days before a promised day on which its owner is reminded of it."""
_FAR = 99


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the organisation works: weekdays (Monday is 0), its days off, its zone, and whose
    public holidays it keeps.
    """

    weekdays: frozenset[int]
    days_off: frozenset[date]
    zone: ZoneInfo
    country: str = ""
    state: str = ""

    def works_on(self, day: date) -> bool:
        """Whether somebody is there on that day."""
        if day.weekday() not in self.weekdays or day in self.days_off:
            return False
        return not public_holidays.is_one(self.country, self.state, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a vacancy promises to whoever is at one of its stages."""

    days: int
    """Working days of the vacancy."""
    rule: PromiseRule = PromiseRule.WORKING_DAYS
    stage_days: int | None = None
    """Working days of the stage, where it has a number of its own."""


class Wait(StrEnum):
    """How long somebody has waited, measured by the promise."""

    NONE = "none"
    FINE = "fine"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


def promised_by(since: datetime, working_days: int, calendar: Calendar) -> datetime:
    """The end of the last promised working day; the day of `since` itself does not count."""
    day, left = since.astimezone(calendar.zone).date(), working_days
    for _ in range(LONGEST):
        if left == 0:
            break
        day += timedelta(days=1)
        left -= calendar.works_on(day)
    return datetime.combine(day, END_OF_WORK, tzinfo=calendar.zone)


def promise(
    terms: Terms, since: datetime, calendar: Calendar, interviewed_at: datetime | None = None
) -> datetime:
    """Until when somebody hears whose clock starts at `since`.

    By the rule of Ontario: 45 days after the last interview, or sooner where the stage says so.
    Before an interview, and once those days are over, working days count.
    """
    by_days = promised_by(since, terms.stage_days or terms.days, calendar)
    if terms.rule is not PromiseRule.ONTARIO or interviewed_at is None:
        return by_days
    by_law = _ontario(interviewed_at, calendar)
    if by_law <= since:
        return by_days
    return by_law if terms.stage_days is None else min(by_law, by_days)


def after_move(
    held: datetime | None,
    terms: Terms,
    now: datetime,
    calendar: Calendar,
    interviewed_at: datetime | None = None,
) -> datetime:
    """Until when somebody hears who has just come to a stage with these terms.

    A promise to a candidate is never lengthened silently: a stage with a number of its own may
    bring the day forward, and leaves it otherwise. A later day takes a holding message.
    """
    if held is not None and terms.stage_days is None:
        return held
    return _not_later(held, promise(terms, now, calendar, interviewed_at))


def after_interview(held: datetime | None, promised: datetime, *, knows_new_day: bool) -> datetime:
    """Until when somebody hears with whom somebody has just talked: the day that was promised,
    unless the new one is sooner, or they were told about it when they talked.
    """
    return promised if knows_new_day else _not_later(held, promised)


def days_left(promised: datetime, now: datetime, calendar: Calendar) -> int:
    """Working days until the promised day: 0 on the day itself, -1 once it is over."""
    if now > promised:
        return -1
    day, last = now.astimezone(calendar.zone).date(), promised.astimezone(calendar.zone).date()
    left = 0
    while day < last and left < _FAR:
        day += timedelta(days=1)
        left += calendar.works_on(day)
    return left


def is_reminded(left: int) -> bool:
    """Whether a day with so many working days left is one on which the owner is reminded."""
    return left < 0 or left in REMINDED_BEFORE


def state(promised: datetime | None, now: datetime) -> Wait:
    """How a waiting clock stands."""
    if promised is None:
        return Wait.NONE
    if now > promised:
        return Wait.OVERDUE
    return Wait.DUE_SOON if promised - now <= DUE_SOON else Wait.FINE


def parse_weekdays(text: str) -> frozenset[int]:
    """Weekdays as the organisation's row keeps them: "0,1,2,3,4"."""
    return frozenset(int(part) for part in text.split(",") if part)


def parse_days_off(days: Collection[str]) -> frozenset[date]:
    """Days off as the organisation's row keeps them: ISO dates."""
    return frozenset(date.fromisoformat(day) for day in days)


def _ontario(interviewed_at: datetime, calendar: Calendar) -> datetime:
    """The end of the last working day that the law leaves."""
    last = interviewed_at.astimezone(calendar.zone).date() + timedelta(days=ONTARIO_DAYS)
    working = (last - timedelta(days=n) for n in range(ONTARIO_DAYS))
    day = next((day for day in working if calendar.works_on(day)), last)
    return datetime.combine(day, END_OF_WORK, tzinfo=calendar.zone)


def _not_later(held: datetime | None, promised: datetime) -> datetime:
    return promised if held is None else min(held, promised)
