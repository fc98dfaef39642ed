"""Connections to other systems: what they send, and the last word they said of each thing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.models.base import Base, Key, Short, word
from portal.models.leased import Leased
from portal.vocabulary import ConnectionKind, RecordKind, WebhookState

_WAITING = text("state = 'received'")


class Connection(Base):
    """One system that tells us what happens there; its secret is derived and kept nowhere."""

    __tablename__ = "connections"

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    """Stands in its address."""
    kind: Mapped[ConnectionKind] = mapped_column(word(ConnectionKind))
    name: Mapped[Short]
    source: Mapped[Short]
    """The system that its ids belong to: the same word as for files of that system."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    """Owns the vacancies that it opens."""
    kid: Mapped[int]
    nonce: Mapped[str] = mapped_column(String(32))
    secret_shown_at: Mapped[datetime | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class WebhookEvent(Leased, Base):
    """One thing that a system told us: kept before it is answered, then done by a worker."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        # The same event is taken once, however often it is sent.
        UniqueConstraint("connection_id", "event_id"),
        Index(
            "ix_webhook_events_due",
            "not_before",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ix_webhook_events_connection_id_id", "connection_id", "id"),
    )

    id: Mapped[Key]
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"))
    event_id: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(60))
    body: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    """As it was signed; None once it is old enough to be forgotten."""
    received_at: Mapped[datetime]
    state: Mapped[WebhookState] = mapped_column(word(WebhookState))
    not_before: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(500))
    """What a person should know: why it failed, was ignored, or what the question is."""
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="SET NULL"), index=True
    )
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("applications.id", ondelete="SET NULL")
    )
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancies.id"))


class SourceRecord(Base):
    """The last word of another system on a person, an application or a vacancy.

    Field by field with its version, so that events may come in any order; there before, and
    longer than, the row here that it is about.
    """

    __tablename__ = "source_records"
    __table_args__ = (UniqueConstraint("source", "kind", "source_id"),)

    id: Mapped[Key]
    source: Mapped[Short]
    kind: Mapped[RecordKind] = mapped_column(word(RecordKind))
    source_id: Mapped[Short]
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field name to [version, value]: `policy.feeds.said`."""
    taken: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What of it stands here, field by field: what somebody here has changed since stays."""
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancies.id"), index=True)
    heard_at: Mapped[datetime]
