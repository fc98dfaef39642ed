"""Who did what to whom, when: append-only, ids and codes only."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import Act, ActorKind


class AuditEvent(Base):
    """One act; the timeline of a person is read from here. Holds no text that anybody wrote."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_candidate_id_id", "candidate_id", "id"),
        Index("ix_audit_events_act_id", "act", "id"),
        Index("ix_audit_events_vacancy_id_id", "vacancy_id", "id"),
    )

    id: Mapped[Key]
    at: Mapped[datetime]
    act: Mapped[Act] = mapped_column(word(Act))
    actor_kind: Mapped[ActorKind] = mapped_column(word(ActorKind))
    actor_id: Mapped[int | None]
    # No foreign keys to what may be erased: the act stays, and its number then means nobody.
    candidate_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    application_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancies.id"))
    notice_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Codes and numbers, such as the stage's id or the outcome."""
