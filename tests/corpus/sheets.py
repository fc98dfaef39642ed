"""Workbooks: what spreadsheet programs do to applicants."""

from datetime import date, datetime

from tests.corpus import JUN, MAYA, File, Outcome, one, two
from tests.workbooks import Error, Formula, Page, Rows, ods, xlsx

HEADER = ["Name", "Email", "Phone", "Job", "Applied on", "Notes"]
ROWS: Rows = [
    HEADER,
    [MAYA, "maya@example.com", 351912000001, "Designer", date(2025, 10, 1), "first\nsecond"],
    [],
    [JUN, "jun@example.com", None, "Designer", datetime(2025, 10, 2, 8, 30), None],
    [None, "nobody@example.com"],
]
READ = two(
    refused={5: "no name"},
    applied=("2025-10-01 12:00", "2025-10-02 08:30"),
    phones=("351912000001",),
    notes=("first\nsecond",),
)
SHARED = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>Name</t></si><si><t>Email</t></si>"
    "<si><r><t xml:space='preserve'>Maya </t></r><r><rPr><b/></rPr><t>Oliveira</t></r></si>"
    '<si><t xml:space="preserve"> maya@example.com </t></si></sst>'
)
BY_NUMBER = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>'
)
ONE = [["Name", "Email"], [MAYA, "maya@example.com"]]

SHEETS: dict[str, File] = {
    "Excel": (xlsx(ROWS), READ),
    "OpenDocument": (ods(ROWS), READ),
    "texts by number, with bold letters": (
        xlsx(Page([], xml=BY_NUMBER), parts={"xl/sharedStrings.xml": SHARED}),
        one(emails=("maya@example.com",)),
    ),
    "an empty corner": (
        xlsx(Page([["", "", *row] for row in ONE] + [["", "", "", "x@example.com"]], first_row=7)),
        one(refused={9: "no name"}),
    ),
    "a cover, a hidden copy, and the sheet": (
        xlsx(
            Page([["Confidential", "2025"], ["by", "HR"]], name="Cover"),
            Page([["Name", "Email"], ["Eva", "eva@example.com"]], name="Old", hidden=True),
            Page(ONE, name="Applicants"),
        ),
        one(),
    ),
    "formulas with values": (
        xlsx(
            [
                ["Name", "Email", "Notes", "Phone"],
                [
                    Formula('=A9&" "&B9', MAYA),
                    Formula('=HYPERLINK("mailto:m@example.com")', "m@example.com"),
                    Error("#REF!"),
                    Formula("=1+1", 2.0),
                ],
            ]
        ),
        one(emails=("m@example.com",), notes=(), phones=("2",)),
    ),
    "texts like formulas": (
        ods([["Name", "Email", "Notes"], [MAYA, "m@example.com", "=1+1"]]),
        one(notes=("=1+1",)),
    ),
    "days as bare numbers": (
        xlsx([["Name", "Email", "Job", "Applied on"], [MAYA, "m@example.com", "x", 45992]]),
        Outcome(refused={2: "not a date we can read"}),
    ),
    "numbers as numbers": (
        xlsx(
            [
                ["Name", "Email", "Candidate ID", "Phone"],
                [MAYA, "m@example.com", 12.0, 4.917612345678e12],
                [MAYA, "m@example.com", "13", None],
            ]
        ),
        one(phones=("4917612345678",), refused={3: "under the id 12"}),
    ),
    "a file in one column": (
        xlsx([["Name;Email"], [f"{MAYA};m@example.com"], [f"{JUN};jun@example.com"]]),
        two(),
    ),
    "300 columns": (xlsx([[*ONE[0], *(f"c{n}" for n in range(298))], ONE[1]]), one()),
    "301 columns": (
        ods([[*ONE[0], *(f"c{n}" for n in range(299))], ONE[1]]),
        Outcome(whole="301 columns"),
    ),
    "a row that is too long": (
        ods([*ONE, [JUN, "jun@example.com", None, "x"]]),
        one(refused={3: "4 cells"}),
    ),
    "nothing but names of columns": (xlsx([HEADER]), Outcome(whole="only the line with")),
    "blank cells far away": (xlsx([*ONE, *[[] for _ in range(5_000)], ["  ", " "]]), one()),
}
