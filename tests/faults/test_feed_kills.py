"""Workers are killed in the middle of events, and Redis forgets everything."""

import random
import signal

import pytest
from sqlalchemy import func, select

from portal.models import Application, Candidate, Decision, Notice, Task, WebhookEvent
from portal.vocabulary import WebhookState
from tests.faults.processes import Crew
from tests.feeding import Feeder, application, gone, person, rejected
from tests.makers import Make
from tests.provision import Valkey, eventually

PEOPLE, KILLS = 120, 6
pytestmark = pytest.mark.faults


def test_no_event_is_lost_or_done_twice(make: Make, workers: Crew, redis: Valkey) -> None:
    feed, chance = Feeder(make), random.Random(6)
    bodies = []
    for n in range(PEOPLE):
        said = {"candidate": person(n + 1, first_name=f"Maya{n}")}
        bodies += [rejected(1000 + n, **said), application(id_=1000 + n, **said)]
    bodies += [gone(id_=n + 1) for n in range(0, PEOPLE, 10)]
    chance.shuffle(bodies)
    for body in bodies:
        feed.hand_in(body)
    crew = [workers.worker("work"), workers.worker("work")]
    workers.dispatcher()
    for kill in range(KILLS):
        eventually(lambda n=kill: done(feed) > (n + 1) * len(bodies) // (KILLS + 2))  # type: ignore[misc]
        if kill == KILLS // 2:
            redis.client.flushall()
        worker = chance.choice([one for one in crew if one.children] or crew)
        worker.send_all(signal.SIGKILL)
        worker.wait()
        worker.start()
    eventually(lambda: done(feed) == len(bodies))

    with feed.gateways.database.session() as session:
        found = [
            session.scalar(select(func.count()).select_from(model))
            for model in (Candidate, Application, Decision, Task, Notice)
        ]
        stopped = session.scalar(select(func.count()).where(Candidate.stopped.is_not(None)))
    assert found == [PEOPLE, PEOPLE, PEOPLE, PEOPLE // 10, 0]
    assert stopped == PEOPLE // 10


def done(feed: Feeder) -> int:
    ended = (WebhookState.DONE, WebhookState.IGNORED)
    with feed.gateways.database.session() as session:
        query = select(func.count()).where(WebhookEvent.state.in_(ended))
        return session.scalar(query) or 0
