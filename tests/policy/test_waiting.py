"""Until when an answer was promised, and how the waiting clock stands."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import waiting
from portal.policy.waiting import Calendar, Wait

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_TO_FRIDAY = frozenset(range(5))
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def calendar(
    *off: str, weekdays: frozenset[int] = MONDAY_TO_FRIDAY, zone: str = "Europe/Berlin"
) -> Calendar:
    return Calendar(weekdays, waiting.parse_days_off(off), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("days", "promised"),
    [(1, "2026-03-03"), (4, "2026-03-06"), (5, "2026-03-09"), (10, "2026-03-16")],
)
def test_a_promise_counts_working_days_from_the_next_one(days: int, promised: str) -> None:
    found = waiting.promised_by(MONDAY, days, calendar())

    assert found.date() == date.fromisoformat(promised)
    assert found.time() == time(18, 0)


def test_days_off_do_not_count() -> None:
    found = waiting.promised_by(MONDAY, 5, calendar("2026-03-04", "2026-03-05", "2026-03-08"))

    assert found.date() == date(2026, 3, 11)


def test_the_day_is_that_of_the_organisation() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

    assert waiting.promised_by(late, 1, calendar()).date() == date(2026, 3, 4)
    assert waiting.promised_by(late, 1, calendar(zone="America/New_York")).date() == date(
        2026, 3, 3
    )


def test_a_promise_over_a_change_of_the_clock_still_ends_at_six() -> None:
    before = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    found = waiting.promised_by(before, 1, calendar())

    assert found == datetime(2026, 3, 30, 18, 0, tzinfo=BERLIN)
    assert found.astimezone(UTC).hour == 16


def test_a_promise_made_on_a_day_off_starts_the_next_working_day() -> None:
    saturday = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)

    assert waiting.promised_by(saturday, 1, calendar()).date() == date(2026, 3, 9)


def test_one_working_day_a_week_is_enough_for_the_longest_promise() -> None:
    found = waiting.promised_by(MONDAY, 90, calendar(weekdays=frozenset({0})))

    assert found.date() == date(2026, 3, 2) + timedelta(weeks=90)


def test_a_calendar_without_any_working_day_comes_to_an_end() -> None:
    assert waiting.promised_by(MONDAY, 1, calendar(weekdays=frozenset())) > MONDAY


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 90),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"]),
)
def test_a_promise_ends_on_a_working_day_after_exactly_so_many(
    since: datetime, days: int, weekdays: frozenset[int], zone: str
) -> None:
    here = calendar(weekdays=weekdays, zone=zone)
    found = waiting.promised_by(since, days, here)
    first, last = since.astimezone(here.zone).date(), found.date()
    between = [first + timedelta(days=n + 1) for n in range((last - first).days)]

    assert here.works_on(last)
    assert sum(here.works_on(day) for day in between) == days


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (timedelta(days=3, seconds=1), Wait.FINE),
        (timedelta(days=3), Wait.DUE_SOON),
        (timedelta(0), Wait.DUE_SOON),
        (timedelta(seconds=-1), Wait.OVERDUE),
    ],
)
def test_the_clock_says_how_somebody_waits(left: timedelta, state: Wait) -> None:
    assert waiting.state(MONDAY + left, MONDAY) is state


def test_where_nothing_was_promised_nobody_waits() -> None:
    assert waiting.state(None, MONDAY) is Wait.NONE
