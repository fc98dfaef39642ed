"""Vacancies, the criteria that feedback speaks about, and their stages."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, Key, Long, Short, word
from portal.vocabulary import PromiseRule, StageKind, VacancyStatus


class Vacancy(Base):
    """A job that is or was open, with its criteria and its response promise."""

    __tablename__ = "vacancies"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint("promise_days BETWEEN 1 AND 90", name="promise_days"),
    )

    id: Mapped[Key]
    title: Mapped[Short]
    department: Mapped[Short] = mapped_column(default="")
    location: Mapped[Short] = mapped_column(default="")
    description: Mapped[Long] = mapped_column(default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    hiring_manager_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    confidential: Mapped[bool] = mapped_column(default=False)
    promise_days: Mapped[int]
    """Working days within which every applicant hears."""
    promise_rule: Mapped[PromiseRule] = mapped_column(
        word(PromiseRule), default=PromiseRule.WORKING_DAYS
    )
    sends_receipt: Mapped[bool] = mapped_column(default=False)
    """Whether a live application is confirmed with its link and the promise."""
    status: Mapped[VacancyStatus] = mapped_column(word(VacancyStatus), default=VacancyStatus.OPEN)
    source: Mapped[str | None]
    source_id: Mapped[str | None]
    created_at: Mapped[datetime]

    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan"
    )
    stages: Mapped[list["Stage"]] = relationship(
        order_by="Stage.position", cascade="all, delete-orphan"
    )


class Criterion(Base):
    """One thing that the vacancy asks for and that feedback will speak about."""

    __tablename__ = "criteria"

    id: Mapped[Key]
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id"), index=True)
    position: Mapped[int]
    name: Mapped[Short]


class Stage(Base):
    """One step on the way of an application."""

    __tablename__ = "stages"
    __table_args__ = (Index("ix_stages_vacancy_id_position", "vacancy_id", "position"),)

    id: Mapped[Key]
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id"))
    position: Mapped[int]
    name: Mapped[Short]
    kind: Mapped[StageKind] = mapped_column(word(StageKind))
    promise_days: Mapped[int | None]
    """Working days in which somebody at this stage hears, where it is not the vacancy's number."""
    source_id: Mapped[str | None]
    """Its id in the system that its vacancy comes from."""
