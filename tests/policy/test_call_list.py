"""When somebody is called, when it is written instead, and what a machine may hear."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.call_list import (
    USUAL,
    CallHours,
    after,
    closes,
    opens,
    words_for_a_machine,
    written_at,
)
from portal.policy.waiting import Calendar
from portal.vocabulary import CallOutcome, CallState
from tests.policy.test_quiet_hours import ZONES, changes_of

BERLIN, TOKYO, DENVER = (
    ZoneInfo(name) for name in ("Europe/Berlin", "Asia/Tokyo", "America/Denver")
)
EVENINGS = CallHours(17, 20)
OFFICE = Calendar(weekdays=frozenset(range(5)), days_off=frozenset({date(2026, 4, 3)}), zone=BERLIN)


def at(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "opened", "zone", "hours"),
    [
        # Monday to Friday, from nine until seven, by the clock where they live.
        ("2026-03-02 08:59", "2026-03-02 09:00", BERLIN, USUAL),
        ("2026-03-02 09:00", "2026-03-02 09:00", BERLIN, USUAL),
        ("2026-03-02 18:59", "2026-03-02 18:59", BERLIN, USUAL),
        ("2026-03-02 19:00", "2026-03-03 09:00", BERLIN, USUAL),
        ("2026-03-06 19:00", "2026-03-09 09:00", TOKYO, USUAL),
        ("2026-03-07 12:00", "2026-03-09 09:00", DENVER, USUAL),
        ("2026-03-08 12:00", "2026-03-09 09:00", DENVER, USUAL),
        # What they like better counts instead, never at a weekend.
        ("2026-03-02 09:00", "2026-03-02 17:00", BERLIN, EVENINGS),
        ("2026-03-02 19:30", "2026-03-02 19:30", BERLIN, EVENINGS),
        ("2026-03-06 20:00", "2026-03-09 17:00", BERLIN, EVENINGS),
        # The clocks go forward on 29 March and back on 25 October, on Sundays.
        ("2026-03-27 19:00", "2026-03-30 09:00", BERLIN, USUAL),
        ("2026-10-23 19:00", "2026-10-26 09:00", BERLIN, USUAL),
    ],
)
def test_calls_come_by_day_where_people_live(
    now: str, opened: str, zone: ZoneInfo, hours: CallHours
) -> None:
    assert opens(at(now, zone), zone, hours) == at(opened, zone)


def test_the_same_moment_is_day_for_one_and_night_for_another() -> None:
    noon = at("2026-03-02 12:00", BERLIN)
    assert opens(noon, BERLIN) == noon
    assert opens(noon, TOKYO) == at("2026-03-03 09:00", TOKYO)
    assert opens(noon, DENVER) == at("2026-03-02 09:00", DENVER)
    assert closes(noon, DENVER) == at("2026-03-02 19:00", DENVER)


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("hours", [USUAL, EVENINGS], ids=["usual", "evenings"])
def test_no_zone_is_called_early_and_none_waits_longer_than_it_must(
    name: str, hours: CallHours
) -> None:
    zone = ZoneInfo(name)

    def is_open(moment: datetime) -> bool:
        wall = moment.astimezone(zone)
        return wall.weekday() < 5 and hours.first <= wall.hour < hours.until

    for day in [*changes_of(zone), date(2026, 3, 6)]:
        midnight = datetime.combine(day, time(0), tzinfo=UTC)
        for minutes in range(-14 * 60, 38 * 60, 20):
            now = midnight + timedelta(minutes=minutes)
            then = opens(now, zone, hours)
            assert is_open(then)
            assert then == now or not is_open(then - timedelta(minutes=1))
            step = now
            while step < then:
                assert not is_open(step), f"{step} was allowed, and {then} was said"
                step += timedelta(minutes=30)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
)
def test_it_opens_after_a_weekend_at_the_latest(name: str, now: datetime) -> None:
    zone = ZoneInfo(name)
    then = opens(now, zone)
    assert timedelta(0) <= then - now <= timedelta(days=4)
    assert opens(then, zone) == then
    assert then < closes(now, zone)


@pytest.mark.parametrize(
    ("decided", "written"),
    [
        ("2026-03-02 09:00", "2026-03-04 18:00"),
        ("2026-03-05 17:00", "2026-03-09 18:00"),
        ("2026-03-07 12:00", "2026-03-10 18:00"),
        # Good Friday is off, and the clocks go forward on the Sunday before.
        ("2026-03-27 10:00", "2026-03-31 18:00"),
        ("2026-04-02 10:00", "2026-04-07 18:00"),
    ],
)
def test_after_two_working_days_it_is_written(decided: str, written: str) -> None:
    assert written_at(at(decided, BERLIN), OFFICE) == at(written, BERLIN)


@pytest.mark.parametrize(
    ("outcome", "attempts", "numbers", "becomes"),
    [
        (CallOutcome.NO_ANSWER, 1, 1, CallState.DUE),
        (CallOutcome.LEFT_MESSAGE, 2, 1, CallState.DUE),
        (CallOutcome.NO_ANSWER, 3, 1, CallState.WRITTEN),
        (CallOutcome.LEFT_MESSAGE, 3, 2, CallState.WRITTEN),
        (CallOutcome.WRONG_NUMBER, 1, 1, CallState.DUE),
        (CallOutcome.WRONG_NUMBER, 1, 0, CallState.WRITTEN),
        (CallOutcome.ASKED_FOR_MAIL, 1, 1, CallState.WRITTEN),
        (CallOutcome.REACHED, 1, 1, CallState.REACHED),
        (CallOutcome.REACHED, 3, 0, CallState.REACHED),
    ],
)
def test_what_an_attempt_leads_to(
    outcome: CallOutcome, attempts: int, numbers: int, becomes: CallState
) -> None:
    assert after(outcome, attempts=attempts, numbers=numbers) is becomes


@pytest.mark.parametrize(
    ("first", "until", "possible"),
    [(9, 19, True), (7, 8, True), (21, 22, True), (9, 9, False), (19, 9, False), (6, 9, False)],
)
def test_hours_are_hours_of_one_day(first: int, until: int, possible: bool) -> None:
    assert CallHours(first, until).possible is possible


def test_a_machine_hears_who_called_and_nothing_of_an_answer() -> None:
    words = words_for_a_machine(called="Maya", caller="Rosa", organisation="Northlight Studio")
    assert words.startswith("Hello Maya, this is Rosa from Northlight Studio.")
    assert "I will try again" in words
    for telling in (
        *("application", "applied", "job", "role", "offer", "decision", "decided", "news"),
        *("good", "glad", "great", "happy", "pleased", "congratul", "sorry", "unfortunately"),
        *("regret", "position", "hire", "reject", "feedback", "urgent"),
    ):
        assert telling not in words.lower()
