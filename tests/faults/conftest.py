"""Workers that work for real, on the database, the mail server and the Redis of a test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.gateways import Gateways
from tests.conftest import FIGURE
from tests.fakes import SetClock
from tests.faults import many
from tests.faults.processes import Crew, crew
from tests.provision import SmtpSink, Valkey, smtp_sink, valkey


@pytest.fixture
def figure(gateways: Gateways, record_property: Callable[[str, object], None]) -> many.Figure:
    """Says what was measured, once all tests are over: also from a test in another process."""
    where = gateways.database.engine.dialect.name
    return lambda text: record_property(FIGURE, f"{where}: {text}")


@pytest.fixture(autouse=True)
def _today(clock: SetClock) -> None:
    """Processes of their own know only the real time."""
    clock.moment = datetime.now(UTC)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def redis() -> Iterator[Valkey]:
    with valkey() as server:
        yield server


@pytest.fixture
def workers(gateways: Gateways, sink: SmtpSink, redis: Valkey, tmp_path: Path) -> Iterator[Crew]:
    """Processes with a lease of two seconds, woken through Redis."""
    with crew(
        gateways,
        tmp_path,
        PORTAL_SMTP_URL=sink.url,
        PORTAL_REDIS_URL=redis.url,
        PORTAL_LEASE_SECONDS="2",
        PORTAL_RETRY_SECONDS="1",
    ) as started:
        yield started
        print(started.log)
