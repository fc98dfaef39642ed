"""A message is taken back: before, while and after it goes out."""

from collections.abc import Callable

import pytest

from portal.gateways import Gateways
from portal.policy.refusal import Conflict
from portal.services import notices
from portal.services.notices import Recall
from portal.vocabulary import Act, NoticeState
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make
from tests.provision import SmtpSink
from tests.provision.smtp_sink import LOST

Drain = Callable[[], bool]


def recall(make: Make, gateways: Gateways) -> Recall:
    with make.work(make.actor()) as context:
        return notices.recall(context, ledger.only(gateways).id)


def test_in_time_it_never_goes_out(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    make.decision()
    assert recall(make, sending) is Recall.CANCELLED
    clock.forward(hours=1)
    assert not drain()
    assert ledger.only(sending).state is NoticeState.CANCELLED
    assert ledger.acts(sending) == [Act.NOTICE_CANCELLED]
    assert not sink.received


def test_with_a_worker_already_at_it_it_does_not_go_on_the_wire(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    make.decision(now=True)

    def recall_meanwhile(_address: str) -> None:
        assert recall(make, sending) is Recall.ASKED

    sink.on_recipient = recall_meanwhile
    drain()
    assert ledger.only(sending).state is NoticeState.CANCELLED
    assert not sink.received


def test_on_the_wire_it_arrives_and_the_ledger_says_so(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    make.decision(now=True)

    def recall_too_late(_received: object) -> None:
        assert recall(make, sending) is Recall.ASKED

    sink.on_data = recall_too_late
    drain()
    assert ledger.only(sending).state is NoticeState.ACCEPTED
    with pytest.raises(Conflict):
        recall(make, sending)


def test_with_a_lost_answer_nobody_knows_and_no_copy_follows(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    make.decision(now=True)
    sink.on_data = lambda _received: LOST
    drain()
    assert recall(make, sending) is Recall.MAY_HAVE_ARRIVED
    assert ledger.only(sending).unknown_count == 1
    clock.forward(hours=1)
    assert not drain()
    assert len(sink.received) == 1


def test_a_worker_that_died_after_the_question_does_not_bring_it_back(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    from portal.services import delivery

    make.decision(now=True)
    with make.work() as context:
        delivery.claim(context, "somebody who died")
    assert recall(make, sending) is Recall.ASKED
    clock.forward(minutes=3)
    drain()
    assert ledger.only(sending).state is NoticeState.CANCELLED
    assert not sink.received
