"""The notice ledger: one message owed to one person, with its state and its proof."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long, word
from portal.models.leased import Leased
from portal.vocabulary import AttemptResult, Channel, NoContact, NoticeState, Purpose

_WAITING = text("state IN ('scheduled', 'retry', 'sending')")
_TOLD = text("accepted_at IS NOT NULL")


class Notice(Leased, Base):
    """One message owed; the states are those of docs/delivery.md."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "ix_notices_due", "not_before", "id", sqlite_where=_WAITING, postgresql_where=_WAITING
        ),
        # Who was told lately, of all who ever were.
        Index(
            "ix_notices_told", "state", "accepted_at", sqlite_where=_TOLD, postgresql_where=_TOLD
        ),
        # A notice is for a candidate, for a user or for whoever was asked for points.
        CheckConstraint(
            "(CASE WHEN candidate_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN user_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN points_request_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_recipient",
        ),
        # Whoever sends holds a lease.
        CheckConstraint(
            "state != 'sending' OR (lease_owner IS NOT NULL AND lease_until IS NOT NULL)",
            name="sending_is_leased",
        ),
        # What went on the wire has its bytes pinned.
        CheckConstraint("wire_at IS NULL OR pinned_at IS NOT NULL", name="wire_is_pinned"),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    idem_key: Mapped[str] = mapped_column(String(80), unique=True)
    """`purpose:id:channel:n`: the same message is owed once."""
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    state: Mapped[NoticeState] = mapped_column(word(NoticeState), index=True)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decisions.id", ondelete="CASCADE"), index=True
    )
    points_request_id: Mapped[int | None] = mapped_column(
        ForeignKey("points_requests.id", ondelete="CASCADE"), index=True
    )
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    """What it is about, where there is no decision."""
    told_with_id: Mapped[int | None] = mapped_column(
        ForeignKey("notices.id", ondelete="SET NULL"), index=True
    )
    """The message of another decision that tells this one as well."""
    waits_until: Mapped[datetime | None]
    """Until when it waits at most for another decision about the same person."""
    regardless: Mapped[bool] = mapped_column(default=False)
    """Whether somebody wants it to go out whatever else has become of the person here."""
    link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id", ondelete="CASCADE"))
    """None for what opens nothing: the digest of a member of the team."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    """Attempts that count for the retry schedule."""
    faults: Mapped[int] = mapped_column(default=0)
    """Attempts that failed by our own fault; the third makes the notice dead."""
    unknown_count: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    wire_at: Mapped[datetime | None]
    """Set just before DATA, cleared when the outcome is known."""
    pinned_at: Mapped[datetime | None]
    """The first wire mark: from here on every copy has the same bytes."""
    pinned_date: Mapped[datetime | None]
    pinned_address: Mapped[str | None] = mapped_column(String(254))
    pinned_template: Mapped[str | None] = mapped_column(String(64))
    pinned_revision: Mapped[int | None]
    pinned_words: Mapped[dict[str, Any] | None]
    """The names that the message was written with: they may change between two copies."""
    recall_requested_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    provider_id: Mapped[str | None] = mapped_column(String(100), index=True)
    """How the provider of text messages names it."""
    reason: Mapped[NoContact | None] = mapped_column(word(NoContact))
    last_code: Mapped[str | None] = mapped_column(String(200))
    personal_text: Mapped[Long | None]
    """What somebody of the team has written for this one person, where the message is theirs."""


class Attempt(Base):
    """One attempt, written once when it is over; the database refuses to change it."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("notice_id", "epoch"),)

    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    epoch: Mapped[int]
    claimed_at: Mapped[datetime]
    wire_at: Mapped[datetime | None]
    ended_at: Mapped[datetime]
    result: Mapped[AttemptResult] = mapped_column(word(AttemptResult))
    code: Mapped[str | None] = mapped_column(String(200))
    """The answer of the mail server, redacted of addresses."""
