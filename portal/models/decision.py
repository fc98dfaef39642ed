"""Decisions with their internal reasons, and feedback, which alone may reach the candidate."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, Key, Long, Short, word
from portal.vocabulary import DecisionState, EndedBy, Outcome, PointKind, SendWhen


class Reason(Base):
    """A structured internal reason, from the organisation's own list."""

    __tablename__ = "reasons"

    id: Mapped[Key]
    name: Mapped[Short]
    ended_by: Mapped[EndedBy] = mapped_column(word(EndedBy))
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Decision(Base):
    """The outcome of an application; everything in this table is internal but the outcome."""

    __tablename__ = "decisions"
    __table_args__ = (
        # An application has at most one standing decision.
        Index(
            "uq_decisions_standing",
            "application_id",
            unique=True,
            sqlite_where=text("state != 'reversed'"),
            postgresql_where=text("state != 'reversed'"),
        ),
        # A released decision says who released it and when; a person may withdraw by themselves.
        CheckConstraint(
            "state != 'released' OR (released_at IS NOT NULL AND "
            "(decided_by_id IS NOT NULL OR ended_by = 'them'))",
            name="released_by_somebody",
        ),
    )

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[DecisionState] = mapped_column(word(DecisionState), index=True)
    version: Mapped[int] = mapped_column(default=1)
    """Raised with every change, so that two people who write at once notice each other."""
    written_in: Mapped[str] = mapped_column(String(64), default="")
    """The version with the open page that wrote it: what a page has kept by itself is no change of
    somebody else's.
    """
    outcome: Mapped[Outcome] = mapped_column(word(Outcome))
    ended_by: Mapped[EndedBy | None] = mapped_column(word(EndedBy))
    """None where another system does not say who ended it."""
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("reasons.id"))
    internal_note: Mapped[Long] = mapped_column(default="")
    imported_reason: Mapped[Short] = mapped_column(default="")
    """The reason in the words of the system where it was decided."""
    invites_to_pool: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    reversed_at: Mapped[datetime | None]
    told_elsewhere_at: Mapped[datetime | None]
    """When a person (or the importer of history) said that somebody else has told them."""
    told_elsewhere_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    call_first: Mapped[bool] = mapped_column(default=False)
    """Whether somebody calls before anything is written."""
    send_when: Mapped[SendWhen] = mapped_column(word(SendWhen), default=SendWhen.BY_RULE)
    send_at: Mapped[datetime | None]
    """The moment that its writer has chosen, with SendWhen.AT."""
    template_revision_id: Mapped[int | None] = mapped_column(ForeignKey("template_revisions.id"))
    """The words around the personal part; None for the portal's own."""

    feedback: Mapped[list["Feedback"]] = relationship(
        order_by="Feedback.revision", cascade="all, delete-orphan"
    )


class Feedback(Base):
    """What the candidate is told, one row a revision; the last one counts."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("decision_id", "revision"),)

    id: Mapped[Key]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"))
    revision: Mapped[int]
    message: Mapped[Long] = mapped_column(default="")
    advice: Mapped[Long] = mapped_column(default="")
    body: Mapped[Long] = mapped_column(default="")
    """The words of the template as they were filled in at the release; empty for the portal's own.
    """
    body_language: Mapped[str] = mapped_column(String(12), default="")
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]

    points: Mapped[list["FeedbackPoint"]] = relationship(
        order_by="FeedbackPoint.position", cascade="all, delete-orphan"
    )


class FeedbackPoint(Base):
    """One criterion: a strength or a gap, what was seen, what would help next time."""

    __tablename__ = "feedback_points"

    id: Mapped[Key]
    feedback_id: Mapped[int] = mapped_column(
        ForeignKey("feedback.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    criterion: Mapped[Short]
    """The name as it was then: criteria change, feedback does not."""
    kind: Mapped[PointKind] = mapped_column(word(PointKind))
    seen: Mapped[Long] = mapped_column(default="")
    next_time: Mapped[Long] = mapped_column(default="")
