"""What was agreed to, in which wording, when, how, until when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long, word
from portal.vocabulary import ConsentEvent, ConsentKind, Means


class ConsentText(Base):
    """One version of a wording; a version is never changed, only followed by the next."""

    __tablename__ = "consent_texts"
    __table_args__ = (UniqueConstraint("kind", "language", "version"),)

    id: Mapped[Key]
    kind: Mapped[ConsentKind] = mapped_column(word(ConsentKind))
    language: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    body: Mapped[Long]
    months: Mapped[int]
    """How long an agreement to this wording lasts."""
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]


class Consent(Base):
    """One event; append-only, the current state is derived from the last one."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_candidate_id_kind_id", "candidate_id", "kind", "id"),)

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    kind: Mapped[ConsentKind] = mapped_column(word(ConsentKind))
    event: Mapped[ConsentEvent] = mapped_column(word(ConsentEvent))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("consent_texts.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"))
    means: Mapped[Means] = mapped_column(word(Means))
    at: Mapped[datetime]
    until: Mapped[datetime | None]
