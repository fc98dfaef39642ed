"""Sending rules: when a decision is told, by stage and reason."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import StageKind


class SendingRule(Base):
    """One rule; the one that names both stage and reason comes before the others."""

    __tablename__ = "sending_rules"

    id: Mapped[Key]
    stage_kind: Mapped[StageKind | None] = mapped_column(word(StageKind))
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("reasons.id"))
    working_days: Mapped[int]
    """How many working days after the decision."""
    hour: Mapped[int]
    """The hour of the candidate's day."""
    weekends: Mapped[bool] = mapped_column(default=False)
    """Whether it may also be told on a day on which nobody works."""
