"""From the columns to the end of an import: dry runs, dates, refused rows, who did it."""

from datetime import datetime

import pytest

from portal.context import SYSTEM
from portal.models import Application, AuditEvent, Candidate, Decision, Import
from portal.policy.refusal import Conflict, Refusal
from portal.services import imports
from portal.vocabulary import Act, DateOrder, ImportState
from tests.importer import TWO, Importer, csv, everything, kinds, lines, many
from tests.makers import Make


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def test_a_dry_run_shows_what_would_happen_and_changes_nothing(importer: Importer) -> None:
    importer.bring(TWO)
    before, audit = everything(importer), len(importer.all(AuditEvent.id))
    text = csv(
        "Maya Oliveira,maya@example.com,Product Designer,,Rejected,,,1,11",
        "Jun Kimura,jun@example.com,Product Designer,,Rejected,,,2,12",
        "Ada,ada@example.com,Astronaut,,,,,3,13",
        "Ada,ada@example.com,Astronaut,,,,,3,13",
        "Eva,ada@example.com,Astronaut,,,,,,",
    )

    tried = importer.bring(text, dry_run=True)

    assert (tried.state, tried.dry_run) == (ImportState.DONE, True)
    assert importer.counts(tried) == (1, 1, 2, 1)
    assert "vacancy_opened" in kinds(tried)
    assert everything(importer) == before
    assert len(importer.all(AuditEvent.id)) == audit
    done = importer.bring(text)
    assert importer.counts(done) == importer.counts(tried)


def test_a_dry_run_sees_the_people_of_earlier_batches(importer: Importer) -> None:
    text = many(700) + many(1).splitlines()[1] + "\n"

    assert importer.counts(importer.bring(text, dry_run=True)) == (700, 0, 1, 0)


def test_after_a_dry_run_the_same_file_is_imported_or_its_columns_are_changed(
    importer: Importer, make: Make
) -> None:
    tried = importer.bring(TWO, dry_run=True)
    with make.work(importer.actor) as context:
        imports.back_to_columns(context, tried.id)
    row = importer.row(tried.id)
    assert (row.state, importer.counts(row)) == (ImportState.MAPPING, (0, 0, 0, 0))

    importer.start(tried.id, dry_run=True)
    importer.work()
    with make.work(importer.actor) as context:
        imports.start_for_real(context, tried.id)
    importer.work()

    assert importer.counts(importer.row(tried.id)) == (2, 0, 0, 0)
    with make.work(importer.actor) as context, pytest.raises(Conflict):
        imports.start_for_real(context, tried.id)


def test_the_file_is_forgotten_when_it_is_imported(importer: Importer) -> None:
    row = importer.bring(TWO)

    assert not row.keeps_file
    assert importer.all(Import.content) == [(None,)]


def test_good_rows_are_kept_and_bad_ones_told_with_the_line_on_which_they_began(
    importer: Importer,
) -> None:
    text = csv(
        '"Maya\nOliveira",maya@example.com,,,,,,,',
        ",nobody@example.com,,,,,,,",
        "Jun,jun@example.com,,,,someday,,,",
        "Nul\x00,nul@example.com,,,,,,,",
        "Ada,ada@example.com,,,,,,,",
        'Open,"open@example.com,,,,,,,',
    )

    row = importer.bring(text)

    assert importer.counts(row) == (2, 0, 0, 4)
    reasons = lines(importer.refused(row))
    assert reasons[4] == "There is no name."
    assert reasons[5] == "“someday” in the column “Applied on” is not a date we can read."
    assert reasons[6].startswith("There is a NUL character")
    assert reasons[8] == "A quotation mark in this row never closes."


def test_a_cell_of_ten_megabytes_is_one_refused_row(importer: Importer) -> None:
    text = csv(
        "Maya,maya@example.com,x",
        f"Jun,jun@example.com,{'x' * 10_000_000}",
        header="Name,Email,Notes",
    )

    row = importer.bring(text)

    assert importer.counts(row) == (1, 0, 0, 1)
    (refused,) = importer.refused(row)
    assert "10,000,000 characters" in refused.reason
    assert sum(map(len, refused.cells)) < 5_000


def test_dates_that_can_be_read_in_two_ways_have_to_be_chosen(importer: Importer) -> None:
    text = csv("Maya,maya@example.com,Designer,,,03/04/2025,,1,1")
    import_id = importer.upload(text)

    with pytest.raises(Refusal, match="“03/04/2025” in the column “Applied on”") as refused:
        importer.start(import_id)
    assert refused.value.field == "date_order"
    assert importer.row(import_id).state is ImportState.MAPPING

    importer.start(import_id, date_order=DateOrder.MONTH_FIRST)
    importer.work()
    assert importer.all(Application.applied_at)[0][0].date() == datetime(2025, 3, 4).date()


def test_each_column_of_dates_is_read_as_its_own_dates_tell(importer: Importer) -> None:
    importer.bring(
        csv(
            "Maya,maya@example.com,Designer,,,03/04/2025,05/06/2025,1,1",
            "Jun,jun@example.com,Designer,,,25/04/2025,06/25/2025,2,2",
        )
    )

    assert sorted(d.date().isoformat() for (d,) in importer.all(Application.applied_at)) == [
        "2025-04-03",
        "2025-04-25",
    ]
    assert sorted(d.date().isoformat() for (d,) in importer.all(Decision.decided_at)) == [
        "2025-05-06",
        "2025-06-25",
    ]


def test_nothing_starts_before_it_is_said_how(importer: Importer) -> None:
    import_id = importer.upload(TWO)

    with pytest.raises(Refusal) as refused:
        importer.start(import_id, origin=None)
    assert refused.value.field == "origin"
    with pytest.raises(Refusal, match="holds the name"):
        importer.start(import_id, columns={})
    importer.start(import_id)
    with pytest.raises(Conflict, match="begun already"):
        importer.start(import_id)


def test_a_system_is_the_same_however_its_name_is_written(importer: Importer, make: Make) -> None:
    make.candidate("Maya Oliveira", emails=(), source="Greenhouse", source_id="1")

    importer.bring(TWO, source="greenhouse")

    assert len(importer.all(Candidate.id)) == 2
    assert {source for (source,) in importer.all(Application.source)} == {"Greenhouse"}


def test_the_timeline_says_who_brought_somebody_in(importer: Importer, make: Make) -> None:
    importer.bring(TWO)

    events = importer.all(AuditEvent.id, AuditEvent.act, AuditEvent.actor_id)
    acts = [act for _, act, _ in events]
    acts = acts[acts.index(Act.IMPORT_STARTED) :]
    assert acts[-1] is Act.IMPORT_DONE
    assert {Act.CANDIDATE_ADDED, Act.APPLICATION_ADDED, Act.DECISION_IMPORTED} <= set(acts)
    assert {actor for _, act, actor in events if act is Act.CANDIDATE_ADDED} == {importer.actor.id}


def test_nobody_to_own_a_new_vacancy_is_said_before_it_starts(make: Make) -> None:
    with pytest.raises(Refusal, match="Nobody works here yet"):
        Importer(make, SYSTEM).bring(TWO)
