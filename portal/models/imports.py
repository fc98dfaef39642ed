"""Imports of files, and the rows they refused."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.models.base import Base, Key, Long, Short, word
from portal.models.leased import Leased
from portal.vocabulary import DateOrder, ImportState, Origin


class Import(Leased, Base):
    """One file on its way in: a row that a worker claims, so that nothing is lost with Redis."""

    __tablename__ = "imports"

    id: Mapped[Key]
    filename: Mapped[Short]
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    """None once it is imported: what was wanted of it is in the tables."""
    sheet: Mapped[str | None] = mapped_column(String(200))
    """The sheet of a spreadsheet that was read; None for a text file."""
    preset: Mapped[str | None] = mapped_column(String(60))
    """The usual export that its columns were recognised as."""
    remembered: Mapped[bool] = mapped_column(default=False)
    """Whether its columns began as those of the last file of its system."""
    encoding: Mapped[str]
    delimiter: Mapped[str]
    columns: Mapped[list[Any]]
    """The headers of the file, in order."""
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field name to the positions of its columns."""
    date_order: Mapped[DateOrder | None] = mapped_column(word(DateOrder))
    """For dates such as 03/04/2025, where the file itself does not tell."""
    source: Mapped[Short] = mapped_column(default="csv")
    """The system that the file's ids belong to."""
    origin: Mapped[Origin | None] = mapped_column(word(Origin))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancies.id"))
    """For all rows, where the file itself names no vacancy."""
    state: Mapped[ImportState] = mapped_column(word(ImportState))
    dry_run: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[int]
    rows_done: Mapped[int] = mapped_column(default=0)
    """Rows behind us: where the next step goes on."""
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    findings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What a person should know of the rows that were taken: `policy.imports.findings`."""
    failure: Mapped[str | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ImportRefusal(Base):
    """One row that was refused, with the line it began on and why."""

    __tablename__ = "import_refusals"
    __table_args__ = (UniqueConstraint("import_id", "line"),)

    id: Mapped[Key]
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    line: Mapped[int]
    reason: Mapped[Long]
    cells: Mapped[list[Any]]


class ImportMapping(Base):
    """What the columns of a system's files held the last time, so that nobody says it twice."""

    __tablename__ = "import_mappings"

    id: Mapped[Key]
    source: Mapped[str] = mapped_column(String(200), unique=True)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Header, folded, to the name of its field; empty text for what was left out."""
    changed_at: Mapped[datetime]
