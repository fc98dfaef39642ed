"""Rows that a worker takes for a while: notices and background jobs share these columns."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class Leased:
    """Who works on the row and until when; each claim raises `epoch`, which fences late writes."""

    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    epoch: Mapped[int] = mapped_column(default=0)
