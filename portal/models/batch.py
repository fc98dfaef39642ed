"""Batches: one decision for many, released by a worker, with a line of their own for each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Long, word
from portal.models.leased import Leased
from portal.vocabulary import BatchResult, BatchState, Outcome, SendWhen


class Batch(Leased, Base):
    """The words that everybody of a group reads; a row that a worker claims."""

    __tablename__ = "batches"

    id: Mapped[Key]
    state: Mapped[BatchState] = mapped_column(word(BatchState), index=True)
    outcome: Mapped[Outcome] = mapped_column(word(Outcome))
    """Whoever was decided differently by the time of their turn is left alone."""
    message: Mapped[Long] = mapped_column(default="")
    advice: Mapped[Long] = mapped_column(default="")
    points: Mapped[list[Any]] = mapped_column(default=list)
    """Criterion, kind, what was seen and what would help, as objects."""
    invites_to_pool: Mapped[bool] = mapped_column(default=False)
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("reasons.id"))
    internal_note: Mapped[Long] = mapped_column(default="")
    send_when: Mapped[SendWhen] = mapped_column(word(SendWhen), default=SendWhen.BY_RULE)
    send_at: Mapped[datetime | None]
    template_revision_id: Mapped[int | None] = mapped_column(ForeignKey("template_revisions.id"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancies.id"))
    """Whose applicants it decides about; None for a letter to people of triage."""
    promising: Mapped[bool] = mapped_column(default=False)
    stage_words: Mapped[list[Any]] = mapped_column(default=list)
    """What those of each stage read, as objects, where it is not the same for everybody."""
    allows: Mapped[list[Any]] = mapped_column(default=list)
    """What may hold nobody of it back any more."""
    people: Mapped[int]
    failure: Mapped[str | None] = mapped_column(String(500))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class BatchLine(Base):
    """One person of a batch: the line that only they read, and what became of it."""

    __tablename__ = "batch_lines"
    __table_args__ = (UniqueConstraint("batch_id", "application_id"),)

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"))
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    line: Mapped[Long] = mapped_column(default="")
    points: Mapped[list[Any]] = mapped_column(default=list)
    """What was seen of this person alone, as objects."""
    allows: Mapped[list[Any]] = mapped_column(default=list)
    """What may hold this person back no more."""
    result: Mapped[BatchResult | None] = mapped_column(word(BatchResult))
    """None while it waits for the worker."""
    why: Mapped[str | None] = mapped_column(String(300))
    """Why this person was left alone."""
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decisions.id", ondelete="SET NULL"), index=True
    )
    """The decision that was released."""
    decided_at: Mapped[datetime | None]
    """When it was decided elsewhere: put back when the decision is taken back."""
