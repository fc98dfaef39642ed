"""Suppressed addresses: known by an HMAC alone, so that they outlive the erasure of a person."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import Channel, ReceiptKind


class Suppression(Base):
    """One address that is not written to any more."""

    __tablename__ = "suppressions"
    __table_args__ = (UniqueConstraint("channel", "address_hmac"),)

    id: Mapped[Key]
    channel: Mapped[Channel] = mapped_column(word(Channel))
    address_hmac: Mapped[str] = mapped_column(String(64))
    """With a key of its own that is never rotated."""
    why: Mapped[ReceiptKind] = mapped_column(word(ReceiptKind))
    code: Mapped[str | None] = mapped_column(String(200))
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
