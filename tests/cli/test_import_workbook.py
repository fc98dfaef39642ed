"""`portal import`: a workbook comes in from a terminal, or is refused in one line."""

from pathlib import Path

from tests.cli.conftest import Command
from tests.makers import Make
from tests.workbooks import Page, ods, xlsx

PEOPLE = [["Name", "Email"], ["Maya Oliveira", "maya@example.com"], ["", "nobody@example.com"]]


def test_the_sheet_that_was_read_is_said(portal: Command, tmp_path: Path, make: Make) -> None:
    make.user()
    file = tmp_path / "people.ods"
    file.write_bytes(ods(Page(PEOPLE, name="Applicants")))

    done = portal("import", str(file), "--live")

    assert done.exit_code == 0, done.output
    assert "Read from the sheet “Applicants”." in done.output
    assert "1 added, 0 changed, 0 unchanged, 1 refused of 2 rows." in done.output
    assert "line 3: There is no name." in done.output


def test_a_workbook_that_is_too_much_is_refused(
    portal: Command, tmp_path: Path, make: Make
) -> None:
    make.user()
    file = tmp_path / "people.xlsx"
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    file.write_bytes(xlsx(Page(PEOPLE, xml=far)))

    done = portal("import", str(file), "--live")

    assert done.exit_code == 1
    assert "takes more memory or time than we can give" in done.output
