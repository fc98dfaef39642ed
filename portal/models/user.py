"""The people of the team."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, Short, word
from portal.vocabulary import Role


class User(Base):
    """Somebody who signs in to the recruiter area; without a password until they accept."""

    __tablename__ = "users"

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Normalised as in `policy.addresses`."""
    name: Mapped[Short]
    job_title: Mapped[Short] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(word(Role))
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
