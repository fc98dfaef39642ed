"""Recognised exports, remembered columns and workbooks, as somebody meets them on the page."""

import pytest

from tests.browser import Browser
from tests.exports import EXAMPLES
from tests.importer import TWO, Importer, csv
from tests.makers import Make
from tests.recruiter.test_imports import LIVE, preview, uploaded, work
from tests.workbooks import Page, xlsx


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def test_an_export_that_we_know_is_recognised_and_said(rosa: Browser) -> None:
    page = uploaded(rosa, EXAMPLES[0].text)

    assert "Recognised as Greenhouse, candidates." in page.text
    assert "We have guessed" not in page.text
    assert page.value("preset") == "greenhouse-candidates"
    assert page.value("source") == "greenhouse"
    assert page.value("column-20") == "tags"
    assert preview(page)[0].startswith("2 Maya Oliveira Designer maya@example.com Product Designer")


def test_a_file_can_be_read_as_something_else(rosa: Browser) -> None:
    page = rosa.submit(uploaded(rosa, EXAMPLES[0].text), "Read it so", preset="")

    assert "We have guessed what the columns hold." in page.text
    assert page.value("preset") == ""

    page = rosa.submit(page, "Read it so", preset="teamtailor")
    assert "Recognised as Teamtailor." in page.text

    refused = rosa.submit(page, "Read it so", preset="no-such-export")
    assert refused.status == 422
    assert refused.wrong["preset"] == "Choose one of the list."


def test_the_last_choice_is_offered_and_said(rosa: Browser) -> None:
    text = csv("Maya,maya@example.com,hello", header="Name,Email,Remark")
    rosa.submit(uploaded(rosa, text), "Import 1 row", **LIVE, **{"column-2": "notes"})
    work(rosa)

    page = uploaded(rosa, text)

    assert "The columns are as the last time, for the last file of “csv”." in page.text
    assert page.value("column-2") == "notes"
    guessed = rosa.submit(page, "Read it so", preset="")
    assert guessed.value("column-2") == ""
    assert rosa.submit(guessed, "Read it so", preset="last-time").value("column-2") == "notes"


def test_a_workbook_is_read_from_its_sheet(rosa: Browser) -> None:
    content = xlsx(Page([["Name", "Email"], ["Maya", "m@example.com"]], name="Bewerber"))
    page = uploaded(rosa, content, "people.xlsx")

    assert "1 row in 2 columns, read from the sheet “Bewerber”." in page.text
    rosa.submit(page, "Import 1 row", **LIVE)
    work(rosa)
    assert "Maya" in rosa.get("recruiter.candidates.page").text


def test_an_import_that_has_begun_is_not_read_as_something_else(rosa: Browser) -> None:
    page = uploaded(rosa, TWO)
    rosa.submit(page, "Import 2 rows", **LIVE)

    assert rosa.submit(page, "Read it so", preset="lever").status == 409


def test_the_reason_of_the_other_system_is_shown_to_the_team(
    rosa: Browser, importer: Importer
) -> None:
    header = "Name,Email,Vacancy,Status,Rejection reason"
    importer.bring(csv("Maya,maya@example.com,Designer,Rejected,Too junior", header=header))

    record = rosa.get(rosa.get("recruiter.candidates.page").link("Maya"))

    assert "internally: “Too junior”" in record.text
    assert "“Too junior”" in rosa.get(record.link("Designer")).text
