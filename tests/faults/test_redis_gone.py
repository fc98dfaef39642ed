"""Redis is gone for a while, under decisions that go on: nobody notices but the clock."""

import time
from dataclasses import replace

import pytest

from portal.gateways import Gateways
from portal.gateways.queue import Bell
from tests.faults import many
from tests.faults.processes import Crew
from tests.makers import Make
from tests.provision import SmtpSink, Valkey, eventually

pytestmark = pytest.mark.faults
A_SECOND = 5


def test_decisions_go_on_and_everything_is_out_soon_after_its_return(
    make: Make,
    gateways: Gateways,
    workers: Crew,
    sink: SmtpSink,
    redis: Valkey,
    request: pytest.FixtureRequest,
    figure: many.Figure,
) -> None:
    seconds = 600 if request.config.getoption("--faults") else 6
    make.gateways = replace(gateways, bell=Bell(redis.url))
    vacancy = make.vacancy()
    workers.worker()
    workers.dispatcher()
    redis.stop()
    began, decided, slowest = time.monotonic(), 0, 0.0
    while time.monotonic() - began < seconds:
        eventually(lambda: time.monotonic() - began >= decided / A_SECOND)  # noqa: B023
        asked = time.monotonic()
        person = make.candidate(f"Maya{decided} Oliveira")
        make.decision(make.application(person, vacancy), now=True)
        slowest = max(slowest, time.monotonic() - asked)
        decided += 1
    redis.start()
    back = time.monotonic()
    eventually(lambda: many.accepted(gateways) == decided, seconds=90)
    found = many.figures(gateways, sink)
    assert (found.lost, found.extra, found.flagged) == (0, 0, 0)
    figure(
        f"without Redis for {seconds} s: {decided} decided, none failed, the slowest took "
        f"{slowest:.2f} s, all out {time.monotonic() - back:.1f} s after its return"
    )
