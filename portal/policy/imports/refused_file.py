"""The file of refused rows: what came in, with the line and the reason, to be put right."""

import csv
import io
from collections.abc import Iterable, Sequence

from portal.policy.imports.cells import defused

HEADS = ("Line", "Why it was refused")


def write(
    headers: Sequence[str], rows: Iterable[tuple[int, str, Sequence[str]]], delimiter: str
) -> bytes:
    """A CSV file in UTF-8 with the mark by which spreadsheets recognise it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([*HEADS, *map(defused, headers)])
    for line, reason, cells in rows:
        writer.writerow([line, defused(reason), *map(defused, cells)])
    return text.getvalue().encode("utf-8-sig")
