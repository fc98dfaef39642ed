"""What a candidate tells us they reached since."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Short, word
from portal.vocabulary import AchievementKind


class Achievement(Base):
    """A promotion, certificate, degree, new job, award or project."""

    __tablename__ = "achievements"

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[AchievementKind] = mapped_column(word(AchievementKind))
    title: Mapped[Short]
    reached_on: Mapped[date]
    issuer: Mapped[Short] = mapped_column(default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    told_at: Mapped[datetime]
    changed_at: Mapped[datetime]
