"""Tasks: something a person of the team must do, one kind of record for all of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import TaskKind

_OPEN = text("done_at IS NULL")


class Task(Base):
    """One thing to do, about a person, an application or a vacancy; without an owner it is for
    whoever of the recruiters comes first.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_open", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[Key]
    kind: Mapped[TaskKind] = mapped_column(word(TaskKind))
    idem_key: Mapped[str] = mapped_column(String(300), unique=True)
    """The same thing is asked for once."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancies.id"), index=True)
    source_record_id: Mapped[int | None] = mapped_column(
        ForeignKey("source_records.id", ondelete="CASCADE")
    )
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Ids, codes and numbers that its page needs."""
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None when it was done by itself: what it asked for is no longer so."""
