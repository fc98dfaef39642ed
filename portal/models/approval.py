"""Approvals: a second pair of eyes on words that the wording check holds back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long, word
from portal.vocabulary import ApprovalState

_ASKED = text("state = 'asked'")


class Approval(Base):
    """One question to somebody else whether exactly these words may go out."""

    __tablename__ = "approvals"
    __table_args__ = (
        Index("ix_approvals_asked", "asked_at", sqlite_where=_ASKED, postgresql_where=_ASKED),
    )

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    text_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the words: others need another approval."""
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The words themselves, as they were when somebody asked."""
    rules: Mapped[list[Any]] = mapped_column(default=list)
    """The rules that held them back."""
    state: Mapped[ApprovalState] = mapped_column(word(ApprovalState), default=ApprovalState.ASKED)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ruled_at: Mapped[datetime | None]
    reason: Mapped[Long] = mapped_column(default="")
