"""Applications: one candidate for one vacancy, at a stage."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import Origin


class Application(Base):
    """One candidate for one vacancy; `waits_since` and `promised_by` are its waiting clock."""

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_applications_vacancy_id_id", "vacancy_id", "id"),
    )

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    stage_since: Mapped[datetime]
    origin: Mapped[Origin] = mapped_column(word(Origin), default=Origin.LIVE)
    promising: Mapped[bool] = mapped_column(default=False)
    applied_at: Mapped[datetime]
    waits_since: Mapped[datetime | None]
    """None for history: nobody waits for us there."""
    promised_by: Mapped[datetime | None] = mapped_column(index=True)
    interviewed_at: Mapped[datetime | None]
    """When somebody last talked with them."""
    source: Mapped[str | None]
    source_id: Mapped[str | None]
    created_at: Mapped[datetime]
