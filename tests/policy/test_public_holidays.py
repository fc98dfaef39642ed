"""Public holidays, by country and state."""

import subprocess
import sys
from datetime import date

import pytest

from portal.policy import public_holidays
from portal.policy.refusal import Refusal


@pytest.mark.parametrize(
    ("country", "state", "day", "is_one"),
    [
        ("DE", "", "2026-05-14", True),  # Ascension Day, everywhere in Germany
        ("DE", "", "2026-06-04", False),
        ("DE", "BY", "2026-06-04", True),  # Corpus Christi, not everywhere
        ("DE", "BE", "2026-06-04", False),
        ("DE", "BE", "2026-03-08", True),
        ("CA", "", "2026-02-16", False),
        ("CA", "ON", "2026-02-16", True),  # Family Day
        ("CA", "ON", "2026-12-28", True),  # Boxing Day fell on a Saturday
        ("JP", "", "2026-05-06", True),  # instead of a Sunday
        ("JP", "", "2026-03-20", True),  # the equinox
        ("US", "", "2026-07-03", True),
        ("US", "", "2026-11-26", True),
        ("GB", "SCT", "2026-11-30", True),
        ("GB", "ENG", "2026-11-30", False),
        ("FR", "", "2026-07-14", True),
        ("AT", "", "2026-10-26", True),
        ("BR", "", "2026-09-07", True),
        ("IN", "", "2026-01-26", True),
        ("DE", "BY", "2026-03-04", False),
        ("", "", "2026-12-25", False),
        ("QQ", "", "2026-12-25", False),  # a country that nobody knows any more
        ("DE", "QQ", "2026-12-25", True),
        ("DE", "QQ", "2026-06-04", False),
    ],
)
def test_a_day_is_a_holiday_where_it_is_one(
    country: str, state: str, day: str, is_one: bool
) -> None:
    assert public_holidays.is_one(country, state, date.fromisoformat(day)) is is_one


def test_the_next_ones_come_in_order_over_the_year_end() -> None:
    found = list(public_holidays.following("DE", "BY", date(2026, 12, 25)))

    assert [when.isoformat() for when, _ in found[:4]] == [
        *("2026-12-25", "2026-12-26", "2027-01-01", "2027-01-06")
    ]
    assert found[3][1] == "Epiphany"
    assert found[-1][0] <= date(2028, 12, 24)


def test_without_a_country_there_are_none() -> None:
    assert list(public_holidays.following("", "", date(2026, 1, 1))) == []


def test_countries_and_states_have_names() -> None:
    countries = dict(public_holidays.countries())

    assert countries["DE"] == "Germany"
    assert len(countries) > 200
    assert all(countries.values())
    assert dict(public_holidays.states("DE"))["BY"] == "Bayern"
    assert dict(public_holidays.states("CA"))["ON"] == "Ontario"
    assert public_holidays.states("QQ") == ()


def test_every_country_that_is_offered_can_be_asked() -> None:
    for country, _ in public_holidays.countries():
        assert isinstance(public_holidays.is_one(country, "", date(2027, 1, 1)), bool)


@pytest.mark.parametrize(
    ("country", "state", "field"),
    [("QQ", "", "country"), ("DE", "ON", "subdivision"), ("de", "", "country")],
)
def test_what_is_not_on_the_list_is_refused(country: str, state: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        public_holidays.checked(country, state)
    assert refused.value.field == field


def test_a_state_without_a_country_is_none() -> None:
    assert public_holidays.checked("", "BY") == ("", "")


def test_the_library_is_loaded_by_whoever_asks_and_by_nobody_else() -> None:
    code = "import sys, portal.app, portal.jobs.dispatcher; print('holidays' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
