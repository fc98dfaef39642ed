"""Exports of the usual systems come in as they are: people, vacancies, stages, ends and dates."""

from collections import Counter

import pytest
from sqlalchemy import select

from portal.models import Application, Candidate, Decision, Note, Stage, Vacancy
from portal.policy.imports import presets
from portal.vocabulary import EndedBy
from tests.exports import EXAMPLES, Example
from tests.importer import Importer, csv
from tests.makers import Make

EACH = pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{e.preset}-{n}" for n, e in enumerate(EXAMPLES)]
)


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def test_there_is_an_example_of_every_preset_but_our_own() -> None:
    assert {example.preset for example in EXAMPLES} == presets.PRESETS.keys() - {"rekindle"}


@EACH
def test_people_and_what_became_of_them(importer: Importer, example: Example) -> None:
    row = importer.bring(example.text)

    assert (row.preset, row.source) == (example.preset, presets.PRESETS[example.preset].source)
    assert row.refused == 0, importer.refused(row)
    with importer.gateways.database.session() as session:
        found = session.execute(
            select(Candidate.name, Vacancy.title, Stage.name, Decision.outcome)
            .outerjoin(Application, Application.candidate_id == Candidate.id)
            .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
            .outerjoin(Stage, Stage.id == Application.stage_id)
            .outerjoin(Decision, Decision.application_id == Application.id)
            .order_by(Candidate.name, Application.id)
        )
        assert tuple(tuple(each) for each in found) == example.people


@EACH
def test_the_dates_and_the_reason(importer: Importer, example: Example) -> None:
    importer.bring(example.text)

    with importer.gateways.database.session() as session:
        applied = session.scalars(select(Application.applied_at).order_by(Application.id)).first()
        decision = session.scalars(select(Decision).order_by(Decision.id)).first()
    if example.applied is not None:
        assert applied is not None
        assert applied.date() == example.applied
    if example.decided is not None:
        assert decision is not None
        assert decision.decided_at.date() == example.decided
    if example.reason:
        assert decision is not None
        assert (decision.imported_reason, decision.internal_note) == (example.reason, "")


@EACH
def test_what_is_the_teams_becomes_notes_and_nothing_of_it_the_persons(
    importer: Importer, example: Example
) -> None:
    importer.bring(example.text)

    with importer.gateways.database.session() as session:
        notes = sorted(session.scalars(select(Note.text)))
        people = session.scalars(select(Candidate)).all()
    assert tuple(notes) == example.notes
    for person in people:
        theirs = " ".join(
            [person.headline, *person.skills, *person.experience, *person.education, *person.links]
        )
        for note in notes:
            _, _, said = note.partition(": ")
            assert not said or said not in theirs


@EACH
def test_the_same_export_once_more_changes_nothing(importer: Importer, example: Example) -> None:
    importer.bring(example.text)

    row = importer.bring(example.text)

    assert importer.counts(row) == (0, 0, row.rows, 0)


def test_a_long_reason_is_short_on_pages_and_whole_in_the_note(importer: Importer) -> None:
    reason = "Because " + "x" * 300
    header = "Name,Email,Vacancy,Status,Rejection reason"
    importer.bring(csv(f"Maya,maya@example.com,Designer,Rejected,{reason}", header=header))

    with importer.gateways.database.session() as session:
        decision = session.scalars(select(Decision)).one()
    assert decision.imported_reason == reason[:199] + "…"
    assert decision.internal_note == reason
    assert decision.ended_by is EndedBy.US


def test_tags_of_a_file_that_nobody_knows_are_the_teams_too(importer: Importer) -> None:
    header = "Name,Email,Labels,Interview feedback,Skills"
    row = importer.bring(csv("Maya,maya@example.com,lazy,weak on data,figma", header=header))

    assert row.preset is None
    with importer.gateways.database.session() as session:
        assert Counter(session.scalars(select(Note.text))) == Counter(
            ["Tags: lazy", "Interview feedback: weak on data"]
        )
        assert session.scalars(select(Candidate)).one().skills == ["figma"]
