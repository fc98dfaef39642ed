"""Over the real server, while a worker brings a large file in: every answer comes in time."""

import http.client
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.gateways import Gateways
from portal.models import Connection
from portal.policy.signature import sign
from portal.runtime import make_gateways
from portal.services import connections
from portal.settings import Settings
from portal.vocabulary import ImportState
from tests.importer import Importer, many
from tests.makers import Make
from tests.provision import RunningPortal, running_portal
from tests.webhooks.sender import kept

ROWS = 8_000
IN_TIME = 1.0
"""Seconds: who is not answered sends again, and in the end no more."""
BODY = b'{"action":"candidate_stage_change","payload":{"application":{"id":1}}}'


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with running_portal(tmp_path, "--no-demo") as started:
        yield started


@pytest.fixture
def theirs(portal: RunningPortal) -> Iterator[Gateways]:
    """Gateways to the database of the running portal."""
    made = make_gateways(Settings.from_environment({"PORTAL_DATA_DIR": str(portal.data_dir)}))
    yield made
    made.database.close()


def send(portal: RunningPortal, connection: Connection, headers: dict[str, str]) -> float:
    """Send an event, every other one in pieces; the seconds until the answer was there."""
    place, path = urlsplit(portal.address).netloc, f"/webhooks/greenhouse/{connection.public_id}"
    pieces = int(headers["Greenhouse-Event-ID"]) % 2 == 0
    body = iter((BODY[:10], BODY[10:])) if pieces else BODY
    started = time.monotonic()
    caller = http.client.HTTPConnection(place, timeout=30)
    caller.request("POST", path, body=body, headers=headers, encode_chunked=pieces)
    answer = caller.getresponse()
    answer.read()
    caller.close()
    assert (answer.status, answer.getheader("Set-Cookie")) == (200, None)
    return time.monotonic() - started


def test_events_are_answered_within_a_second(
    portal: RunningPortal, theirs: Gateways, capsys: pytest.CaptureFixture[str]
) -> None:
    make = Make(theirs)
    connection = make.connection()
    secret = connections.secret_of(theirs.settings, connection)
    importer = Importer(make)
    import_id = importer.upload(many(ROWS))
    importer.start(import_id)

    times: list[float] = []
    while importer.row(import_id).state is ImportState.RUNNING:
        headers = {"Signature": sign(secret, BODY), "Greenhouse-Event-ID": str(len(times))}
        times.append(send(portal, connection, headers))

    cuts = statistics.quantiles(times, n=20)
    with capsys.disabled():
        print(f"\n{len(times)} events: p50 {cuts[9]:.3f} s, p95 {cuts[18]:.3f} s")
    assert importer.row(import_id).state is ImportState.DONE
    assert len(times) > 10
    assert cuts[18] < IN_TIME
    assert len(kept(theirs)) == len(times)
