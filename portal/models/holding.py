"""Holding messages: no decision yet, and until when there will be one."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long


class HoldingMessage(Base):
    """One promise made anew; the second one for an application says why."""

    __tablename__ = "holding_messages"

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id", ondelete="SET NULL"))
    promised_before: Mapped[datetime | None]
    promised_by: Mapped[datetime]
    message: Mapped[Long] = mapped_column(default="")
    """A line of their own for the person."""
    reason: Mapped[Long] = mapped_column(default="")
    """Internal: why they have to wait once more."""
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]
