"""A workbook becomes the CSV file that its sheet would be; the lines are the rows."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.gateways import sheets
from portal.policy.refusal import Refusal
from tests.workbooks import Error, Formula, Page, ods, xlsx

PEOPLE = [["Name", "Email"], ["Maya", "maya@example.com"]]
KINDS = pytest.mark.parametrize("workbook", [xlsx, ods])


def lines(content: bytes) -> list[str]:
    assert sheets.is_spreadsheet(content)
    return sheets.to_csv(content).content.decode().split("\n")


@KINDS
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Zoë Müller", "Zoë Müller"),
        ("陈 <李> & 👩‍🔬", "陈 <李> & 👩‍🔬"),
        ("Oliveira, Maya", '"Oliveira, Maya"'),
        ('the "best"', '"the ""best"""'),
        ("first\nsecond", "first\u2028second"),
        (4917612345678, "4917612345678"),
        (12.0, "12"),
        (12.5, "12.5"),
        (-3, "-3"),
        (True, "true"),
        (date(2025, 3, 4), "2025-03-04"),
        (datetime(2025, 3, 4, 10, 20, 30), "2025-03-04 10:20:30"),
        (Formula("=20+22", 42), "42"),
        (Formula('=HYPERLINK("http://evil.example")', "Click"), "Click"),
        ("=1+1", "=1+1"),
        ("00351", "00351"),
    ],
)
def test_a_cell_is_written_as_people_would_write_it(workbook: Any, cell: Any, text: str) -> None:
    assert lines(workbook([["Name", "What"], ["Maya", cell]]))[1] == f"Maya,{text}"


def test_a_formula_that_failed_is_nothing() -> None:
    assert lines(xlsx([["Name", "What"], ["Maya", Error("#REF!")], ["Jun", Error("#N/A")]])) == [
        "Name,What",
        "Maya,",
        "Jun,",
        "",
    ]


@KINDS
def test_every_row_keeps_its_number(workbook: Any) -> None:
    rows = [[], ["Name", "Notes"], [], [], ["Maya", "a\nb"], ["", ""], ["Jun"]]

    assert lines(workbook(rows)) == ["", "Name,Notes", "", "", "Maya,a\u2028b", "", "Jun,", ""]


def test_rows_that_begin_far_below_keep_their_number() -> None:
    found = lines(xlsx(Page(PEOPLE, first_row=1_000)))

    assert found[999:] == ["Name,Email", "Maya,maya@example.com", ""]


@KINDS
def test_the_sheet_is_the_one_whose_columns_we_know(workbook: Any) -> None:
    found = sheets.to_csv(
        workbook(
            Page([["Read me first", "Version"], ["...", "3"]], name="About"),
            Page([["Name", "Email", "Job"], ["Eva", "eva@example.com", "x"]], "Old", hidden=True),
            Page([["Name", "Email", "Job"]], name="Template"),
            Page(PEOPLE, name="Bewerber & Co"),
        )
    )

    assert (found.name, found.content) == ("Bewerber & Co", b"Name,Email\nMaya,maya@example.com\n")


@KINDS
def test_of_sheets_alike_it_is_the_first(workbook: Any) -> None:
    assert sheets.to_csv(workbook(Page(PEOPLE, "One"), Page(PEOPLE, "Two"))).name == "One"


def test_a_hidden_sheet_is_read_if_there_is_no_other() -> None:
    assert sheets.to_csv(xlsx(Page(PEOPLE, name="Only", hidden=True))).name == "Only"


def test_cells_far_to_the_right_are_part_of_their_row() -> None:
    header, row = lines(xlsx([[f"c{n}" for n in range(300)], ["x"] * 301]))[:2]

    assert (header.count(",") + 1, row.count(",") + 1) == (300, 301)


@KINDS
def test_a_workbook_without_anything_is_refused(workbook: Any) -> None:
    with pytest.raises(Refusal, match="This workbook is empty"):
        sheets.to_csv(workbook([]))


def test_the_reader_is_not_told_our_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    curious = tmp_path / "reader.py"
    curious.write_text("import json, os; print(json.dumps({'refused': ' '.join(os.environ)}))")
    monkeypatch.setenv("PORTAL_SECRET_KEY", "not for readers")
    monkeypatch.setattr(sheets, "READER", curious)

    with pytest.raises(Refusal) as told:
        sheets.to_csv(xlsx(PEOPLE))

    assert "PATH" in told.value.message.split()
    assert "PORTAL_" not in told.value.message


def test_a_reader_that_does_not_end_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    endless = tmp_path / "reader.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(sheets, "READER", endless)
    monkeypatch.setattr(sheets, "PATIENCE", 0.5)

    with pytest.raises(Refusal, match="more memory or time"):
        sheets.to_csv(xlsx(PEOPLE))
