"""Workers are killed while they send, and Redis forgets everything."""

import random
import signal

import pytest

from portal.gateways import Gateways
from tests.faults import many
from tests.faults.processes import Crew, Process
from tests.makers import Make
from tests.provision import SmtpSink, Valkey, eventually

REDUCED, IN_FULL = (1_000, 10, 1), (10_000, 50, 5)
"""Notices, kills, and how often Redis forgets everything."""
PATIENT = 300.0
pytestmark = pytest.mark.faults


def test_nothing_is_lost_and_every_extra_copy_was_flagged(
    make: Make,
    gateways: Gateways,
    workers: Crew,
    sink: SmtpSink,
    redis: Valkey,
    request: pytest.FixtureRequest,
    figure: many.Figure,
) -> None:
    notices, kills, flushes = IN_FULL if request.config.getoption("--faults") else REDUCED
    chance = random.Random(500)
    many.decide(make, notices)
    sink.seconds_to_answer = 0.005
    crew = [workers.worker(), workers.worker()]
    workers.dispatcher()
    for kill in range(kills):
        sink.expect((kill + 1) * notices // (kills + 2), seconds=PATIENT)
        if kill % (kills // flushes) == kills // flushes // 2:
            redis.client.flushall()
        _kill(chance, chance.choice([one for one in crew if one.children] or crew))
    eventually(lambda: many.accepted(gateways) == notices, seconds=PATIENT)

    found = many.figures(gateways, sink)
    figure(f"{kills} kills, {flushes} x FLUSHALL: {found}")
    assert (found.lost, found.differing, found.unproven) == (0, 0, 0)
    assert found.extra <= found.flagged <= kills


def _kill(chance: random.Random, worker: Process) -> None:
    """Kill the worker with its child, or the child alone, or the worker alone; the one that is
    gone is started again, as the supervisor would.
    """
    children = worker.children
    way = chance.choice(("all", "child", "parent"))
    if way == "all" or not children:
        worker.send_all(signal.SIGKILL)
    elif way == "child":
        for child in children:
            worker.send_to(child, signal.SIGKILL)
        return
    else:
        worker.send(signal.SIGKILL)
    worker.wait()
    worker.start()
