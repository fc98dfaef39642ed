"""Cells as they come out of other systems, made into texts that can be kept."""

import re
from collections.abc import Sequence

from portal.policy.imports.dates import BLANK
from portal.policy.imports.files import Row
from portal.policy.refusal import Refusal

LONGEST_CELL = 100_000
LONGEST_LINE = 200
LINE_END = "\u2028"
"""A line end inside a cell of a workbook, which is one line there (`gateways/sheets_reader.py`)."""
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_DEFUSED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
"""How our own file of refused rows keeps a spreadsheet from calculating: undone on its return."""
_CALCULATES = ("=", "+", "-", "@", "\t", "\r")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "mba"})


def checked(row: Row, width: int) -> list[str]:
    """The cells of a row, as many as there are columns; raises Refusal if that cannot be."""
    if row.problem:
        raise Refusal(row.problem)
    cells = [restored(cell).replace(LINE_END, "\n") for cell in row.cells]
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) > width:
        raise Refusal(f"This row has {len(cells)} cells, but the file has {width} columns.")
    longest = max((len(cell) for cell in cells), default=0)
    if longest > LONGEST_CELL:
        raise Refusal(
            f"A cell of this row has {longest:,} characters; {LONGEST_CELL:,} are the most."
        )
    if any("\x00" in cell for cell in cells):
        raise Refusal("There is a NUL character in this row: the file was damaged on its way.")
    return cells + [""] * (width - len(cells))


def one_line(text: str) -> str:
    """A text on one line, without what cannot be seen; what only says "nothing" is nothing."""
    line = _BLANKS.sub(" ", text).strip()
    return "" if line.casefold() in BLANK else line


def paragraphs(text: str) -> str:
    """A longer text with its line ends."""
    clean = _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return "" if clean.casefold() in BLANK else clean


def names(whole: str, first: str, last: str) -> tuple[str, str]:
    """The full name and what to call them; raises Refusal if there is none."""
    name = _turned(whole) or f"{first} {last}".strip()
    if not name:
        raise Refusal("There is no name.")
    if len(name) > LONGEST_LINE:
        raise Refusal(f"The name has {len(name)} characters; {LONGEST_LINE} are the most.")
    return name, first or name.split()[0]


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.startswith(_CALCULATES) else cell


def restored(cell: str) -> str:
    """The cell as it was before `defused`."""
    return cell[1:] if cell.startswith(_DEFUSED) else cell


def parts(cells: Sequence[str], separators: re.Pattern[str]) -> list[str]:
    """What is listed in cells, each once, in order."""
    listed = (one_line(part) for cell in cells for part in separators.split(cell))
    return list(dict.fromkeys(part for part in listed if part))


def _turned(name: str) -> str:
    """Maya Oliveira, from "Oliveira, Maya"."""
    last, comma, first = name.partition(",")
    first = first.strip()
    if not comma or not first or "," in first or first.casefold() in _SUFFIXES:
        return name
    return f"{first} {last.strip()}"
