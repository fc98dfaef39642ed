"""Whom a row means: people under several ids, and files with several systems."""

from typing import Any

import pytest

from portal.models import Application, Candidate, SourceRecord
from portal.policy.imports.fields import Field
from portal.vocabulary import RecordKind
from tests.importer import Importer, csv, guess, lines
from tests.makers import Make

HEADER = "Name,Email,Vacancy,Status,Candidate ID,Application ID,System"


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def known_as(make: Make, source_id: str, kind: RecordKind, **ids: Any) -> None:
    """A system has said of a person, or of an application, that it has this id too."""
    with make.work() as context:
        context.session.add(
            SourceRecord(
                source="greenhouse", kind=kind, source_id=source_id, heard_at=context.now, **ids
            )
        )


def test_somebody_is_known_under_the_id_of_who_was_merged_into_them(
    importer: Importer, make: Make
) -> None:
    maya = make.candidate("Maya Oliveira", source="greenhouse", source_id="1")
    known_as(make, "2", RecordKind.CANDIDATE, candidate_id=maya.id)

    row = importer.bring(
        csv(
            "Maya Oliveira,maya@example.com,Designer,,2,,",
            "Maya Oliveira,other@example.com,Engineer,,2,,",
            "Maya Oliveira,maya@example.com,Engineer,,3,,",
            header=HEADER,
        ),
        source="greenhouse",
    )

    assert importer.counts(row) == (2, 0, 0, 1)
    assert "under the id 1, 2" in lines(importer.refused(row))[4]
    assert importer.all(Candidate.id) == [(maya.id,)]


def test_an_application_is_known_under_its_further_ids(importer: Importer, make: Make) -> None:
    application = make.application(make.candidate("Maya Oliveira"), make.vacancy("Designer"))
    known_as(
        make,
        "11",
        RecordKind.APPLICATION,
        application_id=application.id,
        candidate_id=application.candidate_id,
    )

    row = importer.bring(
        csv("Maya Oliveira,,Renamed since,Rejected,,11,", header=HEADER), source="greenhouse"
    )

    assert importer.counts(row) == (0, 1, 0, 0)
    assert importer.all(Application.id) == [(application.id,)]


def test_a_file_may_hold_people_of_several_systems(importer: Importer) -> None:
    chosen = {**guess(HEADER), Field.SOURCE: [6]}
    text = csv(
        "Maya,maya@example.com,Designer,,1,11,greenhouse",
        "Jun,jun@example.com,Designer,,1,11,lever",
        "Ada,ada@example.com,Designer,,1,11,",
        header=HEADER,
    )

    first = importer.bring(text, columns=chosen, source="mine")
    again = importer.bring(text, columns=chosen, source="mine")

    assert importer.counts(first) == (3, 0, 0, 0)
    assert importer.counts(again) == (0, 0, 3, 0)
    for model in (Candidate, Application):
        found = importer.all(model.source, model.source_id)
        assert [source for source, _ in found] == ["greenhouse", "lever", "mine"]


def test_few_may_know_of_a_private_person_so_a_refusal_does_not_name_them(
    importer: Importer, make: Make
) -> None:
    secret = make.candidate("Maya Oliveira")
    with make.work() as context:
        context.session.get_one(Candidate, secret.id).private = True

    row = importer.bring(csv("Jun Kimura,maya@example.com,,,,,", header=HEADER))

    reason = lines(importer.refused(row))[2]
    assert reason.startswith("Somebody has the address maya@example.com already.")
    assert "Oliveira" not in reason


def test_a_refused_row_says_what_can_be_done(importer: Importer, make: Make) -> None:
    make.candidate("Maya Oliveira")

    row = importer.bring(csv("Jun Kimura,maya@example.com,,,,,", header=HEADER))

    assert (
        "If it is one person, write the name here as it is there" in lines(importer.refused(row))[2]
    )
