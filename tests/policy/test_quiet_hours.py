"""Text messages come by day where people live, also on the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import quiet_hours
from portal.policy.quiet_hours import opens, zone_of

ZONES = (
    *(
        "Africa/Cairo",
        "Africa/Casablanca",
        "America/Caracas",
        "America/Havana",
        "America/Los_Angeles",
    ),
    *(
        "America/New_York",
        "America/Nuuk",
        "America/Santiago",
        "America/Sao_Paulo",
        "America/St_Johns",
    ),
    *("Antarctica/Troll", "Asia/Beirut", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Kolkata"),
    *("Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores", "Australia/Lord_Howe", "Europe/Berlin"),
    *("Europe/Dublin", "Europe/Lisbon", "Europe/London", "Pacific/Apia", "Pacific/Chatham"),
    "Pacific/Kiritimati",
)
DAYS = tuple(date(2026, 1, 1) + timedelta(days=n) for n in range(365))
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def is_open(moment: datetime, zone: ZoneInfo) -> bool:
    """Said once more in other words: by what the clock on the wall shows."""
    wall = moment.astimezone(zone)
    first, last = (10, 18) if wall.weekday() >= 5 else (9, 20)
    return first <= wall.hour < last


def changes_of(zone: ZoneInfo) -> list[date]:
    """The days of a year on which the clock is changed, and their neighbours."""
    noon = [datetime.combine(day, time(12), tzinfo=zone).utcoffset() for day in DAYS]
    found = {i for i in range(1, len(DAYS)) if noon[i] != noon[i - 1]}
    return [DAYS[i + shift] for i in sorted(found) for shift in (-1, 0, 1) if i + shift < len(DAYS)]


def test_there_are_26_zones_of_which_many_change_their_clocks() -> None:
    assert len(set(ZONES)) == 26
    assert sum(bool(changes_of(ZoneInfo(name))) for name in ZONES) >= 15


@pytest.mark.parametrize("name", ZONES)
def test_none_is_early_and_none_waits_longer_than_it_must(name: str) -> None:
    zone = ZoneInfo(name)
    for day in [*changes_of(zone), date(2026, 3, 2), date(2026, 3, 7)]:
        midnight = datetime.combine(day, time(0), tzinfo=UTC)
        for minutes in range(-14 * 60, 38 * 60, 10):
            now = midnight + timedelta(minutes=minutes)
            then = opens(now, zone)
            assert then >= now
            assert is_open(then, zone)
            # The first moment of all: a moment before, it was not allowed.
            assert then == now or not is_open(then - timedelta(minutes=1), zone)
            step = now
            while step < then:
                assert not is_open(step, zone), f"{step} was allowed, and {then} was said"
                step += timedelta(minutes=15)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
)
def test_it_opens_within_a_day_or_so_and_then_it_is_open(name: str, now: datetime) -> None:
    zone = ZoneInfo(name)
    then = opens(now, zone)
    assert is_open(then, zone)
    assert timedelta(0) <= then - now <= timedelta(hours=41)
    assert opens(then, zone) == then


def test_a_day_that_a_zone_never_had_is_passed_over() -> None:
    # Samoa went from 29 to 31 December 2011.
    apia = ZoneInfo("Pacific/Apia")
    late = datetime(2011, 12, 29, 21, tzinfo=apia).astimezone(UTC)
    assert opens(late, apia).astimezone(apia) == datetime(2011, 12, 31, 10, tzinfo=apia)


@pytest.mark.parametrize(
    ("own", "number", "zone"),
    [
        ("Asia/Tokyo", "+4915112345678", "Asia/Tokyo"),
        (None, "+4915112345678", "Europe/Berlin"),
        (None, "+447400123456", "Europe/London"),
        # A country with several zones that differ says nothing.
        (None, "+12025550123", "Europe/Vienna"),
        (None, "+351912345612", "Europe/Vienna"),
        (None, None, "Europe/Vienna"),
        ("Mars/Olympus", None, "Europe/Vienna"),
        ("../../etc/passwd", "+3546110000", "Atlantic/Reykjavik"),
    ],
)
def test_whose_clock_counts(own: str | None, number: str | None, zone: str) -> None:
    assert zone_of(own, number, "Europe/Vienna", NOW).key == zone


def test_a_house_without_a_known_zone_keeps_universal_time() -> None:
    assert zone_of(None, None, "Nowhere", NOW).key == "UTC"


def test_weekends_begin_later_and_end_earlier() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    friday = datetime(2026, 3, 6, 19, 59, 59, tzinfo=berlin).astimezone(UTC)
    assert opens(friday, berlin) == friday
    saturday = datetime(2026, 3, 7, 10, tzinfo=berlin)
    assert opens(friday + timedelta(seconds=1), berlin) == saturday
    assert quiet_hours.OPEN < quiet_hours.OPEN_AT_WEEKENDS
