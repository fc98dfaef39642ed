"""Files of any system: how they are written, and their rows one after the other."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from portal.policy.imports import encodings
from portal.policy.refusal import Refusal, TooLarge

LARGEST_FILE = 25 * 1024 * 1024
MOST_COLUMNS = 300
SAMPLE_ROWS = 60
DELIMITERS = (",", ";", "\t", "|")
NAMED_DELIMITER = "sep="
"""Excel writes it above the header."""
END = "\x1e\x1eend of file\x1e\x1e"
"""Handed to the reader after the last line: a quotation mark that never closes swallows it."""

# A cell may be as long as the file; too long ones are refused row by row, with their line.
csv.field_size_limit(LARGEST_FILE * 2)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the line on which it began; `problem` says why it cannot be read."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written, and what it consists of."""

    encoding: str
    delimiter: str
    columns: list[str]
    rows: int


def inspect(content: bytes) -> Shape:
    """Find out how a file is written; raises Refusal if it is no file of applicants."""
    if len(content) > LARGEST_FILE:
        raise TooLarge(f"This file is larger than {LARGEST_FILE // 2**20} MB.", "file")
    encoding = encodings.detect(content)
    delimiter = _delimiter(content, encoding)
    everything = _lines_of_cells(content, encoding, delimiter)
    first = next(everything, None)
    if first is None:
        raise Refusal("This file is empty.", "file")
    columns = [" ".join(cell.split())[:200] for cell in first.cells]
    _refuse_header(first, columns)
    count = sum(1 for _ in everything)
    if count == 0:
        raise Refusal("There is nobody in this file: it has only the line with the names.", "file")
    return Shape(encoding, delimiter, columns, count)


def rows(content: bytes, encoding: str, delimiter: str) -> Iterator[Row]:
    """The rows below the header; blank ones fall out."""
    return islice(_lines_of_cells(content, encoding, delimiter), 1, None)


def header(content: bytes, encoding: str, delimiter: str) -> list[str]:
    """What the first line that is not blank names."""
    first = next(_lines_of_cells(content, encoding, delimiter), None)
    return first.cells if first else []


def first_rows(head: bytes, encoding: str, delimiter: str, most: int, *, whole: bool) -> list[Row]:
    """The first rows of a file of which perhaps only the beginning is at hand."""
    beginning = _lines_of_cells(head, encoding, delimiter, errors="replace")
    found = list(islice(beginning, 1, most + 2))
    # Of a beginning, the last row may have been cut in two.
    return found[:most] if whole or len(found) > most else found[:-1]


def _refuse_header(first: Row, columns: list[str]) -> None:
    if first.problem:
        raise Refusal(first.problem, "file")
    if len(columns) > MOST_COLUMNS:
        raise Refusal(
            f"This file has {len(columns)} columns; at most {MOST_COLUMNS} can be read.", "file"
        )
    if any("@" in name for name in columns):
        raise Refusal(
            "The first line has to name the columns (Name, E-mail, ...); here it is a person.",
            "file",
        )


def _lines_of_cells(
    content: bytes, encoding: str, delimiter: str, *, errors: str = "strict"
) -> Iterator[Row]:
    text = io.TextIOWrapper(io.BytesIO(content), encoding, errors=errors, newline="")
    reader = csv.reader(_with_end(text), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except csv.Error as error:
            yield Row(line, [], f"This row cannot be read: {error}.")
            continue
        if cells == [END]:
            return
        if cells and cells[-1].endswith(END):
            cells[-1] = cells[-1].removesuffix(END)
            yield Row(line, cells, "A quotation mark in this row never closes.")
            return
        if any(cell and not cell.isspace() for cell in cells) and not _names_delimiter(line, cells):
            yield Row(line, cells)


def _with_end(text: Iterator[str]) -> Iterator[str]:
    yield from text
    yield END


def _names_delimiter(line: int, cells: list[str]) -> bool:
    return line == 1 and cells[0].casefold().startswith(NAMED_DELIMITER) and len("".join(cells)) < 6


def _delimiter(content: bytes, encoding: str) -> str:
    """The one that cuts most rows into as many cells as the header has."""
    sample = content[: encodings.SAMPLE]
    opening = sample.decode(encoding, errors="ignore").lstrip("\ufeff")
    if opening[:4].casefold() == NAMED_DELIMITER and opening[4:5] in DELIMITERS:
        return opening[4]
    return max(DELIMITERS, key=lambda delimiter: _fit(sample, encoding, delimiter))


def _fit(sample: bytes, encoding: str, delimiter: str) -> tuple[float, int]:
    found = list(
        islice(_lines_of_cells(sample, encoding, delimiter, errors="replace"), SAMPLE_ROWS)
    )
    width = len(found[0].cells) if found else 0
    if width < 2:
        return 0.0, 0
    body = found[1:-1] or found[1:] or found
    return sum(len(row.cells) == width for row in body) / len(body), width
