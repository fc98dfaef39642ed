"""Message templates: the words around the personal part, by outcome, stage and language."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long, Short, word
from portal.vocabulary import Outcome, StageKind


class MessageTemplate(Base):
    """One set of words with its revisions; retired ones stay for what was sent with them."""

    __tablename__ = "message_templates"

    id: Mapped[Key]
    name: Mapped[Short]
    outcome: Mapped[Outcome] = mapped_column(word(Outcome))
    stage_kind: Mapped[StageKind | None] = mapped_column(word(StageKind))
    """None for every stage."""
    language: Mapped[str] = mapped_column(String(12), default="en")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]


class TemplateRevision(Base):
    """The words as they were at one time; a message names the revision that it was written with."""

    __tablename__ = "template_revisions"
    __table_args__ = (UniqueConstraint("template_id", "revision"),)

    id: Mapped[Key]
    template_id: Mapped[int] = mapped_column(ForeignKey("message_templates.id"))
    revision: Mapped[int]
    text: Mapped[Long]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]
