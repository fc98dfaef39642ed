"""When the organisation works, as an administrator types it."""

import pytest

from portal.policy import working_days
from portal.policy.refusal import Refusal


def test_dates_are_kept_in_order_and_once() -> None:
    typed = ["25.12.2026", "2026-12-24", " 2026-12-25 "]

    assert working_days.days_off(typed) == ["2026-12-24", "2026-12-25"]


@pytest.mark.parametrize("line", ["12/24/2026", "24.12.", "2026-02-30", "24.12.26", "Christmas"])
def test_what_could_be_read_in_two_ways_or_none_is_refused(line: str) -> None:
    with pytest.raises(Refusal, match=r"is not a date such as 2026-12-24\.") as refused:
        working_days.days_off(["2026-12-24", line])
    assert f"“{line}”" in str(refused.value)


def test_many_mistakes_are_counted() -> None:
    with pytest.raises(Refusal, match="and 3 more are not dates"):
        working_days.days_off([f"day {number}" for number in range(8)])


def test_more_days_off_than_a_year_has_are_a_mistake() -> None:
    with pytest.raises(Refusal, match="Keep this to 400 days"):
        working_days.days_off([f"{year}-01-01" for year in range(1000, 1500)])


def test_weekdays() -> None:
    assert working_days.weekdays([5, 0, 0]) == "0,5"
    with pytest.raises(Refusal):
        working_days.weekdays([])
