"""Candidates: a person, once, however many applications they made."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from portal.models.base import Base, Key, Long, Short, word
from portal.vocabulary import NoContact


class Candidate(Base):
    """One person with what they bring; `called` is how we greet them."""

    __tablename__ = "candidates"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_candidates_sort_name_id", "sort_name", "id"),
    )

    id: Mapped[Key]
    name: Mapped[Short]
    called: Mapped[Short]
    sort_name: Mapped[Short]
    location: Mapped[Short] = mapped_column(default="")
    time_zone: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(12), default="en")
    headline: Mapped[Short] = mapped_column(default="")
    skills: Mapped[list[Any]] = mapped_column(default=list)
    """Names of skills, text each."""
    experience: Mapped[list[Any]] = mapped_column(default=list)
    """One line of text each, the latest first."""
    education: Mapped[list[Any]] = mapped_column(default=list)
    links: Mapped[list[Any]] = mapped_column(default=list)
    """Web addresses, http or https."""
    source: Mapped[str | None]
    source_id: Mapped[str | None]
    source_url: Mapped[str | None] = mapped_column(String(500))
    search_text: Mapped[Long] = mapped_column(default="")
    """What the search looks through, folded by `policy.folding`."""
    private: Mapped[bool] = mapped_column(default=False)
    """Only administrators and the owners of the vacancies they applied for may see them."""
    may_email: Mapped[bool] = mapped_column(default=True)
    """False when their system says that they do not want to be e-mailed."""
    stopped: Mapped[NoContact | None] = mapped_column(word(NoContact))
    """Why all contact with them was stopped, if it was."""
    stopped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    emails: Mapped[list["CandidateEmail"]] = relationship(
        order_by="CandidateEmail.position", cascade="all, delete-orphan"
    )
    phones: Mapped[list["CandidatePhone"]] = relationship(
        order_by="CandidatePhone.position", cascade="all, delete-orphan"
    )


class CandidateEmail(Base):
    """An e-mail address of a candidate; the one at position 0 is written to."""

    __tablename__ = "candidate_emails"
    __table_args__ = (UniqueConstraint("candidate_id", "position"),)

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    position: Mapped[int]
    address: Mapped[str] = mapped_column(String(254))
    normal: Mapped[str] = mapped_column(String(254), index=True)


class CandidatePhone(Base):
    """A telephone number of a candidate, as typed and as dialled (E.164)."""

    __tablename__ = "candidate_phones"
    __table_args__ = (UniqueConstraint("candidate_id", "position"),)

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    position: Mapped[int]
    typed: Mapped[str] = mapped_column(String(60))
    e164: Mapped[str | None] = mapped_column(String(20), index=True)
    wrong_at: Mapped[datetime | None]
    """When somebody else answered there; typing the numbers anew forgets it."""


class Document(Base):
    """A file about a candidate (their CV); served as a download, never shown in a page."""

    __tablename__ = "documents"

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    filename: Mapped[Short]
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime]


class Note(Base):
    """An internal note; no candidate page, message or export can show it."""

    __tablename__ = "notes"

    id: Mapped[Key]
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    text: Mapped[Long]
    written_at: Mapped[datetime]
