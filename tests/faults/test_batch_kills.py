"""A letter to many, whose worker is killed, whose Redis forgets everything, or is not there."""

import signal
from functools import partial

import pytest
from sqlalchemy import func, insert, select

from portal.gateways import Gateways
from portal.gateways.queue import Bell
from portal.models import (
    Application,
    BatchLine,
    Candidate,
    CandidateEmail,
    Decision,
    Feedback,
    Notice,
)
from portal.policy.feedback import FeedbackDraft
from portal.services import batches_by_hand
from portal.services.batches_by_hand import BatchDraft
from portal.vocabulary import BatchResult, DecisionState, EndedBy, Origin, Outcome, Queue
from tests.faults.processes import Crew, Process
from tests.makers import Make
from tests.provision import Valkey, eventually

pytestmark = pytest.mark.faults
BATCHES, PEOPLE, KILLS = 6, 1_000, 5


def in_triage(make: Make, count: int) -> list[int]:
    """Applications of so many people who were decided elsewhere."""
    vacancy = make.vacancy()
    with make.work(make.actor()) as context:
        now, session = context.now, context.session
        common = {"created_at": now, "changed_at": now}
        people = [
            {"name": f"Maya {n}", "called": "Maya", "sort_name": f"maya {n}", **common}
            for n in range(count)
        ]
        session.execute(insert(Candidate), people)
        ids = list(session.scalars(select(Candidate.id).order_by(Candidate.id)))
        addresses = [
            {"candidate_id": i, "position": 0, "address": f"m{i}@example.com", "normal": f"m{i}"}
            for i in ids
        ]
        session.execute(insert(CandidateEmail), addresses)
        applied = {
            "vacancy_id": vacancy.id,
            "stage_id": vacancy.stages[0].id,
            "stage_since": now,
            "origin": Origin.LIVE,
            "applied_at": now,
            "created_at": now,
        }
        session.execute(insert(Application), [{"candidate_id": i, **applied} for i in ids])
        made = list(session.scalars(select(Application.id).order_by(Application.id)))
        decided = {
            "state": DecisionState.IMPORTED,
            "outcome": Outcome.REJECTED,
            "ended_by": EndedBy.US,
            "decided_at": now,
        }
        session.execute(insert(Decision), [{"application_id": i, **decided} for i in made])
        return made


def prepare(make: Make, ids: list[int]) -> None:
    words = FeedbackDraft(message="We have chosen another person.")
    with make.work(make.actor()) as context:
        draft = BatchDraft(
            outcome=Outcome.REJECTED,
            feedback=words,
            invites_to_pool=True,
            lines={i: f"Line {i}." for i in ids},
        )
        batches_by_hand.prepare(context, draft)


def done(gateways: Gateways) -> int:
    with gateways.database.reading() as session:
        query = select(func.count()).where(BatchLine.result.is_not(None))
        return session.scalar(query) or 0


def _has_done(gateways: Gateways, more_than: int) -> bool:
    return done(gateways) > more_than


def figures(gateways: Gateways) -> dict[str, int]:
    """What everybody got, counted in every table that a release writes."""
    with gateways.database.session() as session:
        count = func.count
        released = Decision.state == DecisionState.RELEASED
        return {
            "decided": session.scalar(
                select(count()).where(BatchLine.result == BatchResult.DECIDED)
            )
            or 0,
            "decisions": session.scalar(select(count()).where(released)) or 0,
            "notices": session.scalar(select(count()).select_from(Notice)) or 0,
            "people": session.scalar(select(count(Notice.candidate_id.distinct()))) or 0,
            "letters": session.scalar(select(count(Feedback.message.distinct()))) or 0,
            "feedback": session.scalar(select(count()).select_from(Feedback)) or 0,
        }


@pytest.mark.parametrize("with_redis", [True, False], ids=["redis", "no redis"])
def test_nobody_is_lost_and_nobody_is_decided_twice(
    make: Make,
    gateways: Gateways,
    workers: Crew,
    redis: Valkey,
    with_redis: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    total = BATCHES * PEOPLE
    ids = in_triage(make, total)
    for start in range(0, total, PEOPLE):
        prepare(make, ids[start : start + PEOPLE])
    if with_redis:
        worker = workers.worker("work")
        workers.dispatcher()
        Bell(redis.url).ring(Queue.WORK)
    else:
        # The dispatcher does the work itself, and is what is killed.
        redis.stop()
        worker = workers.dispatcher()

    killed_in = []
    for kill in range(KILLS):
        eventually(partial(_has_done, gateways, kill * total // (KILLS + 2)))
        if with_redis and kill == KILLS // 2:
            redis.client.flushall()
        killed_in.append(done(gateways))
        _kill(worker)
    eventually(lambda: done(gateways) == total, seconds=120)

    with capsys.disabled():
        kind = gateways.database.engine.dialect.name
        print(f"\n{kind}: {total} people, killed after {killed_in}: {figures(gateways)}")
    assert set(figures(gateways).values()) == {total}


def test_two_workers_at_once_share_the_work(
    make: Make, gateways: Gateways, workers: Crew, redis: Valkey
) -> None:
    ids = in_triage(make, 3 * PEOPLE)
    # The same people in two letters: whichever comes first decides.
    prepare(make, ids[:PEOPLE])
    prepare(make, ids[:PEOPLE])
    prepare(make, ids[PEOPLE : 2 * PEOPLE])
    for start in (workers.worker, workers.worker):
        start("work")
    workers.dispatcher()

    eventually(lambda: done(gateways) == 3 * PEOPLE, seconds=120)

    found = figures(gateways)
    assert found["decisions"] == found["notices"] == found["people"] == 2 * PEOPLE


def _kill(worker: Process) -> None:
    """The worker with its child; started again, as the supervisor would."""
    worker.send_all(signal.SIGKILL)
    worker.wait()
    worker.start()
