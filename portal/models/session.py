"""Signed-in sessions of both areas, and counted tries."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import SessionKind


class SessionRow(Base):
    """One open session; the cookie holds the id, the table only its hash."""

    __tablename__ = "sessions"
    # A session belongs to one person of one area, never to both.
    __table_args__ = (
        CheckConstraint(
            "(kind = 'recruiter' AND user_id IS NOT NULL AND candidate_id IS NULL) OR "
            "(kind = 'candidate' AND candidate_id IS NOT NULL AND user_id IS NULL)",
            name="one_subject",
        ),
    )

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[SessionKind] = mapped_column(word(SessionKind))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    level: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Try(Base):
    """One counted try (a sign-in, a request for a link); `key` is a hash, never an address."""

    __tablename__ = "tries"
    __table_args__ = (Index("ix_tries_key_at", "key", "at"),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
