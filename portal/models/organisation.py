"""The organisation that runs this portal: exactly one row."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.models.base import Base, Short, word
from portal.vocabulary import Region


class Organisation(Base):
    """What an administrator decides for everybody."""

    __tablename__ = "organisations"
    # One installation serves one organisation.
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Short]
    accent: Mapped[str] = mapped_column(default="#0b6a5b")
    logo: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    logo_type: Mapped[str | None]
    logo_hash: Mapped[str | None] = mapped_column(String(64))
    sender_name: Mapped[Short] = mapped_column(default="")
    reply_to: Mapped[Short] = mapped_column(default="")
    privacy_contact: Mapped[Short] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="Europe/Berlin")
    region: Mapped[Region] = mapped_column(word(Region), default=Region.EU)
    working_days: Mapped[str] = mapped_column(default="0,1,2,3,4")
    """Weekdays as `date.weekday()` counts them, Monday is 0."""
    days_off: Mapped[list[Any]] = mapped_column(default=list)
    """ISO dates on which nobody works."""
    promise_days: Mapped[int] = mapped_column(default=10)
    country: Mapped[str] = mapped_column(String(2), default="")
    """Whose public holidays are days off (ISO 3166-1), or nothing."""
    subdivision: Mapped[str] = mapped_column(String(10), default="")
    sends_at: Mapped[int] = mapped_column(default=10)
    """The hour of the candidate's day at which decisions are told."""
    locked_at: Mapped[datetime | None]
    """When a backup was restored: nothing goes out until somebody has looked."""
    concern_owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
