"""A worker is frozen while the mail server answers, and wakes after its rows were taken over."""

import signal

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Attempt, Notice
from portal.vocabulary import AttemptResult, NoticeState
from tests.faults import many
from tests.faults.processes import Crew, stopped
from tests.makers import Make
from tests.provision import SmtpSink, eventually
from tests.provision.smtp_sink import Received

pytestmark = pytest.mark.faults


def test_what_it_still_writes_changes_nothing(
    make: Make, gateways: Gateways, workers: Crew, sink: SmtpSink
) -> None:
    many.decide(make, 3)
    zombie = workers.worker()

    def freeze_once(_received: Received) -> None:
        if not sink.received:
            zombie.send_all(signal.SIGSTOP)

    sink.on_data = freeze_once
    workers.dispatcher()
    sink.expect(1)
    workers.worker()
    eventually(lambda: many.accepted(gateways) == 3)
    before = _ledger(gateways)

    zombie.send_all(signal.SIGCONT)
    zombie.send(signal.SIGTERM)
    stopped(zombie)

    assert _ledger(gateways) == before
    assert "no longer ours" in workers.log
    found = many.figures(gateways, sink)
    assert (found.lost, found.differing, found.extra, found.flagged) == (0, 0, 1, 1)
    results = [result for _, _, result in before[1]]
    assert sorted(results) == sorted(
        [
            *[AttemptResult.ACCEPTED] * 3,
            AttemptResult.UNKNOWN,
            *[AttemptResult.ABANDONED] * 2,
        ]
    )


Ledger = tuple[list[tuple[int, NoticeState, int]], list[tuple[int, int, AttemptResult]]]


def _ledger(gateways: Gateways) -> Ledger:
    with gateways.database.session() as session:
        notices = session.execute(select(Notice.id, Notice.state, Notice.epoch).order_by(Notice.id))
        attempts = session.execute(
            select(Attempt.notice_id, Attempt.epoch, Attempt.result).order_by(Attempt.id)
        )
        return [(a, b, c) for a, b, c in notices], [(a, b, c) for a, b, c in attempts]
