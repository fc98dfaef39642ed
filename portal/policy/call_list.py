"""The call list: when somebody can be called, when it is written instead, and what may be left on
a machine.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.policy import waiting
from portal.policy.waiting import Calendar
from portal.vocabulary import CallOutcome, CallState

ATTEMPTS = 3
WORKING_DAYS = 2
"""After so many attempts, or so many working days, it is written: a telephone that nobody answers
must never mean silence.
"""
MISSED = frozenset({CallOutcome.LEFT_MESSAGE, CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER})
"""Attempts by which nobody was spoken to: the message says that we tried only after these, never to
whoever has asked for it in writing.
"""
_SATURDAY = 5
_DAYS_AHEAD = 10
"""More than any weekend, with all the days that a zone has ever left out of its calendar."""


@dataclass(frozen=True, slots=True)
class CallHours:
    """Between which hours of the day somebody likes to be called, by the clock where they live."""

    first: int = 9
    until: int = 19

    @property
    def possible(self) -> bool:
        """Whether these are hours of one day in which anybody would call."""
        return EARLIEST <= self.first < self.until <= LATEST


EARLIEST, LATEST = 7, 22
USUAL = CallHours()
"""For everybody who has not said otherwise."""


def opens(now: datetime, zone: ZoneInfo, hours: CallHours = USUAL) -> datetime:
    """The first moment from now on at which somebody can be called; now itself if they can be."""
    today = now.astimezone(zone).date()
    for days in range(_DAYS_AHEAD):
        begins, ends = _window(today + timedelta(days=days), zone, hours)
        if now < ends and begins < ends:
            return max(now, begins)
    raise ValueError(f"a zone without working days: {zone}")


def closes(now: datetime, zone: ZoneInfo, hours: CallHours = USUAL) -> datetime:
    """Until when they can be called on the day on which they can be called next."""
    return _window(opens(now, zone, hours).astimezone(zone).date(), zone, hours)[1]


def written_at(decided_at: datetime, calendar: Calendar) -> datetime:
    """When the written message goes out by itself, whoever has called by then."""
    return waiting.promised_by(decided_at, WORKING_DAYS, calendar).astimezone(UTC)


def after(outcome: CallOutcome, *, attempts: int, numbers: int) -> CallState:
    """What a call becomes by its latest attempt: how many there were, and how many numbers are
    left that may be right.
    """
    if outcome is CallOutcome.REACHED:
        return CallState.REACHED
    if outcome is CallOutcome.ASKED_FOR_MAIL or attempts >= ATTEMPTS or not numbers:
        return CallState.WRITTEN
    return CallState.DUE


def words_for_a_machine(*, called: str, caller: str, organisation: str) -> str:
    """What may be said to an answering machine, or to whoever else answers: who called, and that
    they will try again. Nothing of an application, which is nobody else's business; nothing that
    sounds like an answer, whichever it is.
    """
    return (
        f"Hello {called}, this is {caller} from {organisation}. I would like to talk with you for "
        "a few minutes. There is nothing you need to do: I will try again. You can also look at "
        "your own page with us at any time."
    )


def _window(day: date, zone: ZoneInfo, hours: CallHours) -> tuple[datetime, datetime]:
    """From when until when somebody can be called on a day of a zone; nothing at weekends.

    In UTC, because two moments of one zone are compared by their clock faces, and those go back
    once a year.
    """
    begins, ends = (
        datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
        for hour in (hours.first, hours.until)
    )
    if day.weekday() >= _SATURDAY or begins.astimezone(zone).date() != day:
        # The second is a day that this zone never had.
        return ends, ends
    return begins, ends
