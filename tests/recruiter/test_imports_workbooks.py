"""Workbooks in the browser: their sheet is looked at, taken or refused like any other file."""

import io
from datetime import date

import pytest

from portal.jobs import imports as jobs
from tests.browser import Browser, Page
from tests.workbooks import Page as Sheet
from tests.workbooks import ods, xlsx

LIST = "recruiter.imports.page"
PEOPLE = Sheet(
    [
        ["Name", "Email", "Job", "Applied on"],
        ["Maya Oliveira", "maya@example.com", "Product Designer", date(2025, 10, 1)],
        [],
        ["", "nobody@example.com"],
    ],
    name="Bewerber 2025",
)
COVER = Sheet([["How to read this file"], ["..."]], name="Cover")


def uploaded(rosa: Browser, content: bytes, name: str) -> Page:
    return rosa.submit(rosa.get(LIST), "Look at the file", file=(io.BytesIO(content), name))


@pytest.mark.parametrize("workbook", [xlsx, ods])
def test_a_workbook_goes_all_the_way(rosa: Browser, workbook: type) -> None:
    page = uploaded(rosa, workbook(COVER, PEOPLE), "people.xlsx")
    assert "2 rows in 4 columns, read from the sheet “Bewerber 2025”." in page.text
    first, second = (" ".join(row.itertext()) for row in page.all("#preview tbody tr"))
    assert "Maya Oliveira" in first
    assert "1 October 2025" in first
    assert ("4" in second, "There is no name." in second) == (True, True)

    waiting = rosa.submit(page, "Import 2 rows", origin="live")
    while jobs.run_due(rosa.app.extensions["portal"]):
        pass

    done = rosa.get(waiting.response.request.path)
    assert [strong.text for strong in done.all(".sum strong")] == ["1", "0", "0", "1"]
    assert "There is no name." in done.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (xlsx(Sheet([["Name"]], xml='<row r="9"><c r="XFD1048576"><v>1</v></c></row>')), "memory"),
        (xlsx([["Name"]], parts={"xl/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]>'}), "declarations"),
        (xlsx([["Name"]])[:-40], "damaged"),
        (xlsx([]), "This workbook is empty"),
        (xlsx([["Name", "Email"]]), "only the line with the names"),
    ],
)
def test_a_workbook_that_cannot_be_taken_is_refused_beside_the_field(
    rosa: Browser, content: bytes, words: str
) -> None:
    page = uploaded(rosa, content, "people.xlsx")

    assert page.status == 422
    assert words in page.wrong["file"]
    assert "No file yet" in rosa.get(LIST).text
