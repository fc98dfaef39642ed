"""Workbooks made to do harm: each is refused in words, soon, and we are still alive."""

import io
import resource
import struct
import time
import zipfile
import zlib
from contextlib import suppress
from functools import cache

import pytest

from portal.gateways import sheets
from portal.policy.imports import files
from portal.policy.refusal import Refusal, TooLarge
from tests.workbooks import Page, ods, packed, sheet_xml, xlsx

PEOPLE = [["Name", "Email"], ["Maya", "maya@example.com"]]
GOOD = xlsx(PEOPLE)
SHEET = "xl/worksheets/sheet1.xml"
SECONDS = 30.0
OURS = 150 * 1024
"""KiB that we ourselves may grow by."""

TOO_MUCH = "more memory or time than we can give"
TOO_LARGE = "too large for us"
DAMAGED = "is damaged"
DECLARED = "declarations that no spreadsheet needs"
LOCKED = "protected by a password"
XXE = '<!DOCTYPE worksheet [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    + "]>"
)


def refusal(content: bytes) -> str:
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Refusal) as refused:
        sheets.to_csv(content)
    assert refused.value.field == "file"
    assert time.monotonic() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < OURS
    return refused.value.message


def cell(where: str, text: str = "x") -> str:
    row = "".join(filter(str.isdigit, where))
    return f'<row r="{row}"><c r="{where}" t="inlineStr"><is><t>{text}</t></is></c></row>'


@cache
def spaces(size: int) -> bytes:
    """So many bytes that pack to next to nothing, as deflate writes them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    chunk = b" " * 2**20
    return b"".join(packer.compress(chunk) for _ in range(size // 2**20)) + packer.flush()


def bomb(*, says: int) -> bytes:
    """A workbook whose sheet is 600 MiB large, and says something about its size."""
    kept = io.BytesIO(GOOD)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"x")
    content, data = kept.getvalue(), spaces(600 * 2**20)
    name = b"xl/worksheets/sheet9.xml"
    local = content.index(name)
    start = local + len(name)
    old = struct.unpack("<I", content[local - 12 : local - 8])[0]
    with_data = content[:start] + data + content[start + old :]
    entry = with_data.rindex(name) - 46
    sizes = struct.pack("<II", len(data), says)
    out = bytearray(with_data)
    out[entry + 20 : entry + 28] = sizes
    out[local - 12 : local - 4] = sizes
    end = out.rindex(b"PK\x05\x06")
    (directory,) = struct.unpack("<I", out[end + 16 : end + 20])
    out[end + 16 : end + 20] = struct.pack("<I", directory + len(data) - old)
    return bytes(out)


DENSE = [
    xlsx(Page(PEOPLE, xml=cell("XFD1048576"))),
    xlsx(Page(PEOPLE, xml=cell("XFD5000"))),
]


@pytest.mark.parametrize("content", DENSE)
def test_two_cells_in_opposite_corners(content: bytes) -> None:
    assert len(content) < 5_000
    assert TOO_MUCH in refusal(content)


def test_a_cell_where_no_cell_can_be() -> None:
    found = refusal(xlsx(Page(PEOPLE, xml=cell("ZZZZZZZZ999999999999999999"))))
    assert any(words in found for words in (TOO_MUCH, DAMAGED, "cannot read"))


def repeated(rows: int, columns: int) -> bytes:
    value = 'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    return ods(
        Page(
            PEOPLE,
            xml=f'<table:table-row table:number-rows-repeated="{rows}">'
            f'<table:table-cell table:number-columns-repeated="{columns}" {value}',
        )
    )


@pytest.mark.parametrize("content", [repeated(1_048_570, 16_384), repeated(10**12, 1)])
def test_one_row_repeated_without_end(content: bytes) -> None:
    found = refusal(content)
    assert any(words in found for words in (TOO_MUCH, DAMAGED, "more than 200,000 rows"))


@pytest.mark.parametrize("says", [600 * 2**20, 10], ids=["honest", "lying"])
def test_a_part_that_unpacks_to_gigabytes(says: int) -> None:
    content = bomb(says=says)
    assert len(content) < 4 * 2**20
    assert TOO_LARGE in refusal(content)


def test_a_part_that_is_not_as_large_as_it_says() -> None:
    unread = "docProps/app.xml"
    content = bytearray(xlsx(PEOPLE, parts={unread: "<Properties/>"}))
    entry = content.rindex(unread.encode()) - 46
    content[entry + 24 : entry + 28] = (7).to_bytes(4, "little")
    assert DAMAGED in refusal(bytes(content))


def test_a_text_of_sixty_megabytes() -> None:
    start, end = sheet_xml(Page(PEOPLE, xml="\x00")).split("\x00")
    long = f'{start}<row r="9"><c r="A9" t="str"><v>{"x" * 60_000_000}</v></c></row>{end}'
    found = refusal(packed_with(long))
    assert any(words in found for words in (TOO_MUCH, TOO_LARGE, "25 MB of text"))


def packed_with(sheet: str) -> bytes:
    return xlsx(PEOPLE, parts={SHEET: sheet})


@pytest.mark.parametrize("declared", [XXE, LAUGHS, XXE.lower()], ids=["xxe", "laughs", "lower"])
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/odd.bin"])
def test_declarations_in_an_excel_workbook(part: str, declared: str) -> None:
    body = sheet_xml(Page([["Name", "Email"], ["&secret;", "&a9;"]]))
    assert DECLARED in refusal(xlsx(PEOPLE, parts={part: declared + body}))


@pytest.mark.parametrize("declared", [XXE, LAUGHS], ids=["xxe", "laughs"])
def test_declarations_in_an_opendocument_workbook(declared: str) -> None:
    inner = zipfile.ZipFile(io.BytesIO(ods(PEOPLE))).read("content.xml").decode()
    assert DECLARED in refusal(ods(PEOPLE, parts={"content.xml": declared + inner}))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_declarations_in_another_encoding(encoding: str) -> None:
    hidden = ("\ufeff" + XXE + sheet_xml(Page(PEOPLE))).encode(encoding)
    assert DECLARED in refusal(xlsx(PEOPLE, parts={SHEET: hidden}))


def test_a_declaration_across_two_reads() -> None:
    for before in range(2**20 - 8, 2**20):
        split = " " * before + "<!DOCTYPE a>" + sheet_xml(Page(PEOPLE))
        assert DECLARED in refusal(xlsx(PEOPLE, parts={SHEET: split}))


def test_a_drawing_inside_may_hold_declarations() -> None:
    drawing = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"><svg/>'
    assert sheets.to_csv(xlsx(PEOPLE, parts={"xl/media/image1.svg": drawing})).name


def test_elements_nested_a_million_times() -> None:
    deep = sheet_xml(Page(PEOPLE, xml="<a>" * 1_000_000 + "</a>" * 1_000_000))
    assert sheets.to_csv(packed_with(deep)).content.count(b"\n") == 2


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.99])
def test_a_workbook_cut_off(share: float) -> None:
    assert DAMAGED in refusal(GOOD[: int(len(GOOD) * share)])


def test_xml_cut_off() -> None:
    whole = sheet_xml(Page(PEOPLE))
    assert DAMAGED in refusal(packed_with(whole[: len(whole) // 2]))


def test_a_hundred_thousand_parts() -> None:
    parts = {f"xl/{number}.xml": "" for number in range(100_000)}
    assert TOO_LARGE in refusal(xlsx(PEOPLE, parts=parts))


def test_bytes_changed_anywhere_never_end_us() -> None:
    for at in range(0, len(GOOD), 97):
        changed = bytearray(GOOD)
        changed[at] ^= 0xFF
        if sheets.is_spreadsheet(bytes(changed)):
            with suppress(Refusal):
                assert sheets.to_csv(bytes(changed)).content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"), LOCKED),
        (b"\xd0\xcf\x11\xe0" + bytes(4_000), "an old kind of workbook (.xls)"),
        (packed({"xl/workbook.bin": "x"}), "a binary workbook (.xlsb)"),
        (packed({"word/document.xml": "x"}), "a Word document"),
        (packed({"applicants.csv": "Name,Email"}), "a ZIP file"),
        (packed({}), "a ZIP file"),
        (ods(PEOPLE, parts={"META-INF/manifest.xml": "<manifest:encryption-data/>"}), LOCKED),
        (b"PK\x03\x04" + bytes(range(256)) * 4, DAMAGED),
    ],
)
def test_what_is_no_open_workbook(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"<html><body>", "cannot read|not a text"),
        (b"Name,Email\nMaya,maya@example.com\n", "cannot read|not a text"),
    ],
)
def test_a_workbook_inside_something_else_is_not_taken_for_one(before: bytes, words: str) -> None:
    assert not sheets.is_spreadsheet(before + GOOD)
    with pytest.raises(Refusal, match=words):
        files.inspect(before + GOOD)


def test_what_stands_behind_a_workbook_is_not_read() -> None:
    behind = GOOD + b"<script>alert(1)</script>"
    with suppress(Refusal):
        assert sheets.to_csv(behind).content == sheets.to_csv(GOOD).content


def test_a_file_that_is_too_large_is_not_even_looked_at() -> None:
    with pytest.raises(TooLarge, match="25 MB"):
        sheets.to_csv(b"PK\x03\x04" + bytes(files.LARGEST_FILE))
