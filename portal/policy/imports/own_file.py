"""Our own export: what stands in it, and how it is written so that it comes back to the letter."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from portal.policy.imports.cells import LINE_END, defused
from portal.policy.imports.fields import Field

NAME = "rekindle"
"""The preset that knows these columns, and the system where nobody names another."""
COLUMNS: tuple[tuple[str, Field], ...] = (
    ("Name", Field.NAME),
    ("Called", Field.CALLED),
    ("E-mail addresses", Field.EMAIL),
    ("Telephone numbers", Field.PHONE),
    ("Lives in", Field.LOCATION),
    ("Headline", Field.HEADLINE),
    ("Skills", Field.SKILLS),
    ("Experience", Field.EXPERIENCE),
    ("Education", Field.EDUCATION),
    ("Links", Field.LINKS),
    ("Language", Field.LANGUAGE),
    ("Time zone", Field.TIME_ZONE),
    ("System of the person", Field.SOURCE),
    ("Id of the person", Field.CANDIDATE_ID),
    ("Link to the person there", Field.CANDIDATE_URL),
    ("Private", Field.PRIVATE),
    ("May be e-mailed", Field.MAY_EMAIL),
    ("Contact stopped", Field.STOPPED),
    ("Vacancy", Field.VACANCY),
    ("Stage", Field.STAGE),
    ("Stage is for", Field.STAGE_KIND),
    ("Live or history", Field.ORIGIN),
    ("Promising", Field.PROMISING),
    ("Applied at", Field.APPLIED_AT),
    ("Waits since", Field.WAITS_SINCE),
    ("Promised by", Field.PROMISED_BY),
    ("Outcome", Field.STATUS),
    ("Decided at", Field.DECIDED_AT),
    ("Ended by", Field.ENDED_BY),
    ("Reason (internal)", Field.REASON),
    ("Note on the decision (internal)", Field.DECISION_NOTE),
    ("Told at", Field.TOLD_AT),
    ("System of the application", Field.APPLICATION_SOURCE),
    ("Id of the application", Field.APPLICATION_ID),
    ("Notes (internal)", Field.NOTES),
)
BOM = "\ufeff"
BETWEEN_NOTES = "----"
YES, NO = "yes", "no"
_DASHES = re.compile(r"^-{4,}$", re.MULTILINE)
_MORE_DASHES = re.compile(r"^-(-{4,})$", re.MULTILINE)
_LINE_ENDS = re.compile(rf"\r\n|[\r{LINE_END}]")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_QUOTED = re.compile(r"'+[=+@\t\r-]")

Value = str | bool | datetime | Sequence[str] | None


def header() -> str:
    """The first line, with the mark by which spreadsheets recognise UTF-8."""
    return BOM + _line(name for name, _ in COLUMNS)


def line(values: Mapping[Field, Value]) -> str:
    """One person with one application, or with none."""
    return _line(_cell(field, values.get(field)) for _, field in COLUMNS)


def one_line(text: str) -> str:
    """A text as it is kept in a column of one line."""
    return _BLANKS.sub(" ", text).strip()


def paragraphs(text: str) -> str:
    """A longer text with its line ends, as it comes back from a file."""
    return _UNPRINTABLE.sub(" ", _LINE_ENDS.sub("\n", text)).strip()


def joined(notes: Iterable[str]) -> str:
    """Several notes in one cell, a line of dashes between two."""
    kept = dict.fromkeys(filter(None, map(paragraphs, notes)))
    return f"\n{BETWEEN_NOTES}\n".join(_DASHES.sub(r"-\g<0>", note) for note in kept)


def parted(cell: str) -> list[str]:
    """The notes of a cell, as they were before `joined`."""
    notes = re.split(rf"^{BETWEEN_NOTES}$", cell, flags=re.MULTILINE)
    return [text for note in notes if (text := _MORE_DASHES.sub(r"\1", note).strip())]


def unquoted(cell: str) -> str:
    """A cell that began with a quotation mark of its own before a sign that spreadsheets read."""
    return cell[1:] if _QUOTED.match(cell) and cell.startswith("''") else cell


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(list(cells))
    return text.getvalue()


def _cell(field: Field, value: Value) -> str:
    text = _text(field, value)
    return f"'{text}" if _QUOTED.match(text) else defused(text)


def _text(field: Field, value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case str():
            return paragraphs(value) if field is Field.DECISION_NOTE else one_line(value)
    if field is Field.NOTES:
        return joined(value)
    return "\n".join(dict.fromkeys(filter(None, map(one_line, value))))
