"""Inquiries: questions from candidates, each with its own waiting clock."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long, word
from portal.vocabulary import AnsweredBy, Channel, ConcernKind, InquiryKind, MissingNotice


class Inquiry(Base):
    """One question with until when it is answered."""

    __tablename__ = "inquiries"

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE")
    )
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id", ondelete="SET NULL"))
    """The message that it replies to."""
    inbound_id: Mapped[int | None] = mapped_column(
        ForeignKey("inbound_messages.id", ondelete="SET NULL"), unique=True
    )
    kind: Mapped[InquiryKind] = mapped_column(word(InquiryKind))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    text: Mapped[Long]
    """What they wrote, without what they quoted."""
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_by: Mapped[AnsweredBy | None] = mapped_column(word(AnsweredBy))
    answer: Mapped[Long] = mapped_column(default="")
    """What was written back."""
    answer_notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notices.id", ondelete="SET NULL"), index=True
    )
    missing: Mapped[MissingNotice | None] = mapped_column(word(MissingNotice))
    """Which message of ours would have made it needless."""
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who of the team has heard it and wrote it down."""
    concern: Mapped[ConcernKind | None] = mapped_column(word(ConcernKind))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who alone sees a confidential concern, and answers it."""
