"""Relays: how each way out has behaved, shared by all workers."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import Channel, RelayState


class Relay(Base):
    """One way out: its circuit breaker, and why a person has to look at it."""

    __tablename__ = "relays"

    id: Mapped[Key]
    channel: Mapped[Channel] = mapped_column(word(Channel), unique=True)
    state: Mapped[RelayState] = mapped_column(word(RelayState), default=RelayState.OPEN)
    failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    until: Mapped[datetime | None]
    """Until when it is left in peace."""
    since: Mapped[datetime | None]
    """Since when it has not worked."""
    code: Mapped[str | None] = mapped_column(String(200))
    """Its last answer, redacted of addresses."""
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
