"""How a worker goes about a round: batches, connections, its own faults, being asked to stop."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.gateways import Gateways
from portal.gateways.clock import Clock
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Link, Notice
from portal.vocabulary import Act, AttemptResult, NoticeState
from tests.fakes import SetClock
from tests.faults import many
from tests.jobs import ledger
from tests.makers import Make
from tests.provision import SmtpSink, eventually

Drain = Callable[[], bool]


def test_a_hundred_messages_share_a_connection(
    make: Make, gateways: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    many.decide(make, 101)
    hellos: list[None] = []
    sink.on_hello = lambda: hellos.append(None)
    drain()
    assert many.accepted(gateways) == 101
    assert len(hellos) == 2


def test_our_own_fault_stops_one_notice_and_no_other(
    make: Make,
    sending: Gateways,
    sink: SmtpSink,
    drain: Drain,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    many.decide(make, 5)
    poisoned = ledger.notices(sending)[2].id
    with make.work() as context:
        context.session.execute(
            update(Notice).where(Notice.id == poisoned).values(public_id="line\r\nbreak")
        )
    for _ in range(3):
        drain()
        clock.forward(hours=1)
    states = {notice.id: notice.state for notice in ledger.notices(sending)}
    assert states.pop(poisoned) is NoticeState.DEAD
    assert set(states.values()) == {NoticeState.ACCEPTED}
    assert ledger.attempts(sending).count(AttemptResult.FAULT) == 3
    assert ledger.codes(sending).count("BrokenHead") == 3
    assert ledger.acts(sending).count(Act.NOTICE_FAILED) == 1
    assert f"notice {poisoned} could not be written" in caplog.text


def test_asked_to_stop_it_finishes_one_and_gives_back_the_rest(
    make: Make, sending: Gateways, sink: SmtpSink, stop: Stop
) -> None:
    many.decide(make, 5)
    sink.on_data = lambda _received: stop.ask()
    run_due(sending, stop)
    states = [notice.state for notice in ledger.notices(sending)]
    assert states == [NoticeState.ACCEPTED] + [NoticeState.SCHEDULED] * 4
    assert ledger.attempts(sending) == [AttemptResult.ACCEPTED]


def test_when_its_time_is_over_it_gives_back_the_rest(
    make: Make, sending: Gateways, sink: SmtpSink, stop: Stop
) -> None:
    many.decide(make, 5)
    over = time.monotonic() + 2.0
    sink.on_data = lambda _received: eventually(lambda: time.monotonic() > over)
    run_due(sending, stop, seconds=1.0)
    assert len(sink.received) == 1
    assert many.accepted(sending) == 1


def test_a_slow_relay_does_not_lose_the_lease(
    make: Make, sending: Gateways, sink: SmtpSink, stop: Stop, clock: SetClock
) -> None:
    clock.moment = Clock().now()
    make.decision(now=True)
    short = replace(sending.settings, lease=timedelta(seconds=0.4))
    hasty = replace(sending, settings=short, clock=Clock())
    found: list[bool] = []

    def look_meanwhile(_received: object) -> None:
        # The lease runs out at least twice while the relay thinks.
        began = ledger.only(sending).lease_until
        assert began is not None
        eventually(lambda: Clock().now() > began + 2 * short.lease)
        found.append(run_due(hasty, stop))

    sink.on_data = look_meanwhile
    run_due(hasty, stop)
    assert found == [False]
    assert len(sink.received) == 1
    assert ledger.attempts(sending) == [AttemptResult.ACCEPTED]


def test_what_was_read_long_ago_is_read_again(
    make: Make, sending: Gateways, sink: SmtpSink, stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.jobs.rounds.FRESH", 0.0)
    many.decide(make, 2)

    def end_all_links(_received: object) -> None:
        with make.work() as context:
            context.session.execute(update(Link).values(revoked_at=context.now))

    sink.on_data = end_all_links
    run_due(sending, stop)
    states = [notice.state for notice in ledger.notices(sending)]
    assert states == [NoticeState.ACCEPTED, NoticeState.STOPPED]
