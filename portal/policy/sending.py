"""When a decision is told: by a rule in the day of its reader, or at a moment somebody has chosen.

By rule on the next working day at the organisation's hour, where the person lives; not sooner than
a day after they were interviewed, never inside the undo window, and not after the promise.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.policy.refusal import Refusal
from portal.policy.waiting import LONGEST, Calendar
from portal.vocabulary import SendWhen, StageKind

AFTER_INTERVIEW = timedelta(hours=24)
"""A no on the way home from an interview reads as if nobody had thought about it."""
FARTHEST = timedelta(days=30)
WAIT_DAYS = 2
"""Working days for which a decision waits at most for another one about the same person."""
FALL_TOGETHER = timedelta(hours=1)
"""Decisions due within this time go together, whatever was chosen for each."""
FIRST_HOUR, LAST_HOUR = 7, 20
MOST_DAYS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """On which day and at which hour; without stage and reason it is for all."""

    working_days: int = 1
    hour: int = 10
    weekends: bool = False
    """Whether days on which nobody works are days like the others."""
    stage_kind: StageKind | None = None
    reason_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A decision to be told, and what decides about its moment."""

    decided_at: datetime
    zone: ZoneInfo
    """Where its reader lives."""
    undo: timedelta
    interviewed_at: datetime | None = None
    promised_by: datetime | None = None

    @property
    def earliest(self) -> datetime:
        """Not inside the undo window, nor sooner than a day after an interview."""
        undone = self.decided_at + self.undo
        if self.interviewed_at is None:
            return undone
        return max(undone, self.interviewed_at + AFTER_INTERVIEW)


def rule_for(
    rules: Iterable[Rule], stage_kind: StageKind, reason_id: int | None, *, otherwise: Rule
) -> Rule:
    """The rule that fits best: of stage and reason, of the reason, of the stage, or the general."""
    fitting = [
        rule
        for rule in rules
        if rule.stage_kind in (None, stage_kind) and rule.reason_id in (None, reason_id)
    ]
    return max(fitting, key=_closeness, default=otherwise)


def _closeness(rule: Rule) -> int:
    return 2 * (rule.reason_id is not None) + (rule.stage_kind is not None)


def by_rule(telling: Telling, rule: Rule, calendar: Calendar) -> datetime:
    """The moment that a rule gives; sooner where the promise ends before, as late as it allows."""
    moment = _moment(telling, rule, calendar)
    promised = telling.promised_by
    if promised is None or moment <= promised or telling.earliest > promised:
        return moment
    kept = [
        earlier
        for days in range(rule.working_days)
        if (earlier := _moment(telling, replace(rule, working_days=days), calendar)) <= promised
    ]
    return max(kept, default=telling.earliest)


def chosen(moment: datetime, telling: Telling, *, late: bool) -> datetime:
    """A chosen moment, after the undo window; raises Refusal for one that nobody can mean.

    `late`: whether its writer has ticked that it may come after the promise.
    """
    if moment <= telling.decided_at:
        raise Refusal("This moment has passed.", "send_at")
    if moment > telling.decided_at + FARTHEST:
        raise Refusal(f"Choose a moment within the next {FARTHEST.days} days.", "send_at")
    promised = telling.promised_by
    # Once the promise is broken, there is none left to keep.
    if promised is not None and telling.decided_at <= promised < moment and not late:
        raise Refusal("This is after the promised day. Tick below if it has to be.", "send_at")
    return max(moment, telling.decided_at + telling.undo)


def local(typed: datetime, zone: ZoneInfo, *, after: datetime) -> datetime:
    """The moment at which a clock of the zone shows this; raises Refusal where none ever does.

    An hour that comes twice is the first of the two, unless that one has passed.
    """
    first, second = (typed.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None, fold=0) != typed.replace(fold=0):
        raise Refusal("The clocks go forward then: there is no such hour on that day.", "send_at")
    return second if first <= after < second else first


def waits_until(due: datetime, when: SendWhen, calendar: Calendar) -> datetime:
    """Until when a decision waits at most for another one about the same person."""
    if when is not SendWhen.BY_RULE:
        return due + FALL_TOGETHER
    here = due.astimezone(calendar.zone)
    day = _later(here.date(), WAIT_DAYS, calendar)
    moment = datetime.combine(day, here.time(), tzinfo=calendar.zone).astimezone(UTC)
    return max(moment, due + FALL_TOGETHER)


def _moment(telling: Telling, rule: Rule, calendar: Calendar) -> datetime:
    counted = _EVERY_DAY if rule.weekends else calendar
    day = _later(telling.decided_at.astimezone(telling.zone).date(), rule.working_days, counted)
    for _ in range(LONGEST):
        moment = _at(day, rule.hour, telling.zone)
        if moment is not None and moment >= telling.earliest and counted.works_on(day):
            return moment
        day += timedelta(days=1)
    return telling.earliest


def _later(day: date, working_days: int, calendar: Calendar) -> date:
    left = working_days
    for _ in range(LONGEST):
        if left == 0:
            break
        day += timedelta(days=1)
        left -= calendar.works_on(day)
    return day


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime | None:
    """That hour of a day in UTC; None for a day that this zone never had.

    An hour that a change of the clock leaves out is the one after it.
    """
    moment = datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).date() == day else None


_EVERY_DAY = Calendar(weekdays=frozenset(range(7)), days_off=frozenset(), zone=ZoneInfo("UTC"))
