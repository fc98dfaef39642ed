"""Calls: a decision told by telephone first, with every attempt."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long, word
from portal.vocabulary import CallOutcome, CallState

_DUE = text("state = 'due'")


class Call(Base):
    """One decision to be told by telephone; its notice waits until the call says how it ended."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_due", "write_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
    )

    id: Mapped[Key]
    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decisions.id", ondelete="CASCADE"), unique=True
    )
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who is on it, so that two people do not call at once."""
    taken_at: Mapped[datetime | None]
    state: Mapped[CallState] = mapped_column(word(CallState), default=CallState.DUE)
    created_at: Mapped[datetime]
    write_at: Mapped[datetime]
    """When the written notice goes out by itself."""
    ended_at: Mapped[datetime | None]


class CallAttempt(Base):
    """One attempt, written once."""

    __tablename__ = "call_attempts"

    id: Mapped[Key]
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[CallOutcome] = mapped_column(word(CallOutcome))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[Long] = mapped_column(default="")
    """Internal: what the next caller should know."""
