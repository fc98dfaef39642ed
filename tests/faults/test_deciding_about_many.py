"""A decision about thousands of applicants: a few statements to look, killed workers, one message
each.
"""

import signal
from functools import partial

import pytest
from sqlalchemy import event, func, insert, select, update

from portal.gateways import Gateways
from portal.models import (
    Application,
    AuditEvent,
    Batch,
    Candidate,
    CandidateEmail,
    Decision,
    Notice,
)
from portal.policy.batch_words import StageWords
from portal.policy.feedback import FeedbackDraft
from portal.queries import batches_prepared as queries
from portal.services import batches_by_hand, batches_prepared
from portal.services.batches_prepared import ManyDraft
from portal.vocabulary import Act, BatchState, DecisionState, NoticeState, Origin, Outcome
from tests.faults.many import Figure
from tests.faults.processes import Crew, Process
from tests.faults.test_batch_kills import done, figures
from tests.makers import Make
from tests.provision import Valkey, eventually

pytestmark = pytest.mark.faults
MOST_STATEMENTS = 150
WORDS = (
    "We have decided not to go on with your application for this role. We looked for more work "
    "with data than your portfolio shows."
)


def applicants(make: Make, count: int) -> tuple[int, int, list[int]]:
    """The vacancy, its first stage, and so many who wait for an answer."""
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
        return vacancy.id, vacancy.stages[0].id, made


def prepared(make: Make, vacancy_id: int, stage_id: int, ids: list[int]) -> int:
    with make.work(make.actor()) as context:
        batch_id = batches_prepared.begin(context, vacancy_id, ids).id
        words = StageWords(stage_id=stage_id, feedback=FeedbackDraft(message=WORDS))
        draft = ManyDraft(
            outcome=Outcome.REJECTED,
            reason_id=None,
            internal_note="",
            words=(words,),
            invites_to_pool=True,
            promising=False,
        )
        batches_prepared.write(context, batch_id, draft)
    return batch_id


def decide(make: Make, batch_id: int) -> int:
    with make.work(make.actor()) as context:
        return batches_prepared.release(context, batch_id)


def test_nobody_is_lost_and_nobody_is_decided_twice(
    make: Make, gateways: Gateways, workers: Crew, redis: Valkey, figure: Figure
) -> None:
    total, kills = 3_000, 3
    vacancy_id, stage_id, ids = applicants(make, total)
    assert decide(make, prepared(make, vacancy_id, stage_id, ids)) == total
    worker = workers.worker("work")
    workers.dispatcher()

    killed_in = []
    for kill in range(kills):
        eventually(partial(_has_done, gateways, kill * total // (kills + 2)), seconds=120)
        killed_in.append(done(gateways))
        _kill(worker)
    eventually(lambda: done(gateways) == total, seconds=180)

    found = figures(gateways)
    figure(f"{total} decided, killed after {killed_in}: {found}")
    # All of them read the same words.
    assert found.pop("letters") == 1
    assert set(found.values()) == {total}


def test_ten_thousand_are_looked_through_decided_and_taken_back(
    make: Make, gateways: Gateways, workers: Crew, redis: Valkey, figure: Figure
) -> None:
    vacancy_id, stage_id, ids = applicants(make, 10_000)
    with make.work() as context:
        away = update(Candidate).where(Candidate.name.in_([f"Maya {n}" for n in range(7)]))
        context.session.execute(away.values(may_email=False))
    batch_id = prepared(make, vacancy_id, stage_id, ids)

    statements: list[str] = []

    def counted(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with gateways.database.session() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", counted)
        of = queries.of(session.get_one(Batch, batch_id))
        there = queries.lines(session, batch_id)
        looked = queries.look(session, of, there, gateways.clock.now(), gateways.settings)
        number = len(statements)
    assert sum(bool(each.holds) for each in looked) == 7
    assert number <= MOST_STATEMENTS

    assert decide(make, batch_id) == 9_993
    workers.worker("work")
    workers.dispatcher()
    eventually(lambda: _state(gateways) is BatchState.DONE, seconds=300)
    found = figures(gateways)
    figure(f"10,000 looked through in {number} statements, then decided: {found}")
    assert found["decisions"] == found["notices"] == found["people"] == 9_993

    with make.work(make.actor()) as context:
        assert batches_by_hand.take_back(context, batch_id).people == 9_993
    with gateways.database.session() as session:
        assert set(session.scalars(select(Decision.state).distinct())) == {DecisionState.REVERSED}
        assert set(session.scalars(select(Notice.state).distinct())) == {NoticeState.CANCELLED}
        acts = select(func.count()).where(AuditEvent.act == Act.BATCH_RECALLED)
        assert session.scalar(acts) == 1


def _has_done(gateways: Gateways, more_than: int) -> bool:
    return done(gateways) > more_than


def _state(gateways: Gateways) -> BatchState | None:
    with gateways.database.reading() as session:
        return session.scalar(select(Batch.state))


def _kill(worker: Process) -> None:
    """The worker with its child; started again, as the supervisor would."""
    worker.send_all(signal.SIGKILL)
    worker.wait()
    worker.start()
