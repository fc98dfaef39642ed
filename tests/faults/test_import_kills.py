"""Workers are killed in the middle of an import, and Redis forgets everything or is not there."""

import signal

import pytest
from sqlalchemy import func, select

from portal.gateways import Gateways
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
from portal.services.importing.running import BATCH
from portal.vocabulary import Act, ImportState, Queue
from tests.faults.processes import Crew, Process, stopped
from tests.importer import Importer, lines, many
from tests.makers import Make
from tests.provision import Valkey, eventually

pytestmark = pytest.mark.faults
ROWS, KILLS = 12 * BATCH, 5
REFUSED = {ROWS + 2: "There is no name."}


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def begun(importer: Importer) -> int:
    """An import of so many people, and one row that is refused, handed to whoever works."""
    import_id = importer.upload(many(ROWS) + ",nobody@example.com,,,,,,,\n")
    importer.start(import_id)
    return import_id


def done(importer: Importer, import_id: int) -> int:
    return importer.row(import_id).rows_done


def has_ended(importer: Importer, import_id: int) -> bool:
    return importer.row(import_id).state is not ImportState.RUNNING


def expect_everything_once(importer: Importer, import_id: int) -> None:
    """Nothing lost, nothing doubled, nobody written to."""
    row = importer.row(import_id)
    assert (row.state, row.rows_done) == (ImportState.DONE, ROWS + 1)
    assert importer.counts(row) == (ROWS, 0, 0, 1)
    assert lines(importer.refused(row)) == REFUSED
    with importer.gateways.database.session() as session:
        counted = {
            model: session.scalar(select(func.count()).select_from(model))
            for model in (Candidate, CandidateEmail, Application, Decision, ImportRefusal, Notice)
        }
        query = select(AuditEvent.act, func.count()).group_by(AuditEvent.act)
        acts = {act: count for act, count in session.execute(query)}  # noqa: C416
        titles = list(session.scalars(select(Vacancy.title)))
    assert list(counted.values()) == [ROWS, ROWS, ROWS, ROWS, 1, 0]
    assert {act: acts[act] for act in (Act.CANDIDATE_ADDED, Act.DECISION_IMPORTED)} == {
        Act.CANDIDATE_ADDED: ROWS,
        Act.DECISION_IMPORTED: ROWS,
    }
    assert (acts[Act.IMPORT_DONE], titles) == (1, ["Designer"])


def kill(worker: Process) -> None:
    """End it in the middle of what it does, with all that it has forked."""
    worker.send_all(signal.SIGKILL)
    worker.wait()
    stopped(worker)


def test_killed_again_and_again_while_redis_forgets(
    importer: Importer, gateways: Gateways, workers: Crew, redis: Valkey
) -> None:
    import_id, kills = begun(importer), 0
    worker = workers.worker(Queue.WORK)
    workers.dispatcher()
    while kills < KILLS:
        before = done(importer, import_id)
        eventually(
            lambda before=before: (
                done(importer, import_id) > before  # type: ignore[misc]
                or has_ended(importer, import_id)
            )
        )
        if has_ended(importer, import_id):
            break
        if kills % 2:
            redis.client.flushall()
        kill(worker)
        kills += 1
        worker.start()
    assert kills == KILLS, "it ended too soon to be killed so often"
    eventually(lambda: has_ended(importer, import_id))

    expect_everything_once(importer, import_id)


def test_the_child_alone_is_killed(importer: Importer, workers: Crew) -> None:
    import_id = begun(importer)
    worker = workers.worker(Queue.WORK)
    workers.dispatcher()
    eventually(lambda: done(importer, import_id) > 0)
    for child in worker.children:
        worker.send_to(child, signal.SIGKILL)
    assert not has_ended(importer, import_id)
    eventually(lambda: has_ended(importer, import_id))

    expect_everything_once(importer, import_id)


def test_without_redis_the_dispatcher_brings_everybody_in(
    importer: Importer, workers: Crew, redis: Valkey
) -> None:
    redis.stop()
    import_id = begun(importer)
    dispatcher = workers.dispatcher()
    eventually(lambda: done(importer, import_id) > 0)
    kill(dispatcher)
    assert not has_ended(importer, import_id)
    dispatcher.start()
    eventually(lambda: has_ended(importer, import_id))

    expect_everything_once(importer, import_id)
