"""Dates as systems write them; whether 03/04/2025 is in March or in April is read off the file."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from portal.vocabulary import DateOrder

_CLOCK = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    r" ?(?P<half>[AaPp][Mm])?)? ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_NUMBERS = re.compile(r"(\d{1,4})([./-]) ?(\d{1,2})\2 ?(\d{1,4})" + _CLOCK, re.ASCII)
_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})\.? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})" + _CLOCK, re.ASCII
)
_MONTH_DAY = re.compile(
    r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})" + _CLOCK,
    re.ASCII,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOON = 12
"""A date without a time is kept as noon: it stays the same date nearly everywhere."""
BLANK = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null"})


class Unclear(ValueError):
    """A date that can be read in two ways."""


@lru_cache(maxsize=4_096)
def parse(text: str, order: DateOrder | None, zone: tzinfo) -> datetime | None:
    """The moment that is written, in UTC; None for a blank, ValueError for what is no date."""
    text = " ".join(text.split())
    if text.casefold() in BLANK:
        return None
    if found := _NUMBERS.fullmatch(text):
        year, month, day = _from_numbers(found, order)
    elif found := _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text):
        year, month, day = int(found["year"]), _month(found["month"]), int(found["day"])
    else:
        raise ValueError(text)
    if not 1970 <= year <= 2200:
        raise ValueError(text)
    hour, minute, second = _time(found)
    local = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found["zone"]) or zone)
    return local.astimezone(UTC)


def order_of(texts: Iterable[str]) -> DateOrder | None:
    """What the dates of one column tell about their order; None if they do not, or disagree."""
    firsts: set[DateOrder] = set()
    for text in texts:
        found = _NUMBERS.fullmatch(" ".join(text.split()))
        if found is None or found[2] == "." or len(found[1]) == 4:
            continue
        if int(found[1]) > 12:
            firsts.add(DateOrder.DAY_FIRST)
        elif int(found[3]) > 12:
            firsts.add(DateOrder.MONTH_FIRST)
    return firsts.pop() if len(firsts) == 1 else None


def is_unclear(text: str) -> bool:
    """Whether this is a date that can be read in two ways."""
    try:
        parse(text, None, UTC)
    except Unclear:
        return True
    except ValueError:
        return False
    return False


def _from_numbers(found: re.Match[str], order: DateOrder | None) -> tuple[int, int, int]:
    one, two, three = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        return one, two, three
    if len(found[1]) > 2 or len(found[4]) not in (2, 4):
        raise ValueError(found[0])
    year = three + 2000 if len(found[4]) == 2 else three
    if found[2] == ".":
        return year, two, one
    if order is None:
        if one == two:
            return year, two, one
        raise Unclear(found[0])
    return (year, two, one) if order is DateOrder.DAY_FIRST else (year, one, two)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _time(found: re.Match[str]) -> tuple[int, int, int]:
    if found["hour"] is None:
        return _NOON, 0, 0
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].casefold() == "pm" else 0)
    return hour, int(found["minute"]), int(found["second"] or 0)


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
