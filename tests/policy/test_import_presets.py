"""The usual exports are recognised by their headers, and nothing else is."""

from datetime import UTC, datetime

import pytest

from portal.policy.imports import exports_hosted, exports_own_servers, own_file, presets
from portal.policy.imports.applicant import Applicant
from portal.policy.imports.applicants import Reading, column_orders
from portal.policy.imports.export import Export
from portal.policy.imports.fields import INTERNAL, Field, key
from portal.policy.imports.files import Row
from portal.policy.imports.presets import columns, named, recognise
from portal.vocabulary import Outcome

EXPORTS = (*exports_hosted.HOSTED, *exports_own_servers.OWN_SERVERS)


def headers(line: str) -> list[str]:
    return line.split(",")


def read(preset: str, **cells: str) -> Applicant:
    """A row of this system with a name, an address, and these cells."""
    whole = {"Applicant_Name": "Maya Oliveira", "Email": "maya@example.com", **cells}
    heads = [name.replace("_", " ") for name in whole]
    known = named(preset)
    held = columns(heads, known.wanted)
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    reading = Reading(heads, held, column_orders([], held, None), UTC, now, preset=known)
    return reading.applicant(Row(2, list(whole.values())))


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_an_export_with_all_its_columns_is_recognised(export: Export) -> None:
    whole = [header for found in export.columns.values() for header in found]

    assert recognise([*whole, *export.left_out]) is presets.PRESETS[export.name]


@pytest.mark.parametrize(
    "line",
    [
        "Name,Email",
        "Name,Email,Phone,Job,Status,Applied on",
        "First Name,Last Name,Email,Phone,City,Notes",
        "Name,Email,Vacancy,Stage,Status,Applied on,Rejected on,Candidate ID,Application ID",
        "Candidate Name,Email,Phone,Job,Stage,Source,Tags,Created At",
        "Bewerber ID,Vorname,Nachname,E-Mail,Telefon,Stelle,Phase,Status,Bewerbungsdatum",
        "Colour,Size,Price",
        ",,",
    ],
)
def test_a_file_that_could_be_anybodys_is_nobodys(line: str) -> None:
    assert recognise(headers(line)) is None


def test_the_name_of_the_file_decides_where_headers_alone_do_not() -> None:
    line = "Candidate Name,Email,Phone,Job,Stage,Disqualified,Tags,Created At"

    assert recognise(headers(line)) is None
    found = recognise(headers(line), "Workable export.csv")
    assert found is not None
    assert found.name == "workable"


def test_an_export_among_many_columns_that_nobody_knows_is_not_recognised() -> None:
    lever = "Opportunity ID,Contact ID,Posting,Archive reason,Headline"
    unknown = ",".join(f"Question {n}" for n in range(9))

    assert recognise(headers(lever)) is not None
    assert recognise(headers(f"{lever},{unknown}")) is None


def test_every_header_means_one_thing_in_its_export() -> None:
    for export in EXPORTS:
        held: dict[str, set[str]] = {}
        for field, found in [*export.columns.items(), ("left out", export.left_out)]:
            for header in found:
                held.setdefault(key(header), set()).add(str(field))
        assert [header for header, fields in held.items() if len(fields) > 1] == [], export.name


def test_names_and_labels_are_each_their_own() -> None:
    assert len({export.name for export in EXPORTS}) == len(EXPORTS) == len(presets.PRESETS)
    assert len({export.label for export in EXPORTS}) == len(EXPORTS)


@pytest.mark.parametrize(
    "word", ["tag", "label", "rating", "score", "feedback", "evaluation", "recommendation", "pool"]
)
def test_no_preset_takes_what_is_the_teams_for_the_persons(word: str) -> None:
    for export in EXPORTS:
        for field, found in export.columns.items():
            if any(word in key(header).split() for header in found):
                assert field in INTERNAL, (export.name, found)


def test_the_likelier_of_two_headers_is_taken_and_the_other_left_out() -> None:
    held = columns(headers("Name,Created At,Applied At"), named("lever").wanted)

    assert held == {Field.NAME: [0], Field.APPLIED_AT: [2]}


def test_what_a_preset_leaves_out_is_not_guessed() -> None:
    line = headers("Name,Email,Company,Department,Mobile")

    assert columns(line, named("greenhouse-candidates").wanted) == {
        Field.NAME: [0],
        Field.EMAIL: [1],
        Field.PHONE: [4],
    }


@pytest.mark.parametrize(
    ("preset", "cells", "outcome"),
    [
        ("horilla", {"Hired": "Yes", "Canceled": "No"}, Outcome.HIRED),
        ("horilla", {"Hired": "No", "Canceled": "Yes"}, Outcome.REJECTED),
        ("horilla", {"Hired": "No", "Canceled": "No"}, None),
        ("horilla", {"Hired": "No", "Canceled": "No", "Stage": "Hired"}, Outcome.HIRED),
        ("workable", {"Disqualified": "No", "Stage": "Interview"}, None),
        ("workable", {"Disqualified": "Yes", "Stage": "Hired"}, Outcome.REJECTED),
        ("lever", {"Archive_Reason": "Hired"}, Outcome.HIRED),
        ("lever", {"Archive_Reason": "Withdrew"}, Outcome.WITHDRAWN),
        ("lever", {"Archive_Reason": "Any other"}, Outcome.REJECTED),
        ("lever", {"Archive_Reason": ""}, None),
        ("odoo", {"Application_Status": "Ongoing"}, None),
        ("odoo", {"Application_Status": "Archived", "Refuse_Reason": ""}, Outcome.REJECTED),
        ("frappe-hr", {"Status": "Replied"}, None),
        ("opencats", {"Recent_Status": "Client Declined"}, Outcome.REJECTED),
        ("", {"Rejection_reason": "Any"}, None),
    ],
)
def test_how_it_ended_in_the_words_of_the_system(
    preset: str, cells: dict[str, str], outcome: Outcome | None
) -> None:
    assert read(preset, **cells).outcome is outcome


def test_a_header_of_our_own_export_is_said_once() -> None:
    assert len({key(header) for header, _ in own_file.COLUMNS}) == len(own_file.COLUMNS)
    assert len({field for _, field in own_file.COLUMNS}) == len(own_file.COLUMNS)
