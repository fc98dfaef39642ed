"""In which encoding a file is written, and whether it is a text at all."""

import codecs

from portal.policy.refusal import Refusal

SAMPLE = 64 * 1024
CHUNK = 1024 * 1024
OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook or a ZIP file",
    b"PK\x05\x06": "an empty ZIP file",
    b"\xd0\xcf\x11\xe0": "an Excel workbook",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a packed file",
    b"7z\xbc\xaf": "a packed file",
    b"Rar!": "a packed file",
    b"{\\rtf": "a text document",
    b"SQLite format 3": "a database",
}
"""First bytes of what people choose by mistake; workbooks never come here (`gateways.sheets`)."""
PAGES = ("<!doctype", "<html", "<?xml", "<table")
XML_WORKBOOKS = ("urn:schemas-microsoft-com:office:", "urn:oasis:names:tc:opendocument:")
ODD_SHARE = 0.01
"""Control characters in a text; a program or a picture has ten times as many."""


def detect(content: bytes) -> str:
    """The encoding in which the whole file can be read; raises Refusal if there is none."""
    for start, kind in OTHER_KINDS.items():
        if content.startswith(start):
            raise Refusal(
                f"This is {kind}, not a CSV file or a workbook. Export it as CSV, XLSX or ODS.",
                "file",
            )
    for encoding in _likely(content[:SAMPLE]):
        if _can_read(content, encoding):
            _refuse_rubbish(content[:SAMPLE].decode(encoding, errors="ignore"))
            return encoding
    raise Refusal("We cannot read this file. Save or export it as “CSV UTF-8”.", "file")


def _likely(sample: bytes) -> tuple[str, ...]:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # Latin letters in UTF-16 have a zero as every second byte.
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if zeros.count(0) > 0.4 * len(zeros):
            return (encoding,)
    return ("utf-8-sig", "cp1252")


def _can_read(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), CHUNK):
            decoder.decode(content[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_rubbish(text: str) -> None:
    odd = sum(char < " " and char not in "\t\r\n\f\v" for char in text)
    if odd > max(8, ODD_SHARE * len(text)):
        raise Refusal("This is not a text file. Export your applicants as CSV.", "file")
    opening = text.lstrip("\ufeff \t\r\n").casefold()
    if not opening.startswith(PAGES):
        return
    if any(name in opening for name in XML_WORKBOOKS) or "<table" in opening:
        # Some systems call such a page "applicants.xls"; spreadsheet programs open it.
        raise Refusal(
            "This is a table written as a web page or as XML, not a CSV file. "
            "Open it in a spreadsheet program and save it as CSV or XLSX.",
            "file",
        )
    raise Refusal(
        "This is a web page, not a CSV file: perhaps the other system asked you to sign in.",
        "file",
    )
