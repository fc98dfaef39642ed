"""Workbooks (XLSX, ODS): read by a process of its own, which may not take what it likes."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.policy.imports import fields, files
from portal.policy.refusal import Refusal, TooLarge

log = logging.getLogger(__name__)

READER = Path(__file__).with_name("sheets_reader.py")
PATIENCE = 60.0
"""Seconds for one workbook; the reader's own limit of computing time is shorter."""
OUT_OF_MEMORY = 4
BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
"""ZIP files, as all newer workbooks are, and what older and locked ones are."""
TOO_MUCH = (
    "This workbook takes more memory or time than we can give. "
    "Save the sheet with your applicants as CSV and choose that."
)
UNREADABLE = "We cannot read this workbook. Save the sheet with your applicants as CSV."

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, as a CSV file whose lines are the sheet's rows."""

    name: str
    content: bytes


def is_spreadsheet(content: bytes) -> bool:
    """Whether this can only be a workbook, or something that `to_csv` refuses in words."""
    return content.startswith(BEGINNINGS)


def to_csv(content: bytes) -> Sheet:
    """The sheet that looks most like applicants; raises Refusal if there is nothing to read.

    Takes seconds for a large workbook: never inside a unit of work.
    """
    if len(content) > files.LARGEST_FILE:
        raise TooLarge(f"This file is larger than {files.LARGEST_FILE // 2**20} MB.", "file")
    sheets = list(_sheets(_answer(content)))
    if not sheets:
        raise Refusal("This workbook is empty.", "file")
    return max(sheets, key=_likeness)


def _answer(content: bytes) -> bytes:
    # In a fresh interpreter without our settings and secrets; -I: nothing from outside is run.
    command = [sys.executable, "-I", "-X", "utf8", str(READER)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    quiet = subprocess.DEVNULL
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603  (our own program; the file is its input)
                command, input=content, stdout=subprocess.PIPE, stderr=quiet, env=kept,
                timeout=PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Refusal(TOO_MUCH, "file") from error
    if done.returncode == 0:
        return done.stdout
    log.warning("a workbook of %s bytes ended its reader: %s", len(content), done.returncode)
    # A limit ends it by a signal, and so does an allocation that Rust is denied.
    has_overrun = done.returncode < 0 or done.returncode == OUT_OF_MEMORY
    raise Refusal(TOO_MUCH if has_overrun else UNREADABLE, "file")


def _sheets(answer: bytes) -> Iterator[Sheet]:
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at) + 1
        said = json.loads(answer[at:end])
        if "refused" in said:
            raise Refusal(said["refused"], "file")
        at = end + said["bytes"]
        yield Sheet(said["name"], answer[end:at])


def _likeness(sheet: Sheet) -> tuple[bool, int]:
    """Of several sheets: whether there are rows, then how many columns we know by their names."""
    rows = files.rows(sheet.content, "utf-8", ",")
    header = files.header(sheet.content, "utf-8", ",")
    return next(rows, None) is not None, len(fields.guess(header))
