"""Requests for points: a hiring manager is asked what they saw, without an account."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long, Short


class PointsRequest(Base):
    """One question to one person about one application, answered once."""

    __tablename__ = "points_requests"

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[Short]
    email: Mapped[str] = mapped_column(String(254))
    message: Mapped[Long] = mapped_column(default="")
    """What whoever asks wants to say."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    reminders: Mapped[int] = mapped_column(default=0)
    remind_at: Mapped[datetime | None]
    """When they are asked again; None when not any more."""
    answer: Mapped[list[Any]] = mapped_column(default=list)
    """Points: criterion, kind, what was seen and what would help, as objects."""
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was withdrawn, or the decision made it needless."""
