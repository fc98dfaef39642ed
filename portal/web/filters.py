"""How values are shown: times in the reader's zone, words for enumerations."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import Flask, g
from flask_htmx import HTMX
from markupsafe import Markup

from portal.queries import organisation
from portal.queries.organisation import UNNAMED, Brand
from portal.vocabulary import Channel, NoticeState
from portal.web.database import now, reading
from portal.web.guard import csrf_value
from portal.web.pages import said
from portal.web.words import WORDS
from portal.web.words.notices import TAKER

htmx = HTMX()


def register(app: Flask) -> None:
    """Give the templates their filters and what every page needs."""
    htmx.init_app(app)
    app.jinja_env.filters.update(word=word, day=day, moment=moment, ago=ago, initials=initials)
    app.jinja_env.filters.update(clock=clock, standing=standing)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(
        lambda: {"brand": brand(), "said": said(), "csrf_value": csrf_value, "now": now}
    )


def brand() -> Brand:
    """How the organisation looks, read once a request."""
    found: Brand | None = g.get("brand")
    if found is None:
        found = g.brand = organisation.brand(reading())
    return found


def zone() -> ZoneInfo:
    """The zone in which the reader lives: the candidate's own if known, else the organisation's."""
    return g.get("reader_zone") or ZoneInfo((g.get("brand") or UNNAMED).time_zone)


def word(value: StrEnum) -> str:
    """An enumeration's member as people say it."""
    return WORDS[value]


def standing(state: NoticeState, channel: Channel) -> str:
    """Where a message stands, with who took it."""
    if state is NoticeState.ACCEPTED:
        return "told" if channel is Channel.CALL else f"{word(state)} by {TAKER[channel]}"
    return word(state)


def day(value: date | datetime | None) -> str | Markup:
    """A date such as "14 May", with the year when it is not this one."""
    if value is None:
        return ""
    here = value.astimezone(zone()).date() if isinstance(value, datetime) else value
    text = f"{here.day} {here:%B}"
    if here.year != now().year:
        text += f" {here.year}"
    return Markup('<time datetime="{}">{}</time>').format(here.isoformat(), text)


def moment(value: datetime | None) -> str | Markup:
    """A date with its time of day: "14 May, 09:30"."""
    if value is None:
        return ""
    here = value.astimezone(zone())
    return Markup("{}, {}").format(day(value), f"{here:%H:%M}")


def clock(value: datetime) -> str:
    """The time of day, under a heading that names the day."""
    return f"{value.astimezone(zone()):%H:%M}"


def ago(value: datetime | None) -> str | Markup:
    """How long ago, in one unit: "8 min", "3 h", "2 days"; older than a month as a date."""
    if value is None:
        return ""
    passed = now() - value
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{int(passed.total_seconds() // 60)} min ago"
    if passed < timedelta(days=1):
        return f"{int(passed.total_seconds() // 3600)} h ago"
    if passed < timedelta(days=31):
        return f"{passed.days} day{'s' if passed.days > 1 else ''} ago"
    return day(value)


def initials(name: str) -> str:
    """Two letters for somebody whose face we do not know."""
    parts = name.split()
    letters = parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")
    return letters.upper()
