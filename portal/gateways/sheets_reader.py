"""A program of its own that writes the sheets of a workbook out as CSV, under strict limits.

A crafted workbook can make its reader allocate without end, or end it: so nothing of this runs in
a process that serves anybody. It gets the workbook on stdin and answers on stdout: for each sheet
one line of JSON and the CSV, or one line that says why it is refused. Knows nothing of the portal.
"""

import csv
import io
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 20
MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes of all parts together; a compressed part may be a thousand times as large."""
MOST_PARTS = 2_000
MOST_ROWS = 200_000
LARGEST_SHEET = 25 * 1024 * 1024
"""Bytes of one sheet written out; the same as for files that come as CSV."""
LARGEST_ANSWER = 2 * LARGEST_SHEET
CHUNK = 1024 * 1024
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
OUT_OF_MEMORY = 4
"""Exit status."""

LINE_END = "\u2028"
"""Stands for a line end inside a cell, so that each row is one line and keeps its number."""
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
PICTURES = ("xl/media/", "Pictures/", "Thumbnails/", "docProps/thumbnail")
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
DAMAGED = "This workbook is damaged. Open it, save it once more, and choose the new file."
LOCKED = "This workbook is protected by a password. Save it without one."
TOO_LARGE = (
    "This workbook is too large for us. Save the sheet with your applicants as CSV and choose that."
)
TOO_LONG = (
    f"This sheet has more than {MOST_ROWS:,} rows or {LARGEST_SHEET // 2**20} MB of text. "
    "Choose it in several files."
)
OTHERS = {
    "xl/workbook.bin": "This is a binary workbook (.xlsb). Save it as .xlsx.",
    "word/document.xml": "This is a Word document. Choose a CSV, XLSX or ODS file.",
    "ppt/presentation.xml": "This is a presentation. Choose a CSV, XLSX or ODS file.",
    "Index/Document.iwa": "This is an Apple document. Export it as CSV or as an Excel workbook.",
}
PACKED = "This is a ZIP file. Unpack it and choose the file with your applicants."


class Refused(Exception):
    """Why a workbook is not read, for whoever chose it."""


def main() -> int:
    """Answer for the workbook on stdin."""
    _limit()
    answer = sys.stdout.buffer
    try:
        content = sys.stdin.buffer.read()
        check(content)
        for name, written in _sheets(content):
            said = {"name": name, "bytes": len(written)}
            answer.write(json.dumps(said).encode() + b"\n" + written)
    except Refused as refused:
        answer.write(json.dumps({"refused": str(refused)}).encode() + b"\n")
    except MemoryError:
        return OUT_OF_MEMORY
    answer.flush()
    return 0


def check(content: bytes) -> None:
    """Raises Refused for what is no workbook, and for what no honest program writes."""
    if content.startswith(OLE):
        if ENCRYPTED_PACKAGE in content:
            raise Refused(LOCKED)
        raise Refused("This is an old kind of workbook (.xls). Save it as .xlsx.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise Refused(DAMAGED) from error
    _check_kind({part.filename for part in parts}, content)
    if len(parts) > MOST_PARTS:
        raise Refused(TOO_LARGE)
    unpacked = 0
    for part in parts:
        unpacked = _check_part(content, part, unpacked)


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        # The picture of a process that ended would hold everybody in the workbook.
        (resource.RLIMIT_CORE, 0),
    ):
        # Not every system lets each of them be set; the parent's patience ends all the same.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _check_kind(names: set[str], content: bytes) -> None:
    for name, reason in OTHERS.items():
        if name in names:
            raise Refused(reason)
    is_xlsx = any(name.startswith("xl/") for name in names)
    # The kind of an OpenDocument file stands in its first part, which is never packed.
    is_ods = "content.xml" in names and b"opendocument.spreadsheet" in content[:200]
    if not is_xlsx and not is_ods:
        raise Refused(PACKED)


def _check_part(content: bytes, part: zipfile.ZipInfo, unpacked: int) -> int:
    """How much is unpacked with this part; what a part says of its own size is not believed."""
    if part.flag_bits & 1:
        raise Refused(LOCKED)
    is_picture = part.filename.startswith(PICTURES)
    before, tail = unpacked, b""
    for chunk in _unpacked(content, part):
        unpacked += len(chunk)
        if unpacked > MOST_UNPACKED:
            raise Refused(TOO_LARGE)
        # In UTF-16 every second byte is a zero.
        plain = tail + chunk.replace(b"\x00", b"")
        if not is_picture and any(word in plain.upper() for word in DECLARATIONS):
            raise Refused("This workbook holds declarations that no spreadsheet needs.")
        if part.filename == "META-INF/manifest.xml" and b":encryption-data" in plain:
            raise Refused(LOCKED)
        tail = plain[-32:]
    if unpacked - before != part.file_size:
        raise Refused(DAMAGED)
    return unpacked


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    head = content[part.header_offset : part.header_offset + 30]
    if len(head) < 30 or part.compress_type not in (STORED, DEFLATED):
        raise Refused(DAMAGED)
    start = part.header_offset + 30
    start += int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type == STORED:
        yield from (bytes(packed[at : at + CHUNK]) for at in range(0, len(packed), CHUNK))
        return
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), CHUNK):
            yield reader.decompress(packed[at : at + CHUNK], CHUNK)
            while reader.unconsumed_tail:
                yield reader.decompress(reader.unconsumed_tail, CHUNK)
        yield reader.flush()
    except zlib.error as error:
        raise Refused(DAMAGED) from error


def _sheets(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The sheets that hold anything, in order; hidden ones only if there are no others."""
    total, too_large = 0, ""
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        for sheet in _by_visibility(workbook):
            try:
                written = _written(workbook.get_sheet_by_name(sheet))
            except Refused as refused:
                # Another sheet may be the one with the applicants.
                too_large = str(refused)
                continue
            if written and total + len(written) <= LARGEST_ANSWER:
                total += len(written)
                yield sheet, written
    except python_calamine.PasswordError as error:
        raise Refused(LOCKED) from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise Refused(DAMAGED) from error
    if not total and too_large:
        raise Refused(too_large)


def _by_visibility(workbook: python_calamine.CalamineWorkbook) -> list[str]:
    worksheet = python_calamine.SheetTypeEnum.WorkSheet
    visible = python_calamine.SheetVisibleEnum.Visible
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == worksheet]
    shown = [sheet for sheet in sheets if sheet.visible == visible]
    return [sheet.name for sheet in shown or sheets]


def _written(sheet: python_calamine.CalamineSheet) -> bytes:
    """The sheet as CSV in which the n-th line is the n-th row; all rows as wide as the header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    width = rows = 0
    for cells in sheet.iter_rows():
        # There may be a million blank ones, and those need not be looked at.
        is_blank = cells.count("") == len(cells)
        row = [] if is_blank else _trimmed([_as_text(cell) for cell in cells])
        rows += bool(row)
        width = width or len(row)
        writer.writerow(row + [""] * (width - len(row)) if row else [])
        if rows > MOST_ROWS or text.tell() > LARGEST_SHEET:
            raise Refused(TOO_LONG)
    return text.getvalue().encode(errors="replace") if rows else b""


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _as_text(cell: Any) -> str:
    """A cell as people would write it; dates as ISO, and no ".0" behind the number of a phone."""
    if isinstance(cell, str):
        return cell.replace("\r\n", LINE_END).replace("\r", LINE_END).replace("\n", LINE_END)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    sys.exit(main())
