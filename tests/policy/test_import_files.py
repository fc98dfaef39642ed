"""What a file is made of, from whichever system it comes."""

import pytest

from portal.policy.imports import files
from portal.policy.imports.files import Shape
from portal.policy.refusal import Refusal, TooLarge

TEXT = 'Name;E-Mail;Notiz\n"Müller, Zoë";zoe@example.com;"erste\nzweite"\nJun;jun@example.com;\n'
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4
XLSX = b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 4


def read(content: bytes, shape: Shape) -> list[tuple[int, list[str]]]:
    return [(r.line, r.cells) for r in files.rows(content, shape.encoding, shape.delimiter)]


def refusal(content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        files.inspect(content)
    assert refused.value.field == "file"
    return refused.value.message


@pytest.mark.parametrize(
    ("encoding", "start"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("cp1252", b""),
        ("utf-16", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_is_read(encoding: str, start: bytes, ends: str) -> None:
    content = start + TEXT.replace("\n", ends).encode(encoding)

    shape = files.inspect(content)

    assert shape.columns == ["Name", "E-Mail", "Notiz"]
    assert (shape.delimiter, shape.rows) == (";", 2)
    note = f"erste{ends}zweite"
    assert read(content, shape) == [
        (2, ["Müller, Zoë", "zoe@example.com", note]),
        (4, ["Jun", "jun@example.com", ""]),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_fits(delimiter: str) -> None:
    rows = [["Name", "Email", "Notes"], ["Maya", "m@example.com", "a, b; c"], ["Jun", "", "d, e"]]
    quoted = [[f'"{cell}"' if "," in cell else cell for cell in row] for row in rows]
    content = "\n".join(delimiter.join(row) for row in quoted).encode()

    shape = files.inspect(content)

    assert shape.delimiter == delimiter
    assert [cells for _, cells in read(content, shape)] == rows[1:]


def test_a_line_that_names_the_delimiter_is_not_the_header() -> None:
    content = b"sep=;\r\nName;Email\r\nMaya, the first;maya@example.com\r\n"

    shape = files.inspect(content)

    assert shape.columns == ["Name", "Email"]
    assert read(content, shape) == [(3, ["Maya, the first", "maya@example.com"])]


def test_blank_rows_fall_out_and_lines_still_count() -> None:
    content = b'\n\nName,Notes\n\nMaya,"one\n\ntwo"\n , \nJun,x\n\n'

    shape = files.inspect(content)

    assert shape.rows == 2
    assert read(content, shape) == [(5, ["Maya", "one\n\ntwo"]), (9, ["Jun", "x"])]


def test_a_quotation_mark_that_never_closes_is_said_on_its_line() -> None:
    content = b'Name,Email\nMaya,maya@example.com\nJun,"jun@example.com\nAda,ada@example.com\n'

    found = list(files.rows(content, "utf-8-sig", ","))

    assert found[1].cells == ["Jun", "jun@example.com\nAda,ada@example.com\n"]
    assert [(row.line, row.problem) for row in found] == [
        (2, ""),
        (3, "A quotation mark in this row never closes."),
    ]


def test_the_beginning_of_a_file_shows_no_row_that_was_cut_in_two() -> None:
    content = b"Name,Email\nMaya,maya@example.com\nJun,jun@example.com\n"

    assert len(files.first_rows(content, "utf-8-sig", ",", 20, whole=True)) == 2
    assert [
        r.cells[0] for r in files.first_rows(content[:40], "utf-8-sig", ",", 20, whole=False)
    ] == ["Maya"]
    assert len(files.first_rows(content, "utf-8-sig", ",", 1, whole=False)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n\r\n", "empty"),
        (b"Name,Email\n", "only the line with the names"),
        (b"Maya Oliveira,maya@example.com\nJun,jun@example.com\n", "has to name the columns"),
        (PNG, "a picture"),
        (XLSX, "an Excel workbook"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x00\x01\x02\x03" * 400, "not a text file"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"Name,Email\n\x81\x8d\x8f,x@example.com\n", "cannot read"),
        ("a\nb".encode("utf-16")[:-1], "cannot read"),
        (",".join(f"c{n}" for n in range(400)).encode() + b"\nx\n", "400 columns"),
        (b'"Name,Email\nMaya,maya@example.com\n', "never closes"),
    ],
)
def test_what_is_no_file_of_applicants_is_refused_in_words(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_a_file_that_is_too_large_is_its_own_kind_of_refusal() -> None:
    with pytest.raises(TooLarge, match="25 MB"):
        files.inspect(b"x" * (files.LARGEST_FILE + 1))
