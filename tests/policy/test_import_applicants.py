"""One row as a person, or the reason why not."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.policy.imports import fields
from portal.policy.imports.applicant import Applicant
from portal.policy.imports.applicants import Reading, column_orders
from portal.policy.imports.cells import defused, restored
from portal.policy.imports.files import Row
from portal.policy.imports.findings import Finding, Findings
from portal.policy.imports.identity import may_be_one
from portal.policy.refusal import Refusal
from portal.vocabulary import DateOrder, Outcome

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def reading(*headers: str, chosen: DateOrder | None = None) -> Reading:
    columns = fields.guess(headers)
    return Reading(headers, columns, column_orders([], columns, chosen), UTC, NOW)


def one(**cells: str) -> Applicant:
    """A row with a name, an address, and these cells."""
    whole = {"Name": "Maya Oliveira", "Email": "maya@example.com", **cells}
    headers = [name.replace("_", " ") for name in whole]
    return reading(*headers).applicant(Row(2, list(whole.values())))


def refusal(**cells: str) -> str:
    with pytest.raises(Refusal) as refused:
        one(**cells)
    return refused.value.message


@pytest.mark.parametrize(
    ("typed", "name", "called"),
    [
        ("Maya Oliveira", "Maya Oliveira", "Maya"),
        ("Oliveira, Maya", "Maya Oliveira", "Maya"),
        ("Sammy Davis, Jr.", "Sammy Davis, Jr.", "Sammy"),
        ("  Maya \n  Oliveira ", "Maya Oliveira", "Maya"),
        ("\x01Ada\x7f Correia", "Ada Correia", "Ada"),
    ],
)
def test_a_name_is_written_as_people_say_it(typed: str, name: str, called: str) -> None:
    applicant = one(Name=typed)

    assert (applicant.name, applicant.called) == (name, called)


def test_first_and_last_name_make_a_name() -> None:
    applicant = reading("First name", "Last name", "Email").applicant(
        Row(2, ["Maya Luisa", "Oliveira", "maya@example.com"])
    )

    assert (applicant.name, applicant.called) == ("Maya Luisa Oliveira", "Maya Luisa")


@pytest.mark.parametrize(
    ("typed", "emails"),
    [
        ("Maya@Example.com", ("Maya@example.com",)),
        ("Maya <maya@example.com>; m.o@example.org", ("maya@example.com", "m.o@example.org")),
        ("mailto", None),
        ("maya@", None),
    ],
)
def test_addresses_are_valid_or_the_row_is_refused(
    typed: str, emails: tuple[str, ...] | None
) -> None:
    if emails is None:
        assert "is not an e-mail address" in refusal(Email=typed)
    else:
        assert one(Email=typed).emails == emails


def test_somebody_whom_nobody_could_recognise_again_is_refused() -> None:
    assert "neither an e-mail address nor an id" in refusal(Email="-")
    assert one(Email="", Candidate_ID="77").candidate_id == "77"


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ({"Status": "Rejected"}, Outcome.REJECTED),
        ({"Status": "ABGELEHNT"}, Outcome.REJECTED),
        ({"Status": "candidate_withdrew"}, Outcome.WITHDRAWN),
        ({"Status": "Offer declined"}, Outcome.OFFER_DECLINED),
        ({"Status": "Hired"}, Outcome.HIRED),
        ({"Status": "Active"}, None),
        ({"Status": "Archived", "Rejection_Reason": "Withdrew"}, Outcome.WITHDRAWN),
        ({"Status": "Archived", "Rejection_Reason": "Underqualified"}, Outcome.REJECTED),
        ({"Rejected_on": "2025-11-03"}, Outcome.REJECTED),
        ({"Rejected_on": ""}, None),
        ({"Status": "Active", "Rejected_on": "2025-11-03"}, None),
        ({"Disqualified": "Yes"}, Outcome.REJECTED),
        ({"Disqualified": "false"}, None),
        ({"Stage": "Rejected"}, Outcome.REJECTED),
        ({"Stage": "Interview"}, None),
    ],
)
def test_the_outcome_is_read_off_whatever_says_it(
    cells: dict[str, str], outcome: Outcome | None
) -> None:
    assert one(**cells).outcome is outcome


def test_a_status_that_nobody_knows_counts_as_open_and_is_said() -> None:
    read = reading("Name", "Email", "Status")
    for line in (2, 3):
        assert read.applicant(Row(line, ["Maya", "m@example.com", "Talent lake"])).outcome is None

    found = read.findings.all()
    assert [(f.kind, f.text, f.rows, f.line) for f in found] == [
        (Finding.UNKNOWN_STATUS, "Talent lake", 2, 2)
    ]


def test_dates_that_cannot_be_are_refused_with_their_column() -> None:
    assert "“soon” in the column “Applied on” is not a date" in refusal(Applied_on="soon")
    assert "has not come yet" in refusal(Applied_on="2026-04-01")
    assert "can be read in two ways" in refusal(Applied_on="03/04/2025")


def test_a_date_of_today_is_never_later_than_now() -> None:
    assert one(Applied_on="2026-03-02").applied_at == NOW
    assert one(Applied_on="2026-03-01").applied_at == NOW - timedelta(hours=21)


def test_lists_links_and_notes_are_taken_apart() -> None:
    applicant = one(
        Skills="figma; research, figma",
        Education="MA Design, Porto\nBA Arts",
        LinkedIn="linkedin.com/in/maya",
        Notes="Nice talk.\r\nSecond line.",
        Source="Job fair",
        City="Porto",
        Country="Portugal",
    )

    assert applicant.skills == ("figma", "research")
    assert applicant.education == ("MA Design, Porto", "BA Arts")
    assert applicant.links == ("https://linkedin.com/in/maya",)
    assert applicant.notes == ("Nice talk.\nSecond line.", "Found us by: Job fair")
    assert applicant.location == "Porto, Portugal"


def test_what_cannot_be_kept_is_left_out_and_said() -> None:
    read = reading("Name", "Email", "Website", "Time zone", "Title")
    cells = ["Maya", "m@example.com", "javascript:alert(1) ask me", "Moon/Sea", "x" * 300]

    applicant = read.applicant(Row(2, cells))

    assert (applicant.links, applicant.time_zone) == ((), None)
    assert len(applicant.headline) == 200
    kinds = {found.kind for found in read.findings.all()}
    assert kinds == {Finding.UNREADABLE_LINK, Finding.UNKNOWN_TIME_ZONE, Finding.SHORTENED}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["Maya", "m@example.com", "x", "y"], "4 cells, but the file has 3 columns"),
        (["Maya\x00", "m@example.com", ""], "NUL"),
        (["Maya", "m@example.com", "x" * 10_000_000], "10,000,000 characters"),
        (["M" * 201, "m@example.com", ""], "201 characters"),
        (["", "m@example.com", ""], "no name"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(cells: list[str], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        reading("Name", "Email", "Notes").applicant(Row(2, cells))


def test_missing_and_empty_cells_at_the_end_do_no_harm() -> None:
    read = reading("Name", "Email", "Notes")

    assert read.applicant(Row(2, ["Maya", "m@example.com"])).notes == ()
    assert read.applicant(Row(2, ["Maya", "m@example.com", "", "", " "])).notes == ()


def test_a_word_that_comes_in_many_spellings_does_not_fill_the_table() -> None:
    findings = Findings()
    for number in range(200):
        findings.note(Finding.UNKNOWN_STAGE, f"stage {number}", number)

    kept = Findings(findings.to_json()).all()

    assert len(kept) == 41
    assert kept[0].text == ""
    assert sum(found.rows for found in kept) == 200


@pytest.mark.parametrize("cell", ["=1+1", "+351 912", "-1", "@x", "\tx", "Maya", "it's", ""])
def test_a_cell_comes_back_from_a_spreadsheet_as_it_was(cell: str) -> None:
    assert not defused(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restored(defused(cell)) == cell


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Maya Oliveira", "maya oliveira", True),
        ("Maya Oliveira", "Oliveira, Maya Luisa", True),
        ("Zoë Müller", "Zoe Muller", True),
        ("Maya Oliveira", "Maya Silva", False),
        ("Maya Oliveira", "João Oliveira", False),
        ("王伟", "李娜", False),
    ],
)
def test_two_names_are_one_person_only_if_one_holds_the_other(
    name: str, other: str, same: bool
) -> None:
    assert may_be_one(name, other) is same
