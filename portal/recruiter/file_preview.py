"""The first rows of a file as they would be taken."""

from dataclasses import dataclass

from portal.policy.imports import presets
from portal.policy.imports.applicant import Applicant
from portal.policy.imports.applicants import Reading, column_orders, unclear_date
from portal.policy.imports.fields import DATES
from portal.policy.imports.files import Row
from portal.policy.refusal import Refusal
from portal.queries.imports import ImportRow
from portal.services.imports import ImportChoices
from portal.web.database import now
from portal.web.filters import zone

PREVIEWED = 20


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row: whom it means, or why it would be refused."""

    line: int
    applicant: Applicant | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows; `unclear` is a date that can be read in two ways, with its column."""

    rows: list[PreviewRow]
    unclear: tuple[str, int] | None


def preview_of(row: ImportRow, choices: ImportChoices, rows: list[Row]) -> Preview:
    """The first rows, read as somebody has chosen; without dates while these are unclear."""
    unclear = unclear_date(lambda: rows, choices.columns, choices.date_order)
    columns = {
        field: positions
        for field, positions in choices.columns.items()
        if unclear is None or field not in DATES
    }
    reading = Reading(
        headers=row.headers,
        columns=columns,
        orders=column_orders(rows, columns, choices.date_order),
        zone=zone(),
        now=now(),
        preset=presets.named(row.preset),
    )
    return Preview([_read(reading, each) for each in rows[:PREVIEWED]], unclear)


def _read(reading: Reading, row: Row) -> PreviewRow:
    try:
        return PreviewRow(row.line, reading.applicant(row))
    except Refusal as refusal:
        return PreviewRow(row.line, None, refusal.message)
