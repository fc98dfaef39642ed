"""The first rows of a file as they would be taken."""

from dataclasses import dataclass

from portal.policy.imports.applicants import Applicant, Reading, column_orders
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


def preview_of(row: ImportRow, choices: ImportChoices, rows: list[Row]) -> list[PreviewRow]:
    """The first rows, read as somebody has chosen."""
    reading = Reading(
        headers=row.headers,
        columns=choices.columns,
        orders=column_orders(rows, choices.columns, choices.date_order),
        zone=zone(),
        now=now(),
    )
    return [_read(reading, each) for each in rows[:PREVIEWED]]


def _read(reading: Reading, row: Row) -> PreviewRow:
    try:
        return PreviewRow(row.line, reading.applicant(row))
    except Refusal as refusal:
        return PreviewRow(row.line, None, refusal.message)
