"""Receipts: what was said of a message after it had been accepted."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import ReceiptKind


class Receipt(Base):
    """One report, kept once; the database refuses to change it."""

    __tablename__ = "receipts"

    id: Mapped[Key]
    dedupe: Mapped[str] = mapped_column(String(100), unique=True)
    """What makes the same report the same: its source's id, or a digest."""
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReceiptKind] = mapped_column(word(ReceiptKind))
    reported_at: Mapped[datetime]
    received_at: Mapped[datetime]
    applied: Mapped[bool]
    """False when the notice stood higher already, or was none of ours to report on."""
    code: Mapped[str | None] = mapped_column(String(200))
