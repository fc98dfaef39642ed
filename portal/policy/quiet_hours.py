"""Quiet hours: a text message makes a sound, so it comes when people are up, where they live."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.policy import phones

OPEN, CLOSED = time(9, 0), time(20, 0)
OPEN_AT_WEEKENDS, CLOSED_AT_WEEKENDS = time(10, 0), time(18, 0)
_SATURDAY = 5
_DAYS_AHEAD = 8
"""More than any zone has ever left out of its calendar."""
_MONTHS = range(1, 13)


def opens(now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from now on at which a text message may come; now itself if it may."""
    today = now.astimezone(zone).date()
    for days in range(_DAYS_AHEAD):
        begins, ends = _window(today + timedelta(days=days), zone)
        if now < ends and begins < ends:
            return max(now, begins)
    raise ValueError(f"a zone without days: {zone}")


def zone_of(own: str | None, number: str | None, house: str, now: datetime) -> ZoneInfo:
    """The zone in which somebody lives: their own, else that of their number's country if all of
    it has the same time, else the organisation's.
    """
    for name in (own, number and _zone_of_number(number, now.year), house):
        if name and (zone := _zone(name)) is not None:
            return zone
    return ZoneInfo("UTC")


def _window(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when messages may come on a day of a zone.

    In UTC, because two moments of one zone are compared by their clock faces, and those go back
    once a year. Hours that a change of the clock leaves out end when it is over.
    """
    weekend = day.weekday() >= _SATURDAY
    first, last = (OPEN_AT_WEEKENDS, CLOSED_AT_WEEKENDS) if weekend else (OPEN, CLOSED)
    begins, ends = (datetime.combine(day, at, tzinfo=zone).astimezone(UTC) for at in (first, last))
    if begins.astimezone(zone).date() != day:
        # A day that this zone never had.
        return ends, ends
    return begins, ends


def _zone_of_number(number: str, year: int) -> str | None:
    code = phones.country(number)
    return None if code is None else _zone_of_country(code, year)


@lru_cache(maxsize=512)
def _zone_of_country(code: str, year: int) -> str | None:
    """The only zone of a country; of several if their clocks show the same the whole year."""
    names = phones.zones_of_countries().get(code, ())
    zones = [zone for name in names if (zone := _zone(name)) is not None]
    moments = [datetime(year, month, day, tzinfo=UTC) for month in _MONTHS for day in (1, 11, 21)]
    clocks = {tuple(moment.astimezone(zone).utcoffset() for moment in moments) for zone in zones}
    return zones[0].key if len(clocks) == 1 else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
