"""The waiting clock: until when an answer was promised, and how it stands now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DUE_SOON = timedelta(days=3)
END_OF_WORK = time(18, 0)
LONGEST = 1100
"""Days to look ahead for working days before giving up on a calendar without any: more than 90
weeks with one working day each and all the days off that one may enter."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the organisation works: weekdays (Monday is 0), its days off, its zone."""

    weekdays: frozenset[int]
    days_off: frozenset[date]
    zone: ZoneInfo

    def works_on(self, day: date) -> bool:
        """Whether somebody is there on that day."""
        return day.weekday() in self.weekdays and day not in self.days_off


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
