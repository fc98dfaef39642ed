"""How, how often and about what a candidate wants to hear."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base


class Preferences(Base):
    """A candidate's own choice; without a row the defaults of `policy.preferences` hold."""

    __tablename__ = "preferences"
    __table_args__ = (
        CheckConstraint("at_most BETWEEN 0 AND 12", name="at_most"),
        CheckConstraint("calls_from IS NULL OR calls_from < calls_until", name="call_hours"),
    )

    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), primary_key=True
    )
    channels: Mapped[list[Any]]
    topics: Mapped[list[Any]]
    at_most: Mapped[int]
    """Optional messages in twelve months."""
    paused_until: Mapped[datetime | None]
    calls_from: Mapped[int | None]
    calls_until: Mapped[int | None]
    """Between which hours of the day they like to be called, by the clock where they live."""
    changed_at: Mapped[datetime]
