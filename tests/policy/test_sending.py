"""When a decision is told: in 26 zones, over changes of the clock, weekends and days off."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.policy import sending
from portal.policy.refusal import Refusal
from portal.policy.sending import Rule, Telling
from portal.policy.waiting import Calendar
from portal.vocabulary import SendWhen, StageKind

BERLIN = ZoneInfo("Europe/Berlin")
UNDO = timedelta(minutes=10)
WEEK = Calendar(weekdays=frozenset(range(5)), days_off=frozenset(), zone=BERLIN)
NEXT_DAY = Rule()
ZONES = (
    *("Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Marquesas", "America/Anchorage"),
    *("America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York"),
    *("America/Halifax", "America/St_Johns", "America/Sao_Paulo", "Atlantic/South_Georgia"),
    *("Atlantic/Azores", "Europe/Lisbon", "Europe/Berlin", "Europe/Helsinki", "Europe/Moscow"),
    *("Asia/Tehran", "Asia/Dubai", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo"),
    *("Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Kiritimati"),
)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def telling(decided: str, zone: ZoneInfo = BERLIN, **facts: datetime) -> Telling:
    return Telling(decided_at=at(decided), zone=zone, undo=UNDO, **facts)


def shown(moment: datetime, zone: ZoneInfo = BERLIN) -> str:
    return f"{moment.astimezone(zone):%a %d %b %H:%M}"


@pytest.mark.parametrize("name", ZONES)
def test_by_rule_it_is_ten_where_they_live_on_the_next_working_day(name: str) -> None:
    zone = ZoneInfo(name)
    for hours in range(0, 24 * 400, 7):
        decided = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        made = Telling(decided_at=decided, zone=zone, undo=UNDO)
        here = sending.by_rule(made, NEXT_DAY, WEEK).astimezone(zone)
        today = decided.astimezone(zone).date()
        ahead = {4: 3, 5: 2}.get(today.weekday(), 1)
        assert here.time() == time(10)
        assert here.date() == today + timedelta(days=ahead)


def test_there_are_26_zones() -> None:
    assert len(set(ZONES)) == 26


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        ("2026-03-02T09:00", "Tue 03 Mar 10:00"),
        ("2026-03-02T23:59", "Tue 03 Mar 10:00"),
        ("2026-03-05T16:00", "Fri 06 Mar 10:00"),
        ("2026-03-06T16:00", "Mon 09 Mar 10:00"),
        ("2026-03-07T11:00", "Mon 09 Mar 10:00"),
        ("2026-03-08T23:30", "Mon 09 Mar 10:00"),
        # The clocks go forward in the night to Sunday the 29th, and back on 25 October.
        ("2026-03-27T16:00", "Mon 30 Mar 10:00"),
        ("2026-10-23T16:00", "Mon 26 Oct 10:00"),
    ],
)
def test_days_of_the_week(decided: str, told: str) -> None:
    assert shown(sending.by_rule(telling(decided), NEXT_DAY, WEEK)) == told


def test_days_off_are_passed_over() -> None:
    feast = replace(WEEK, days_off=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    made = sending.by_rule(telling("2026-12-23T12:00"), NEXT_DAY, feast)
    assert shown(made) == "Mon 28 Dec 10:00"


def test_weekends_only_where_a_rule_says_so() -> None:
    rule = Rule(working_days=1, hour=10, weekends=True)
    assert shown(sending.by_rule(telling("2026-03-06T16:00"), rule, WEEK)) == "Sat 07 Mar 10:00"


@pytest.mark.parametrize(
    ("interviewed", "told"),
    [
        ("2026-03-02T09:30", "Tue 03 Mar 10:00"),
        ("2026-03-02T10:00", "Tue 03 Mar 10:00"),
        ("2026-03-02T10:01", "Wed 04 Mar 10:00"),
        ("2026-02-20T10:00", "Tue 03 Mar 10:00"),
        ("2026-03-05T15:00", "Mon 09 Mar 10:00"),
    ],
)
def test_not_sooner_than_a_day_after_the_interview(interviewed: str, told: str) -> None:
    made = telling("2026-03-02T16:00", interviewed_at=at(interviewed))
    assert shown(sending.by_rule(made, NEXT_DAY, WEEK)) == told


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        ("2026-03-02T09:00", "Mon 02 Mar 10:00"),
        ("2026-03-02T09:50", "Mon 02 Mar 10:00"),
        # Ten minutes to undo are over only after ten o'clock.
        ("2026-03-02T09:51", "Tue 03 Mar 10:00"),
        ("2026-03-07T09:00", "Mon 09 Mar 10:00"),
    ],
)
def test_on_the_same_day_but_never_inside_the_undo_window(decided: str, told: str) -> None:
    assert shown(sending.by_rule(telling(decided), Rule(working_days=0), WEEK)) == told


@pytest.mark.parametrize(
    ("days", "promised", "told"),
    [
        (1, "2026-03-03T18:00", "Tue 03 Mar 10:00"),
        (1, "2026-03-02T18:00", "Mon 02 Mar 15:10"),
        (5, "2026-03-05T18:00", "Thu 05 Mar 10:00"),
        (0, "2026-03-02T18:00", "Mon 02 Mar 15:10"),
        # The promise is broken already: then the rule holds.
        (1, "2026-03-01T18:00", "Tue 03 Mar 10:00"),
        (1, "2026-03-02T15:05", "Tue 03 Mar 10:00"),
    ],
)
def test_a_rule_keeps_the_promise(days: int, promised: str, told: str) -> None:
    made = telling("2026-03-02T15:00", promised_by=at(promised))
    assert shown(sending.by_rule(made, Rule(working_days=days), WEEK)) == told


def test_an_hour_that_the_clock_leaves_out_is_the_one_after_it() -> None:
    rule = Rule(working_days=1, hour=2, weekends=True)
    assert shown(sending.by_rule(telling("2026-03-28T12:00"), rule, WEEK)) == "Sun 29 Mar 03:00"


def test_a_day_that_a_zone_never_had_is_passed_over() -> None:
    apia = ZoneInfo("Pacific/Apia")
    made = Telling(decided_at=at("2011-12-29T12:00", apia), zone=apia, undo=UNDO)
    told = sending.by_rule(made, Rule(weekends=True), WEEK)
    assert shown(told, apia) == "Sat 31 Dec 10:00"


def test_a_calendar_without_any_working_day_keeps_nobody_waiting() -> None:
    never = Calendar(weekdays=frozenset(), days_off=frozenset(), zone=BERLIN)
    made = telling("2026-03-02T15:00")
    assert sending.by_rule(made, NEXT_DAY, never) == made.earliest


@pytest.mark.parametrize(
    ("stage", "reason", "hour"),
    [
        (StageKind.INTERVIEW, 7, 11),
        (StageKind.APPLIED, 7, 12),
        (StageKind.INTERVIEW, 8, 13),
        (StageKind.INTERVIEW, None, 13),
        (StageKind.APPLIED, 8, 10),
    ],
)
def test_the_rule_that_fits_best_holds(stage: StageKind, reason: int | None, hour: int) -> None:
    rules = [
        Rule(stage_kind=StageKind.INTERVIEW, hour=13),
        Rule(stage_kind=StageKind.INTERVIEW, reason_id=7, hour=11),
        Rule(reason_id=7, hour=12),
    ]
    assert sending.rule_for(rules, stage, reason, otherwise=NEXT_DAY).hour == hour


NOW = "2026-03-02T15:00"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-03-02T15:00", "passed"),
        ("2026-03-01T15:00", "passed"),
        ("2026-04-01T16:01", "within the next 30 days"),
        ("2026-03-06T18:01", "after the promised day"),
    ],
)
def test_a_moment_that_nobody_can_mean_is_refused(moment: str, said: str) -> None:
    made = telling(NOW, promised_by=at("2026-03-06T18:00"))
    with pytest.raises(Refusal, match=said):
        sending.chosen(at(moment), made, late=False)


def test_after_the_promise_only_with_a_tick_unless_it_is_broken_already() -> None:
    late = at("2026-03-09T10:00")
    made = telling(NOW, promised_by=at("2026-03-06T18:00"))
    assert sending.chosen(late, made, late=True) == late
    broken = telling(NOW, promised_by=at("2026-03-01T18:00"))
    assert sending.chosen(late, broken, late=False) == late


def test_a_chosen_moment_is_never_inside_the_undo_window() -> None:
    assert sending.chosen(at("2026-03-02T15:05"), telling(NOW), late=False) == at(
        "2026-03-02T15:10"
    )


def test_what_a_clock_shows_is_taken_over_changes_of_the_clock() -> None:
    before = at("2026-03-01T00:00")
    typed = datetime.fromisoformat
    assert sending.local(typed("2026-03-28T10:00"), BERLIN, after=before) == at("2026-03-28T10:00")
    with pytest.raises(Refusal, match="no such hour"):
        sending.local(typed("2026-03-29T02:30"), BERLIN, after=before)
    twice = typed("2026-10-25T02:30")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert sending.local(twice, BERLIN, after=before) == first
    later = first + timedelta(minutes=1)
    assert sending.local(twice, BERLIN, after=later) == first + timedelta(hours=1)


@pytest.mark.parametrize(
    ("due", "when", "until"),
    [
        ("2026-03-03T10:00", SendWhen.BY_RULE, "Thu 05 Mar 10:00"),
        ("2026-03-05T10:00", SendWhen.BY_RULE, "Mon 09 Mar 10:00"),
        # Over the change of the clock it is the same hour.
        ("2026-03-27T10:00", SendWhen.BY_RULE, "Tue 31 Mar 10:00"),
        ("2026-03-03T10:00", SendWhen.AT_ONCE, "Tue 03 Mar 11:00"),
        ("2026-03-03T10:00", SendWhen.AT, "Tue 03 Mar 11:00"),
    ],
)
def test_a_decision_waits_at_most_two_working_days_for_another(
    due: str, when: SendWhen, until: str
) -> None:
    assert shown(sending.waits_until(at(due), when, WEEK)) == until
