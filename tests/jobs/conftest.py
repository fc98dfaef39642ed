"""A mail server that takes or refuses what is sent, and a worker that sends what is due."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from tests.provision.smtp_sink import SmtpSink, smtp_sink


@pytest.fixture(scope="session")
def shared_sink() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def sink(shared_sink: SmtpSink) -> Iterator[SmtpSink]:
    """An SMTP server that keeps what it is given."""
    shared_sink.received.clear()
    usual = dict(vars(shared_sink))
    yield shared_sink
    vars(shared_sink).update(usual)


@pytest.fixture
def sending(gateways: Gateways, sink: SmtpSink) -> Gateways:
    """Gateways whose mail goes to the sink."""
    return replace(gateways, mail=MailRelay(sink.url))


@pytest.fixture
def stop() -> Iterator[Stop]:
    stop = Stop()
    yield stop
    stop.close()


@pytest.fixture
def drain(sending: Gateways, stop: Stop) -> Callable[[], bool]:
    """One round of a worker."""
    return lambda: run_due(sending, stop)
