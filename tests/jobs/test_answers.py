"""What the mail server answers decides what becomes of a notice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Candidate, CandidateEmail, Organisation, User, Vacancy
from portal.vocabulary import Act, AttemptResult, NoticeState
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make
from tests.provision import SmtpSink
from tests.provision.smtp_sink import CUT, LOST

Drain = Callable[[], bool]


def test_a_temporary_refusal_is_tried_again_after_a_step(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    make.decision(now=True)
    sink.on_recipient = lambda _address: "451 4.7.1 Greylisted, come back"
    drain()
    notice = ledger.only(sending)
    assert (notice.state, notice.tries) == (NoticeState.RETRY, 1)
    assert timedelta(seconds=48) <= notice.not_before - clock.now() <= timedelta(seconds=72)
    assert ledger.codes(sending) == ["451 4.7.1 Greylisted, come back"]
    assert not drain()

    sink.on_recipient = lambda _address: None
    clock.forward(minutes=2)
    drain()
    assert ledger.only(sending).state is NoticeState.ACCEPTED
    assert ledger.attempts(sending) == [AttemptResult.TEMPORARY, AttemptResult.ACCEPTED]
    assert len(sink.received) == 1


def test_an_unknown_address_bounces_and_the_others_get_theirs(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    vacancy = make.vacancy()
    for name in ("Ada Correia", "Maya Oliveira", "Zoe Silva"):
        make.decision(make.application(make.candidate(name), vacancy), now=True)
    refusal = "550 5.1.1 <maya@example.com>: no such user"
    sink.on_recipient = lambda address: refusal if address.startswith("maya") else None
    drain()
    states = [notice.state for notice in ledger.notices(sending)]
    assert states == [NoticeState.ACCEPTED, NoticeState.BOUNCED, NoticeState.ACCEPTED]
    assert "550 5.1.1 <address>: no such user" in ledger.codes(sending)
    assert Act.NOTICE_FAILED in ledger.acts(sending)
    assert len(sink.received) == 2


def test_a_rule_of_the_relay_pauses_everything_and_blames_nobody(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    vacancy = make.vacancy()
    for name in ("Ada Correia", "Maya Oliveira", "Zoe Silva"):
        make.decision(make.application(make.candidate(name), vacancy), now=True)
    asked = []

    def refuse(received: object) -> str:
        asked.append(received)
        return "550 5.7.26 not authenticated"

    sink.on_data = refuse
    drain()
    drain()
    assert len(asked) == 1
    states = [notice.state for notice in ledger.notices(sending)]
    assert states == [NoticeState.RETRY, NoticeState.SCHEDULED, NoticeState.SCHEDULED]
    clock.forward(seconds=6)
    drain()
    assert len(asked) == 2


def test_a_relay_that_hangs_up_burns_no_try(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    make.decision(now=True)
    sink.on_recipient = lambda _address: "421 4.3.2 shutting down"
    drain()
    notice = ledger.only(sending)
    assert (notice.state, notice.tries) == (NoticeState.SCHEDULED, 0)
    sink.on_recipient = lambda _address: None
    assert not drain()
    clock.forward(seconds=6)
    assert drain()
    assert ledger.attempts(sending) == [AttemptResult.UNREACHABLE, AttemptResult.ACCEPTED]


def test_a_relay_that_is_not_there_is_tried_again_soon(
    make: Make, sending: Gateways, sink: SmtpSink, clock: SetClock, stop: Stop, drain: Drain
) -> None:
    make.decision(now=True)
    nobody = replace(sending, mail=MailRelay("smtp://127.0.0.1:1"))
    run_due(nobody, stop)
    assert ledger.attempts(sending) == [AttemptResult.UNREACHABLE]
    clock.forward(seconds=6)
    drain()
    assert ledger.only(sending).state is NoticeState.ACCEPTED


@pytest.mark.parametrize(("answer", "copies"), [(LOST, 2), (CUT, 1)])
def test_a_lost_answer_is_counted_and_the_same_bytes_go_again(
    make: Make,
    sending: Gateways,
    sink: SmtpSink,
    drain: Drain,
    clock: SetClock,
    answer: str,
    copies: int,
) -> None:
    make.decision(now=True)
    sink.on_data = lambda _received: answer
    drain()
    notice = ledger.only(sending)
    assert notice.state is NoticeState.RETRY
    assert notice.wire_at == clock.now()
    assert notice.unknown_count == 0

    _rename_everything(make)
    sink.on_data = lambda _received: None
    clock.forward(minutes=2)
    drain()
    notice = ledger.only(sending)
    assert (notice.state, notice.unknown_count) == (NoticeState.ACCEPTED, 1)
    assert ledger.attempts(sending) == [AttemptResult.UNKNOWN, AttemptResult.ACCEPTED]
    assert len(sink.received) == copies
    assert len({received.raw for received in sink.received}) == 1


def _rename_everything(make: Make) -> None:
    """Between two copies people marry, move and change their jobs."""
    with make.work() as context:
        for change in (
            update(Candidate).values(called="Somebody", language="de"),
            update(CandidateEmail).values(address="new@example.com", normal="new@example.com"),
            update(Organisation).values(
                name="Southlight", accent="#ff0000", reply_to="a@b.example"
            ),
            update(User).values(name="Nina New", job_title="Boss"),
            update(Vacancy).values(title="Another role"),
        ):
            context.session.execute(change)
