"""Imports for their pages: who sees which, how far they are, what a file begins with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Select, and_, func, select, true
from sqlalchemy.orm import Session

from portal.models import Import, ImportMapping, ImportRefusal, User, Vacancy
from portal.policy.imports import fields, files
from portal.policy.imports.fields import Columns
from portal.policy.imports.files import Row
from portal.policy.imports.findings import Findings, Found
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import DateOrder, ImportState, Origin, Role, VacancyStatus

MOST = 50
"""Imports on their page, and refused rows on the page of one."""
HEAD = 512 * 1024
"""Bytes that are read of a file to show its first rows."""
HEAD_ROWS = 3_000
AT_ONCE = 500
"""Refused rows that are read at a time for the download."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import as its pages show it."""

    id: int
    filename: str
    encoding: str
    delimiter: str
    headers: list[str]
    columns: Columns
    date_order: DateOrder | None
    source: str
    origin: Origin | None
    vacancy_id: int | None
    vacancy: str | None
    state: ImportState
    dry_run: bool
    rows: int
    rows_done: int
    added: int
    changed: int
    unchanged: int
    refused: int
    findings: list[Found]
    sheet: str | None
    preset: str | None
    remembered: bool
    has_last_time: bool
    """Whether there is a mapping of the last file of its system."""
    failure: str | None
    by: str | None
    created_at: datetime
    ended_at: datetime | None
    keeps_file: bool


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One refused row."""

    line: int
    reason: str
    cells: list[str]


def latest(session: Session, viewer: Viewer) -> list[ImportRow]:
    """The latest imports that somebody may see."""
    query = _imports(viewer).order_by(Import.id.desc()).limit(MOST)
    return [_row(found) for found in session.execute(query).mappings()]


def one(session: Session, viewer: Viewer, import_id: int) -> ImportRow | None:
    """One import, if this viewer may see it."""
    query = _imports(viewer).where(Import.id == import_id)
    found = session.execute(query).mappings().one_or_none()
    return None if found is None else _row(found)


def first_rows(session: Session, row: ImportRow) -> list[Row]:
    """The rows at the beginning of the file; the rest is not read."""
    head = func.substr(Import.content, 1, HEAD, type_=LargeBinary)
    content = session.scalar(select(head).where(Import.id == row.id))
    if content is None:
        return []
    return files.first_rows(
        bytes(content), row.encoding, row.delimiter, HEAD_ROWS, whole=len(content) < HEAD
    )


def content(session: Session, import_id: int) -> bytes:
    """The whole file."""
    return session.scalar(select(Import.content).where(Import.id == import_id)) or b""


def refused(session: Session, import_id: int) -> list[RefusedRow]:
    """The first refused rows."""
    return [RefusedRow(*found) for found in session.execute(_refused(import_id, 0).limit(MOST))]


def all_refused(session: Session, import_id: int) -> Iterator[RefusedRow]:
    """All refused rows, some at a time."""
    line = 0
    while found := session.execute(_refused(import_id, line).limit(AT_ONCE)).all():
        for values in found:
            yield RefusedRow(*values)
        line = found[-1].line


def vacancies(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """The vacancies to which all rows of a file could belong, those that are open first."""
    query = (
        select(Vacancy.id, Vacancy.title, Vacancy.status)
        .where(visible.vacancies(viewer))
        .order_by((Vacancy.status == VacancyStatus.CLOSED), func.lower(Vacancy.title), Vacancy.id)
    )
    return [
        (id_, f"{title} (closed)" if status is VacancyStatus.CLOSED else title)
        for id_, title, status in session.execute(query)
    ]


def mapping_of(session: Session, source: str, headers: Sequence[str]) -> ImportMapping | None:
    """What the columns of this system's last file held, if this file has any of them."""
    found = session.scalar(
        select(ImportMapping).where(func.lower(ImportMapping.source) == source.lower())
    )
    here = set(map(fields.key, headers))
    return found if found is not None and here & found.fields.keys() else None


def mapping_with(session: Session, headers: Sequence[str]) -> ImportMapping | None:
    """The mapping whose headers are all in this file and are most of it; the latest of several."""
    here = {known for header in headers if (known := fields.key(header))}
    for found in session.scalars(select(ImportMapping).order_by(ImportMapping.changed_at.desc())):
        if found.fields.keys() <= here and 2 * len(found.fields) > len(here):
            return found
    return None


def _refused(import_id: int, after_line: int) -> Select[tuple[int, str, list[Any]]]:
    return (
        select(ImportRefusal.line, ImportRefusal.reason, ImportRefusal.cells)
        .where(ImportRefusal.import_id == import_id, ImportRefusal.line > after_line)
        .order_by(ImportRefusal.line)
    )


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    """Files hold people of vacancies that others may not see: each sees their own."""
    return true() if viewer.role is Role.ADMIN else Import.created_by_id == viewer.user_id


def _imports(viewer: Viewer) -> Select[Any]:
    own = Import.__table__.c
    kept = [own[name] for name in _COLUMNS]
    return (
        select(
            *kept,
            # Never the title of a vacancy that has become confidential since.
            Vacancy.title.label("vacancy"),
            User.name.label("by"),
            Import.content.is_not(None).label("keeps_file"),
            ImportMapping.id.is_not(None).label("has_last_time"),
        )
        .outerjoin(Vacancy, and_(Vacancy.id == Import.vacancy_id, visible.vacancies(viewer)))
        .outerjoin(User, User.id == Import.created_by_id)
        .outerjoin(ImportMapping, ImportMapping.source == Import.source)
        .where(_mine(viewer))
    )


_COLUMNS = (
    "id",
    "filename",
    "encoding",
    "delimiter",
    "columns",
    "mapping",
    "date_order",
    "source",
    "origin",
    "vacancy_id",
    "state",
    "dry_run",
    "rows",
    "rows_done",
    "added",
    "changed",
    "unchanged",
    "refused",
    "findings",
    "sheet",
    "preset",
    "remembered",
    "failure",
    "created_at",
    "ended_at",
)


def _row(found: Mapping[Any, Any]) -> ImportRow:
    values = {str(name): value for name, value in found.items()}
    return ImportRow(
        headers=values.pop("columns"),
        columns=fields.from_json(values.pop("mapping")),
        findings=Findings(values.pop("findings")).all(),
        **values,
    )
