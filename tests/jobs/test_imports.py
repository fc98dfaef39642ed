"""Imports in the background: killed, taken over, stopped, gone on with; nothing doubles."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.jobs import imports as jobs
from portal.jobs import work
from portal.jobs.imports import Claim
from portal.jobs.stop import Stop
from portal.models import (
    Application,
    AuditEvent,
    Candidate,
    CandidateEmail,
    Decision,
    ImportRefusal,
    Notice,
    Vacancy,
)
from portal.services import imports
from portal.services.importing import running
from portal.services.importing.running import BATCH, LostImport, Run
from portal.unit_of_work import unit_of_work
from portal.vocabulary import Act, ImportState, Queue, VacancyStatus
from tests.fakes import CountingBell, SetClock
from tests.importer import TWO, Importer, csv, lines, many
from tests.makers import Make
from tests.provision import eventually

ROWS = 2 * BATCH + 200


class KilledError(Exception):
    """The process ends here."""


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def started(importer: Importer, text: str | None = None, *, dry_run: bool = False) -> int:
    import_id = importer.upload(text or many(ROWS))
    importer.start(import_id, dry_run=dry_run)
    return import_id


def begun(gateways: Gateways) -> tuple[Claim, Run]:
    """A worker that has claimed and opened the file."""
    with unit_of_work(gateways, SYSTEM) as context:
        claim = jobs.claim_one(context)
    assert claim is not None
    with unit_of_work(gateways, claim.actor) as context:
        return claim, running.take_up(context, claim.import_id, claim.epoch)


def one_batch(gateways: Gateways, claim: Claim, run: Run, *, killed: bool = False) -> None:
    with unit_of_work(gateways, claim.actor) as context:
        running.step(context, run)
        if killed:
            raise KilledError


def counts(gateways: Gateways) -> dict[str, int]:
    tables = (Candidate, CandidateEmail, Application, Decision, ImportRefusal, Notice)
    with gateways.database.session() as session:
        return {
            model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in tables
        }


def everybody(rows: int, *, refused: int = 0) -> dict[str, int]:
    tables = ("candidates", "candidate_emails", "applications", "decisions")
    return {**dict.fromkeys(tables, rows), "import_refusals": refused, "notices": 0}


def test_the_worker_is_woken_and_brings_everybody_in(importer: Importer) -> None:
    bell = importer.gateways.bell
    assert isinstance(bell, CountingBell)
    import_id = started(importer)
    assert bell.rung == [Queue.WORK]

    stop = Stop()
    assert work.run_due(importer.gateways, stop)
    assert not work.run_due(importer.gateways, stop)

    row = importer.row(import_id)
    assert (row.state, row.rows_done) == (ImportState.DONE, ROWS)
    assert importer.counts(row) == (ROWS, 0, 0, 0)
    assert counts(importer.gateways) == everybody(ROWS)


def test_a_worker_that_dies_between_two_batches_is_followed_by_one_that_goes_on(
    importer: Importer, clock: SetClock
) -> None:
    import_id = started(importer)
    claim, run = begun(importer.gateways)
    one_batch(importer.gateways, claim, run)

    assert not jobs.run_due(importer.gateways), "somebody holds it"
    assert importer.row(import_id).rows_done == BATCH
    clock.forward(seconds=importer.gateways.settings.lease.total_seconds() + 1)
    importer.work()

    row = importer.row(import_id)
    assert importer.counts(row) == (ROWS, 0, 0, 0)
    assert counts(importer.gateways) == everybody(ROWS)
    acts = [act for _, act in importer.all(AuditEvent.id, AuditEvent.act)]
    assert acts.count(Act.CANDIDATE_ADDED) == acts.count(Act.APPLICATION_ADDED) == ROWS
    assert acts.count(Act.IMPORT_DONE) == 1


def test_a_batch_that_was_not_committed_leaves_nothing(importer: Importer, clock: SetClock) -> None:
    text = many(ROWS) + ",nobody@example.com,,,,,,,\n"
    import_id = started(importer, text)
    claim, run = begun(importer.gateways)
    with pytest.raises(KilledError):
        one_batch(importer.gateways, claim, run, killed=True)

    assert counts(importer.gateways) == everybody(0)
    assert importer.row(import_id).rows_done == 0
    clock.forward(seconds=importer.gateways.settings.lease.total_seconds() + 1)
    importer.work()

    assert importer.counts(importer.row(import_id)) == (ROWS, 0, 0, 1)
    assert counts(importer.gateways) == everybody(ROWS, refused=1)


def test_a_worker_that_wakes_after_another_took_over_changes_nothing(
    importer: Importer, clock: SetClock
) -> None:
    import_id = started(importer)
    frozen, frozen_run = begun(importer.gateways)
    one_batch(importer.gateways, frozen, frozen_run)
    clock.forward(seconds=importer.gateways.settings.lease.total_seconds() + 1)
    second, second_run = begun(importer.gateways)

    with pytest.raises(LostImport):
        one_batch(importer.gateways, frozen, frozen_run)
    jobs.carry(importer.gateways, frozen)
    assert importer.row(import_id).rows_done == BATCH

    while second_run.position < ROWS:
        one_batch(importer.gateways, second, second_run)
    assert counts(importer.gateways) == everybody(ROWS)
    assert importer.row(import_id).state is ImportState.DONE


def test_a_dry_run_that_was_killed_begins_anew(importer: Importer, clock: SetClock) -> None:
    first = many(1).splitlines()[1]
    text = many(ROWS) + f",nobody@example.com,,,,,,,\n{first}\n"
    import_id = started(importer, text, dry_run=True)
    claim, run = begun(importer.gateways)
    one_batch(importer.gateways, claim, run)
    clock.forward(seconds=importer.gateways.settings.lease.total_seconds() + 1)

    importer.work()

    assert importer.counts(importer.row(import_id)) == (ROWS, 0, 1, 1)
    assert counts(importer.gateways) == everybody(0, refused=1)


def test_a_worker_whose_time_is_over_gives_the_import_back(importer: Importer) -> None:
    import_id = started(importer)
    with unit_of_work(importer.gateways, SYSTEM) as context:
        claim = jobs.claim_one(context)
    assert claim is not None

    jobs.carry(importer.gateways, claim, seconds=0)

    assert importer.row(import_id).rows_done == BATCH
    importer.work()
    assert counts(importer.gateways) == everybody(ROWS)


def test_somebody_can_stop_it_and_go_on_later(importer: Importer, make: Make) -> None:
    import_id = started(importer)
    claim, run = begun(importer.gateways)
    one_batch(importer.gateways, claim, run)
    with make.work(importer.actor) as context:
        imports.stop(context, import_id)

    with pytest.raises(LostImport):
        one_batch(importer.gateways, claim, run)
    assert not jobs.run_due(importer.gateways)
    row = importer.row(import_id)
    assert (row.state, row.rows_done, row.failure) == (
        ImportState.FAILED,
        BATCH,
        "It was stopped by hand.",
    )

    with make.work(importer.actor) as context:
        imports.go_on(context, import_id)
    importer.work()
    assert counts(importer.gateways) == everybody(ROWS)


def test_a_fault_of_ours_is_said_and_does_not_come_back_for_ever(
    importer: Importer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    with make.work() as context:
        # No page makes a vacancy without a stage.
        broken = Vacancy(
            title="Broken",
            owner_id=make.user().id,
            promise_days=10,
            status=VacancyStatus.OPEN,
            created_at=context.now,
        )
        context.session.add(broken)
    import_id = started(importer, csv("Maya,maya@example.com,Broken,,,,,,"))

    importer.work()

    row = importer.row(import_id)
    assert row.state is ImportState.FAILED
    assert row.failure is not None
    assert row.failure.startswith("Something went wrong on our side.")
    assert counts(importer.gateways) == everybody(0)
    assert "IndexError" in caplog.text


def test_the_oldest_import_comes_first(importer: Importer) -> None:
    first, second = started(importer, TWO), started(importer, TWO)

    assert jobs.run_due(importer.gateways)

    assert importer.row(first).state is ImportState.DONE
    assert importer.row(second).state is ImportState.RUNNING


def test_two_imports_at_once_do_not_double_whom_both_bring(importer: Importer) -> None:
    people = csv(*(f"P{n},p{n}@example.com,Designer" for n in range(ROWS)), header="Name,Email,Job")
    ids = [started(importer, people), started(importer, people)]
    claims = []
    for import_id in ids:
        with unit_of_work(importer.gateways, SYSTEM) as context:
            claim = jobs.claim_one(context, import_id)
            assert claim is not None
            claims.append(claim)

    with ThreadPoolExecutor() as both:
        list(both.map(lambda claim: jobs.carry(importer.gateways, claim), claims))

    assert counts(importer.gateways)["candidates"] == ROWS
    assert [title for (title,) in importer.all(Vacancy.title)] == ["Designer"]
    rows = [importer.row(import_id) for import_id in ids]
    assert sum(row.added for row in rows) == sum(row.unchanged for row in rows) == ROWS


WORKER = """
import time
from portal.jobs import imports
from portal.runtime import make_gateways
from portal.settings import Settings

gateways = make_gateways(Settings.from_environment())
while True:
    if not imports.run_due(gateways):
        time.sleep(0.05)
"""


def test_a_process_killed_in_the_middle_loses_and_doubles_nothing(importer: Importer) -> None:
    rows, settings = 6 * BATCH, importer.gateways.settings
    import_id = started(importer, many(rows) + ",nobody@example.com,,,,,,,\n")
    environment = {
        **os.environ,
        "PORTAL_DATA_DIR": str(settings.data_dir),
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_LEASE_SECONDS": "1",
    }
    done = 0
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", WORKER], env=environment) as process:
            eventually(lambda before=done: importer.row(import_id).rows_done > before)  # type: ignore[misc]
            process.send_signal(signal.SIGKILL)
        done = importer.row(import_id).rows_done
    assert done < rows, "it was never killed in the middle"
    # To the clock of the tests, the lease of the killed process is one from the far future.
    importer.work()

    assert lines(importer.refused(importer.row(import_id))) == {rows + 2: "There is no name."}
    assert counts(importer.gateways) == everybody(rows, refused=1)
