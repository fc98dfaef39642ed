"""What is promised: over holidays, zones and year ends, by Ontario's rule, after moves."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.policy import waiting
from portal.policy.waiting import Calendar, Terms
from portal.vocabulary import PromiseRule

ZONES = (
    *("Pacific/Kiritimati", "Pacific/Auckland", "Pacific/Fiji", "Australia/Sydney"),
    *("Australia/Adelaide", "Asia/Tokyo", "Asia/Shanghai", "Asia/Kathmandu", "Asia/Kolkata"),
    *("Asia/Dubai", "Asia/Tehran", "Africa/Nairobi", "Europe/Istanbul", "Africa/Cairo"),
    *("Europe/Berlin", "Africa/Lagos", "Europe/Lisbon", "UTC", "Atlantic/Azores"),
    *("America/Sao_Paulo", "America/St_Johns", "America/Toronto", "America/Denver"),
    *("America/Los_Angeles", "Pacific/Honolulu", "Pacific/Pago_Pago"),
)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")


def calendar(
    country: str = "", state: str = "", zone: str = "Europe/Berlin", *off: str
) -> Calendar:
    days_off = waiting.parse_days_off(off)
    return Calendar(frozenset(range(5)), days_off, ZoneInfo(zone), country, state)


def ontario(stage_days: int | None = None, days: int = 10) -> Terms:
    return Terms(days=days, rule=PromiseRule.ONTARIO, stage_days=stage_days)


@pytest.mark.parametrize(
    ("country", "state", "since", "days", "promised"),
    [
        # A Friday before Easter's four days without work.
        ("DE", "BY", "2026-04-02", 1, "2026-04-07"),
        ("DE", "BY", "2026-06-03", 1, "2026-06-05"),
        ("DE", "BE", "2026-06-03", 1, "2026-06-04"),
        # Over the end of the year, with what falls on a weekend.
        ("DE", "BY", "2026-12-23", 2, "2026-12-28"),
        ("DE", "BY", "2026-12-30", 3, "2027-01-05"),
        ("DE", "BY", "2026-12-30", 4, "2027-01-07"),
        ("CA", "ON", "2026-12-24", 1, "2026-12-29"),
        ("CA", "ON", "2026-02-13", 1, "2026-02-17"),
        ("US", "", "2026-07-02", 1, "2026-07-06"),
        # Golden Week.
        ("JP", "", "2026-05-01", 1, "2026-05-07"),
        ("JP", "", "2026-12-31", 1, "2027-01-04"),
        ("GB", "SCT", "2026-12-31", 1, "2027-01-05"),
        ("", "", "2026-12-24", 1, "2026-12-25"),
        # A leap day counts like any other.
        ("", "", "2028-02-28", 1, "2028-02-29"),
    ],
)
def test_nobody_works_on_a_public_holiday(
    country: str, state: str, since: str, days: int, promised: str
) -> None:
    morning = datetime.fromisoformat(f"{since}T09:00+00:00")

    found = waiting.promised_by(morning, days, calendar(country, state))

    assert found.date().isoformat() == promised


def test_own_days_off_stay_beside_public_holidays() -> None:
    before = datetime(2026, 12, 23, 9, 0, tzinfo=UTC)
    closed = calendar("DE", "BY", "Europe/Berlin", "2026-12-24", "2026-12-28")

    assert waiting.promised_by(before, 1, closed).date() == date(2026, 12, 29)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_a_promise_ends_at_six_where_the_organisation_is(zone: str, hour: int) -> None:
    """Whatever the zone does to its clocks: every day of a year, from one day to the next."""
    here = calendar(zone=zone)
    for n in range(0, 366, 5):
        since = datetime(2026, 1, 1, hour, 30, tzinfo=UTC) + timedelta(days=n)
        found = waiting.promised_by(since, 1, here)
        first = since.astimezone(here.zone).date()

        assert found.astimezone(here.zone).time() == time(18, 0)
        assert first < found.date() <= first + timedelta(days=3)
        assert here.works_on(found.date())


def test_there_are_26_zones() -> None:
    assert len(set(ZONES)) == 26


@pytest.mark.parametrize(
    ("zone", "friday", "monday_utc"),
    [
        ("Europe/Berlin", "2026-03-27", "2026-03-30T16:00"),  # an hour is lost
        ("Europe/Berlin", "2026-10-23", "2026-10-26T17:00"),  # an hour is won
        ("America/Toronto", "2026-03-06", "2026-03-09T22:00"),
        ("America/Toronto", "2026-10-30", "2026-11-02T23:00"),
        ("Australia/Sydney", "2026-04-03", "2026-04-06T08:00"),
        ("Australia/Sydney", "2026-10-02", "2026-10-05T07:00"),
    ],
)
def test_a_weekend_that_changes_the_clocks_costs_nobody_an_hour(
    zone: str, friday: str, monday_utc: str
) -> None:
    noon = datetime.fromisoformat(f"{friday}T12:00").replace(tzinfo=ZoneInfo(zone))

    found = waiting.promised_by(noon, 1, calendar(zone=zone))

    assert found.astimezone(UTC) == datetime.fromisoformat(f"{monday_utc}+00:00")


@pytest.mark.parametrize(
    ("interviewed", "promised"),
    [
        ("2026-03-02", "2026-04-16"),  # 45 days to a Thursday
        ("2026-03-04", "2026-04-17"),  # to a Saturday: the law leaves the Friday before
        ("2026-02-17", "2026-04-02"),  # to Good Friday: the Thursday before
        ("2026-01-22", "2026-03-06"),
        ("2025-11-11", "2025-12-24"),  # to Boxing Day
    ],
)
def test_in_ontario_45_days_count_from_the_last_interview(interviewed: str, promised: str) -> None:
    here = calendar("CA", "ON", "America/Toronto")
    talked = datetime.fromisoformat(f"{interviewed}T12:00").replace(tzinfo=TORONTO)

    found = waiting.promise(ontario(), talked + timedelta(days=1), here, talked)

    assert found == datetime.combine(date.fromisoformat(promised), time(18), tzinfo=TORONTO)
    assert found.date() - talked.date() <= timedelta(days=45)


def test_in_ontario_working_days_count_before_an_interview_and_once_the_45_are_over() -> None:
    by_days = waiting.promised_by(MONDAY, 10, calendar())

    assert waiting.promise(ontario(), MONDAY, calendar()) == by_days
    long_ago = MONDAY - timedelta(days=50)
    assert waiting.promise(ontario(), MONDAY, calendar(), long_ago) == by_days


def test_in_ontario_a_stage_may_promise_sooner_and_never_later() -> None:
    law = waiting.promise(ontario(), MONDAY, calendar(), MONDAY)

    sooner = waiting.promise(ontario(stage_days=3), MONDAY, calendar(), MONDAY)
    later = waiting.promise(ontario(stage_days=60), MONDAY, calendar(), MONDAY)

    assert sooner == waiting.promised_by(MONDAY, 3, calendar())
    assert later == law


def test_elsewhere_an_interview_changes_nothing() -> None:
    terms = Terms(days=10)

    assert waiting.promise(terms, MONDAY, calendar(), MONDAY) == waiting.promised_by(
        MONDAY, 10, calendar()
    )


@pytest.mark.parametrize(
    ("stage_days", "later", "expected"),
    [
        (None, 0, "held"),
        (None, 30, "held"),
        (2, 0, "2026-03-04"),
        (2, 7, "2026-03-11"),
        # What the stage would give is later: the promise stands.
        (20, 0, "held"),
        (2, 30, "held"),
    ],
)
def test_a_move_may_bring_a_promise_forward_and_never_puts_it_off(
    stage_days: int | None, later: int, expected: str
) -> None:
    held = waiting.promised_by(MONDAY, 10, calendar())
    moved = MONDAY + timedelta(days=later)

    found = waiting.after_move(held, Terms(days=10, stage_days=stage_days), moved, calendar())

    assert found.date().isoformat() == (str(held.date()) if expected == "held" else expected)
    assert found <= held


def test_a_move_of_somebody_without_a_promise_makes_one() -> None:
    assert waiting.after_move(None, Terms(days=5), MONDAY, calendar()) == waiting.promised_by(
        MONDAY, 5, calendar()
    )


def test_an_interview_puts_nothing_off_unless_they_know() -> None:
    held, law = MONDAY + timedelta(days=3), MONDAY + timedelta(days=45)

    assert waiting.after_interview(held, law, knows_new_day=False) == held
    assert waiting.after_interview(held, law, knows_new_day=True) == law
    assert waiting.after_interview(law, held, knows_new_day=False) == held
    assert waiting.after_interview(None, law, knows_new_day=False) == law


@pytest.mark.parametrize(
    ("now", "left", "reminded"),
    [
        ("2026-05-11T08:00", 6, False),
        ("2026-05-12T08:00", 5, False),
        ("2026-05-13T08:00", 4, False),
        ("2026-05-15T08:00", 3, True),  # the 14th is Ascension Day
        ("2026-05-18T08:00", 2, False),
        ("2026-05-19T08:00", 1, True),
        ("2026-05-20T08:00", 0, True),
        ("2026-05-20T18:00", 0, True),
        ("2026-05-20T18:01", -1, True),
        ("2026-05-21T08:00", -1, True),
        ("2026-07-21T08:00", -1, True),
    ],
)
def test_days_left_are_working_days(now: str, left: int, reminded: bool) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    promised = datetime(2026, 5, 20, 18, 0, tzinfo=berlin)
    moment = datetime.fromisoformat(now).replace(tzinfo=berlin)

    assert waiting.days_left(promised, moment, calendar("DE", "BY")) == left
    assert waiting.is_reminded(left) is reminded


def test_a_day_on_which_nobody_works_counts_with_the_one_before() -> None:
    sunday = datetime(2026, 3, 8, 18, 0, tzinfo=UTC)

    assert waiting.days_left(sunday, datetime(2026, 3, 6, 8, 0, tzinfo=UTC), calendar()) == 0


def test_a_day_that_never_comes_near_is_far() -> None:
    never = Calendar(frozenset(), frozenset(), ZoneInfo("UTC"))

    assert waiting.days_left(MONDAY + timedelta(days=9_000), MONDAY, calendar()) == 99
    assert waiting.days_left(MONDAY + timedelta(days=9), MONDAY, never) == 0
