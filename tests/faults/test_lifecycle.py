"""Workers are woken, asked to stop, and left without Redis."""

import signal
import time

import pytest
from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.gateways.queue import Bell
from portal.models import Notice
from portal.vocabulary import NoticeState, Queue
from tests.faults import many
from tests.faults.processes import Crew, stopped
from tests.makers import Make
from tests.provision import SmtpSink, Valkey, eventually

pytestmark = pytest.mark.faults
PROMISED = 2.0
"""Seconds from "send now" to the mailbox."""


def test_with_redis_a_message_is_there_at_once(
    make: Make, workers: Crew, sink: SmtpSink, redis: Valkey
) -> None:
    worker = workers.worker()
    eventually(lambda: redis.client.exists("rq:workers:notices"))
    many.decide(make, 1)
    began = time.monotonic()
    assert Bell(redis.url).ring(Queue.NOTICES)
    sink.expect(1, seconds=3 * PROMISED)
    assert time.monotonic() - began < 3 * PROMISED
    worker.send(signal.SIGTERM)
    assert worker.wait() == 0


def test_asked_to_stop_it_finishes_the_message_on_the_wire_and_gives_back_the_rest(
    make: Make, gateways: Gateways, workers: Crew, sink: SmtpSink
) -> None:
    many.decide(make, 10)
    sink.seconds_to_answer = 0.2
    worker = workers.worker()
    workers.dispatcher()
    sink.expect(2)
    worker.send(signal.SIGTERM)
    assert worker.wait() == 0
    stopped(worker)

    states = _states(gateways)
    assert states[NoticeState.ACCEPTED] == len(sink.received) < 10
    assert states[NoticeState.SCHEDULED] == 10 - len(sink.received)
    assert many.figures(gateways, sink).flagged == 0


def test_without_redis_the_dispatcher_does_the_work(
    make: Make, gateways: Gateways, workers: Crew, sink: SmtpSink, redis: Valkey
) -> None:
    redis.stop()
    many.decide(make, 5)
    dispatcher = workers.dispatcher()
    eventually(lambda: many.accepted(gateways) == 5)
    dispatcher.send(signal.SIGTERM)
    assert dispatcher.wait() == 0
    assert len(sink.received) == 5


def test_a_worker_waits_for_a_redis_that_comes_back(
    make: Make, workers: Crew, sink: SmtpSink, redis: Valkey
) -> None:
    worker = workers.worker()
    eventually(lambda: redis.client.exists("rq:workers:notices"))
    redis.stop()
    redis.start()
    many.decide(make, 1)

    def rung_and_received() -> bool:
        Bell(redis.url).ring(Queue.NOTICES)
        return bool(sink.received)

    eventually(rung_and_received)
    worker.send(signal.SIGTERM)
    assert worker.wait() == 0


def _states(gateways: Gateways) -> dict[NoticeState, int]:
    query = select(Notice.state, func.count()).group_by(Notice.state)
    with gateways.database.session() as session:
        return {state: count for state, count in session.execute(query)}  # noqa: C416
