"""Where what comes back is sent: the same for every copy, and only where it can reach us."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from portal.gateways import Gateways
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Organisation
from portal.policy.verp import Kind, Signed
from portal.services import return_paths
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make
from tests.provision import SmtpSink
from tests.provision.smtp_sink import LOST


@pytest.fixture
def taking(sending: Gateways) -> Gateways:
    settings = replace(sending.settings, inbound_url="lmtp://127.0.0.1:2525")
    return replace(sending, settings=settings)


def test_without_a_way_in_the_sender_is_who_it_is_from(
    make: Make, sending: Gateways, sink: SmtpSink, stop: Stop
) -> None:
    make.decision(now=True)
    run_due(sending, stop)
    (received,) = sink.received
    assert received.sender == "hiring@northlight.example"
    assert received.message["Reply-To"] is None


def test_reports_and_answers_come_back_to_their_message(
    make: Make, taking: Gateways, sink: SmtpSink, stop: Stop, clock: SetClock
) -> None:
    make.decision(now=True)
    sink.on_data = lambda _received: LOST
    run_due(taking, stop)
    sink.on_data = lambda _received: None
    # The copy goes out on another day, and still is the same.
    clock.forward(days=2)
    run_due(taking, stop)
    first, second = sink.received
    assert (first.sender, first.raw) == (second.sender, second.raw)
    signer, public_id = return_paths.signer(taking.settings), ledger.only(taking).public_id
    assert signer.read(first.sender, clock.now()) == Signed(Kind.BOUNCE, public_id)
    answer = str(first.message["Reply-To"])
    assert signer.read(answer, clock.now()) == Signed(Kind.REPLY, public_id)
    assert "You can simply reply to it." in first.raw.decode().replace("=\r\n", "")


def test_a_way_in_that_opens_between_two_copies_does_not_change_the_message(
    make: Make,
    sending: Gateways,
    taking: Gateways,
    sink: SmtpSink,
    stop: Stop,
    clock: SetClock,
) -> None:
    make.decision(now=True)
    sink.on_data = lambda _received: LOST
    run_due(sending, stop)
    sink.on_data = lambda _received: None
    clock.forward(minutes=10)
    run_due(taking, stop)
    first, second = sink.received
    assert first.raw == second.raw


def test_the_organisation_s_own_address_for_answers_stays(
    make: Make, taking: Gateways, sink: SmtpSink, stop: Stop
) -> None:
    with make.work() as context:
        context.session.execute(update(Organisation).values(reply_to="people@northlight.example"))
    make.decision(now=True)
    run_due(taking, stop)
    (received,) = sink.received
    assert received.message["Reply-To"] == "people@northlight.example"
    assert received.sender.startswith("bounce+")


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("dsn", [True, False])
def test_reports_are_asked_for_where_the_relay_offers_it(
    make: Make, taking: Gateways, sink: SmtpSink, stop: Stop, *, dsn: bool, pipelining: bool
) -> None:
    sink.offers = [*(["250-DSN"] if dsn else []), *(["250-PIPELINING"] if pipelining else [])]
    make.decision(now=True)
    run_due(taking, stop)
    (received,) = sink.received
    public_id = ledger.only(taking).public_id
    if dsn:
        assert set(received.options) >= {"RET=HDRS", f"ENVID={public_id}", "NOTIFY=FAILURE,DELAY"}
    else:
        assert not [option for option in received.options if "=" in option and "SIZE" not in option]


def test_nobody_is_asked_where_a_report_could_not_reach_us(
    make: Make, sending: Gateways, sink: SmtpSink, stop: Stop
) -> None:
    sink.offers = ["250-DSN"]
    make.decision(now=True)
    run_due(sending, stop)
    assert not [option for option in sink.received[0].options if "ENVID" in option]
