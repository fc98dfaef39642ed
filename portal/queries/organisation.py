"""What everybody needs to know of the organisation."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import Organisation, User
from portal.policy.waiting import Calendar, parse_days_off, parse_weekdays


@dataclass(frozen=True, slots=True)
class Brand:
    """How the organisation looks on every page."""

    name: str
    accent: str
    time_zone: str
    logo_hash: str | None
    locked_at: datetime | None = None
    """When a backup was restored that nobody has looked at yet: nothing goes out."""

    @property
    def colour_hash(self) -> str:
        """Changes with the colour, so that the stylesheet can be cached for ever."""
        return hashlib.sha256(self.accent.encode()).hexdigest()[:8]


UNNAMED = Brand(name="Rekindle", accent="#0b6a5b", time_zone="UTC", logo_hash=None)
_BRAND = select(
    Organisation.name,
    Organisation.accent,
    Organisation.time_zone,
    Organisation.logo_hash,
    Organisation.locked_at,
)
_LOCKED_AT = select(Organisation.locked_at)


def brand(session: Session) -> Brand:
    """Name, colour and logo; a plain one while nothing is set up yet."""
    row = session.connection().execute(_BRAND).one_or_none()
    return UNNAMED if row is None else Brand(*row)


def settings(session: Session) -> Organisation:
    """The whole row, for the settings page and for what is said about privacy."""
    return session.scalars(select(Organisation)).one_or_none() or Organisation(
        id=1, name=UNNAMED.name, **_DEFAULTS
    )


_DEFAULTS = {
    column.name: column.default.arg
    for column in Organisation.__table__.columns
    if column.default is not None and column.default.is_scalar
} | {"days_off": []}


def logo(session: Session) -> tuple[bytes, str] | None:
    """The logo's bytes and type."""
    row = session.execute(select(Organisation.logo, Organisation.logo_type)).one_or_none()
    if row is None or row[0] is None or row[1] is None:
        return None
    return row[0], row[1]


def calendar(session: Session) -> Calendar:
    """When the organisation works."""
    row = settings(session)
    return Calendar(
        weekdays=parse_weekdays(row.working_days),
        days_off=parse_days_off(row.days_off),
        zone=ZoneInfo(row.time_zone),
        country=row.country,
        state=row.subdivision,
    )


def is_set_up(session: Session) -> bool:
    """Whether there is anybody who could sign in."""
    return bool(session.scalar(select(func.count()).select_from(User)))


def is_locked(session: Session) -> bool:
    """Whether nothing may go out, because a backup was restored and nobody has looked yet."""
    return session.connection().execute(_LOCKED_AT).scalar() is not None
