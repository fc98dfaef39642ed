"""The dispatcher wakes workers for what is due, and does the work where nobody can be woken."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis

from portal.context import Context
from portal.gateways import Gateways
from portal.gateways.queue import Bell
from portal.jobs import dispatcher as module
from portal.jobs.dispatcher import Dispatcher
from portal.jobs.stop import Stop
from portal.jobs.timetable import Periodic
from portal.vocabulary import Queue
from tests.fakes import CountingBell, SetClock
from tests.faults import many
from tests.makers import Make
from tests.provision import SmtpSink, Valkey, valkey


@pytest.fixture(scope="module")
def shared_redis() -> Iterator[Valkey]:
    with valkey() as server:
        yield server


@pytest.fixture
def redis(shared_redis: Valkey) -> "Redis":
    shared_redis.client.flushall()
    return shared_redis.client


def rung(gateways: Gateways) -> list[Queue]:
    assert isinstance(gateways.bell, CountingBell)
    return gateways.bell.rung


def test_it_rings_for_what_is_due_and_for_nothing_else(
    make: Make, gateways: Gateways, clock: SetClock, stop: Stop
) -> None:
    make.decision()
    rung(gateways).clear()
    Dispatcher(gateways, stop).look()
    assert rung(gateways) == []
    clock.forward(minutes=10)
    Dispatcher(gateways, stop).look()
    assert rung(gateways) == [Queue.NOTICES]


def test_what_a_worker_has_in_hand_is_not_rung_for(
    make: Make, gateways: Gateways, stop: Stop, clock: SetClock
) -> None:
    from portal.services import delivery

    make.decision(now=True)
    with make.work() as context:
        delivery.claim(context, "somebody")
    rung(gateways).clear()
    Dispatcher(gateways, stop).look()
    assert rung(gateways) == []
    clock.forward(minutes=2)
    Dispatcher(gateways, stop).look()
    assert rung(gateways) == [Queue.NOTICES]


def test_without_redis_it_does_the_work(
    make: Make, sending: Gateways, sink: SmtpSink, stop: Stop
) -> None:
    make.decision(now=True)
    Dispatcher(replace(sending, bell=Bell("")), stop).look()
    assert len(sink.received) == 1


def test_no_more_wake_ups_wait_than_can_be_of_use(
    make: Make, gateways: Gateways, stop: Stop, redis: "Redis", shared_redis: Valkey
) -> None:
    many.decide(make, 3)
    with_redis = replace(gateways, bell=Bell(shared_redis.url))
    for _ in range(5):
        Dispatcher(with_redis, stop).look()
    assert redis.llen("rq:queue:notices") == 2
    assert redis.llen("rq:queue:work") == 0


def test_trouble_with_one_thing_keeps_nothing_from_the_others(
    make: Make,
    gateways: Gateways,
    stop: Stop,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []

    def fail(_context: Context) -> None:
        raise ValueError("a fault")

    entries = (
        Periodic("fails", timedelta(minutes=1), fail),
        Periodic("works", timedelta(minutes=2), lambda _context: done.append("works")),
    )
    monkeypatch.setattr(module, "TIMETABLE", entries)
    lines = (replace(module.LINES[1], is_any_due=lambda *_: not 1 / 0), module.LINES[0])
    monkeypatch.setattr(module, "LINES", lines)
    make.decision(now=True)
    rung(gateways).clear()
    one = Dispatcher(gateways, stop)
    one.look()
    one.look()
    assert rung(gateways) == [Queue.NOTICES, Queue.NOTICES]
    assert done == ["works"]
    assert "trouble with: fails" in caplog.text
    assert "trouble with: work" in caplog.text
    clock.forward(minutes=2)
    one.look()
    assert done == ["works", "works"]


def test_asked_to_stop_it_stops_at_once(gateways: Gateways, stop: Stop) -> None:
    stop.ask()
    Dispatcher(gateways, stop).run()
    assert stop.wait(3600)
