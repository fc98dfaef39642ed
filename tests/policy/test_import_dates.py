"""Dates as systems write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.policy.imports import dates
from portal.policy.imports.dates import Unclear
from portal.vocabulary import DateOrder

BERLIN = ZoneInfo("Europe/Berlin")
DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-02-03", "2025-02-03T11:00"),
        ("2025/02/03", "2025-02-03T11:00"),
        ("2025-02-03T10:20:30Z", "2025-02-03T10:20:30"),
        ("2025-02-03 10:20:30.123456 UTC", "2025-02-03T10:20:30"),
        ("2025-02-03 10:20", "2025-02-03T09:20"),
        ("2025-07-03T10:20:00+05:30", "2025-07-03T04:50"),
        ("03.02.2025", "2025-02-03T11:00"),
        ("3.2.25", "2025-02-03T11:00"),
        ("3 Feb 2025", "2025-02-03T11:00"),
        ("February 3rd, 2025 4:05 PM", "2025-02-03T15:05"),
        ("Feb 3, 2025, 12:00 am", "2025-02-02T23:00"),
        ("31/12/2025", "2025-12-31T11:00"),
        ("02/02/2025", "2025-02-02T11:00"),
    ],
)
def test_usual_dates_are_read(text: str, moment: str) -> None:
    order = DAY if text.startswith("31") else None

    assert dates.parse(text, order, BERLIN) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "  ", "-", "n/a", "NULL"])
def test_what_says_nothing_is_no_date(text: str) -> None:
    assert dates.parse(text, None, BERLIN) is None


@pytest.mark.parametrize(
    "text",
    ["soon", "45678", "2025-13-01", "31.02.2025", "0025-01-01", "1/2/3/4", "2025-02-03T25:00"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        dates.parse(text, DAY, BERLIN)


def test_day_and_month_are_not_guessed() -> None:
    with pytest.raises(Unclear):
        dates.parse("03/04/2025", None, BERLIN)
    assert dates.parse("03/04/2025", DAY, UTC) == datetime(2025, 4, 3, 12, tzinfo=UTC)
    assert dates.parse("03/04/2025", MONTH, UTC) == datetime(2025, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2025", "25/03/2025"], DAY),
        (["03-04-2025", "03-25-2025"], MONTH),
        (["03/04/2025", "01/02/2025"], None),
        (["25/03/2025", "03/25/2025"], None),
        (["2025-03-25", "25.03.2025", "soon"], None),
    ],
)
def test_one_clear_date_tells_for_its_column(texts: list[str], order: DateOrder | None) -> None:
    assert dates.order_of(texts) is order
