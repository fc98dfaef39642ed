"""Messages to us: reports of mail servers, and replies of candidates."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.models.base import Base, Key, word
from portal.models.leased import Leased
from portal.vocabulary import InboundState

_WAITING = text("state = 'received'")


class InboundMessage(Leased, Base):
    """One message as it came: kept before it is taken over, then read by a worker."""

    __tablename__ = "inbound_messages"
    __table_args__ = (
        Index(
            "ix_inbound_messages_due",
            "not_before",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[Key]
    dedupe: Mapped[str] = mapped_column(String(100), unique=True)
    """A digest of the message: the same one is taken once, by whichever way it comes."""
    envelope_to: Mapped[str] = mapped_column(String(320))
    raw: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    """At most 256 KiB; None once it was read."""
    received_at: Mapped[datetime]
    state: Mapped[InboundState] = mapped_column(word(InboundState))
    not_before: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(String(200))
    """Why it was ignored, or failed."""
    notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notices.id", ondelete="SET NULL"), index=True
    )
