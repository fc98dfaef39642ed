"""How a file begins: as an export that we know, as the last one of its system, or as a guess."""

import pytest
from sqlalchemy import select

from portal.models import ImportMapping
from portal.policy.imports import own_file
from portal.policy.imports.fields import Field
from portal.policy.refusal import Conflict, Refusal
from portal.services import imports
from portal.unit_of_work import unit_of_work
from tests.exports import EXAMPLES
from tests.importer import Importer, csv
from tests.makers import Make

ODD = "Who,How to reach,What for,Remark"
ODD_ROW = "Maya Oliveira,maya@example.com,Designer,call her"
CHOSEN = {Field.NAME: [0], Field.EMAIL: [1], Field.VACANCY: [2]}


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def read_as(importer: Importer, import_id: int, preset: str) -> None:
    with unit_of_work(importer.gateways, importer.actor) as context:
        imports.read_as(context, import_id, preset)


def test_what_was_chosen_is_how_the_next_file_begins(importer: Importer) -> None:
    importer.bring(csv(ODD_ROW, header=ODD), columns=CHOSEN, source="Our ATS")

    row = importer.row(importer.upload(csv(ODD_ROW, header=ODD), "another.csv"))

    assert (row.remembered, row.source, row.preset) == (True, "Our ATS", None)
    # "Remark" was left out the last time, so it is not guessed again.
    assert row.columns == CHOSEN


def test_columns_that_are_new_since_are_guessed(importer: Importer) -> None:
    importer.bring(csv(ODD_ROW, header=ODD), columns=CHOSEN, source="Our ATS")

    text = csv(f"{ODD_ROW},+351 1,extra", header=f"{ODD},Phone,Vacancy")
    row = importer.row(importer.upload(text))

    # "Vacancy" has its column already: there can be one only.
    assert row.columns == {**CHOSEN, Field.PHONE: [4]}


def test_headers_are_the_same_however_they_are_written(importer: Importer) -> None:
    importer.bring(csv(ODD_ROW, header=ODD), columns=CHOSEN, source="Our ATS")

    row = importer.row(importer.upload(csv(ODD_ROW, header="WHO,how_to_reach,What-for, remark ")))

    assert row.columns == CHOSEN


def test_a_mapping_of_which_a_header_is_missing_is_not_meant(importer: Importer) -> None:
    importer.bring(csv(ODD_ROW, header=ODD), columns=CHOSEN, source="Our ATS")

    row = importer.row(importer.upload(csv("Maya,m@example.com", header="Who,Mail")))

    assert (row.remembered, row.source) == (False, "csv")


def test_a_mapping_that_is_little_of_a_file_is_not_meant(importer: Importer) -> None:
    importer.bring(csv("Maya,maya@example.com", header="Name,Email"), source="Our ATS")

    text = csv("Maya,m@example.com,a,b,c,d", header="Name,Email,Colour,Size,Price,Shop")
    row = importer.row(importer.upload(text))

    assert (row.remembered, row.source) == (False, "csv")


def test_a_recognised_export_begins_as_it_was_put_right_the_last_time(importer: Importer) -> None:
    example = EXAMPLES[0]
    first = importer.row(importer.upload(example.text))
    without_tags = {
        field: at for field, at in first.columns.items() if field not in (Field.TAGS, Field.LINKS)
    }
    importer.bring(example.text, columns=without_tags)

    row = importer.row(importer.upload(example.text))

    assert (row.preset, row.remembered) == ("greenhouse-candidates", True)
    assert row.columns == without_tags


def test_a_try_remembers_too_and_the_latest_choice_counts(importer: Importer) -> None:
    importer.bring(csv(ODD_ROW, header=ODD), columns=CHOSEN, source="x", dry_run=True)
    importer.bring(csv(ODD_ROW, header=ODD), columns={**CHOSEN, Field.NOTES: [3]}, source="X")

    row = importer.row(importer.upload(csv(ODD_ROW, header=ODD)))

    assert row.columns == {**CHOSEN, Field.NOTES: [3]}


def test_the_name_of_a_file_names_its_system(importer: Importer) -> None:
    importer.bring(csv(ODD_ROW, header=ODD), columns=CHOSEN, source="personio")

    row = importer.row(importer.upload(csv(ODD_ROW, header=ODD), "Personio 2025.csv"))

    assert (row.source, row.remembered) == ("personio", True)


def test_a_file_can_be_read_as_another_export_or_as_none(importer: Importer) -> None:
    import_id = importer.upload(EXAMPLES[0].text)

    read_as(importer, import_id, "ashby")
    row = importer.row(import_id)
    assert (row.preset, row.source) == ("ashby", "ashby")
    read_as(importer, import_id, "")
    row = importer.row(import_id)
    # What it is read as is one thing, whose ids it holds another.
    assert (row.preset, row.source) == (None, "ashby")
    assert row.columns[Field.VACANCY] == [12]


def test_back_to_the_last_time(importer: Importer) -> None:
    importer.bring(csv(ODD_ROW, header=ODD), columns=CHOSEN, source="Our ATS")
    import_id = importer.upload(csv(ODD_ROW, header=ODD))
    read_as(importer, import_id, "")
    assert Field.NAME not in importer.row(import_id).columns

    read_as(importer, import_id, imports.LAST_TIME)

    assert importer.row(import_id).columns == CHOSEN


def test_what_is_not_there_cannot_be_chosen(importer: Importer) -> None:
    import_id = importer.upload(csv(ODD_ROW, header=ODD))
    for preset in ("no-such-export", imports.LAST_TIME):
        with pytest.raises(Refusal):
            read_as(importer, import_id, preset)
    importer.start(import_id, columns=CHOSEN)
    with pytest.raises(Conflict):
        read_as(importer, import_id, "lever")


def test_our_own_export_needs_no_memory(importer: Importer) -> None:
    headers = [header for header, _ in own_file.COLUMNS]
    text = csv(",".join(["Maya"] * 3 + [""] * (len(headers) - 3)), header=",".join(headers))
    importer.bring(text.replace("Maya,Maya,Maya", "Maya,May,maya@example.com"))

    assert importer.row(importer.upload(text)).preset == "rekindle"
    with importer.gateways.database.session() as session:
        assert session.scalars(select(ImportMapping.source)).all() == []
