"""The rows of a file as people with their applications, or why they cannot be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.policy.imports import cells as reading_cells
from portal.policy.imports import dates
from portal.policy.imports.applicant import Applicant
from portal.policy.imports.cells import one_line
from portal.policy.imports.fields import DATES, Columns
from portal.policy.imports.files import Row
from portal.policy.imports.own_rows import OwnRowReader
from portal.policy.imports.rows import Page, RowReader
from portal.vocabulary import DateOrder


@dataclass(frozen=True, slots=True)
class Reading(Page):
    """How the rows of one file are read; our own export is read to the letter."""

    def applicant(self, row: Row) -> Applicant:
        """Read one row; raises Refusal with what is wrong, for whoever made the file."""
        cells = reading_cells.checked(row, len(self.headers))
        reader = OwnRowReader if self.preset.is_own else RowReader
        return reader(self, row.line, cells).applicant()


def column_orders(
    rows: Iterable[Row], columns: Columns, chosen: DateOrder | None
) -> dict[int, DateOrder | None]:
    """The order of the dates in each column: what it tells itself, else what was chosen, else
    what the other columns tell, because one system writes them all alike.
    """
    positions = [position for wanted in DATES for position in columns.get(wanted, ())]
    texts: dict[int, list[str]] = {position: [] for position in positions}
    for row in rows if positions else ():
        for position in positions:
            if position < len(row.cells):
                texts[position].append(row.cells[position][:40])
    told = {position: dates.order_of(texts[position]) for position in positions}
    orders = {order for order in told.values() if order is not None}
    shared = chosen or (orders.pop() if len(orders) == 1 else None)
    return {position: order or shared for position, order in told.items()}


def unclear_date(
    rows: Callable[[], Iterable[Row]], columns: Columns, chosen: DateOrder | None
) -> tuple[str, int] | None:
    """The first date that nobody can read without being told, with the position of its column."""
    unclear = {p for p, order in column_orders(rows(), columns, chosen).items() if order is None}
    for row in rows() if unclear else ():
        for position in unclear:
            text = row.cells[position] if position < len(row.cells) else ""
            if dates.is_unclear(text):
                return one_line(text), position
    return None
