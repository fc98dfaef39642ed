"""`portal inbound` as somebody starts it: it takes messages until it is asked to end."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import InboundMessage
from portal.settings import PROJECT
from tests.cli.conftest import Command
from tests.provision import eventually
from tests.provision.tied import tied


def test_without_a_way_in_it_says_what_to_do(portal: Command) -> None:
    done = portal("inbound")
    assert done.exit_code == 1
    assert "PORTAL_INBOUND_URL" in done.output


def test_a_port_that_is_taken_is_said_plainly(portal: Command, environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment["PORTAL_INBOUND_URL"] = f"lmtp://127.0.0.1:{taken.getsockname()[1]}"
        done = portal("inbound")
    assert done.exit_code == 1
    assert "Cannot listen there" in done.output


def test_it_takes_messages_until_asked_to_end(
    gateways: Gateways, environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "in.sock"
    started = subprocess.Popen(
        tied(sys.executable, "-m", "portal", "inbound"),
        cwd=PROJECT,
        env={**os.environ, **environment, "PORTAL_INBOUND_URL": f"lmtp://{path}"},
    )
    try:
        eventually(lambda: path.exists() or started.poll() is not None)
        eventually(lambda: _hand_over(path))
        with gateways.database.session() as session:
            assert session.scalar(select(func.count()).select_from(InboundMessage)) == 1
        started.send_signal(signal.SIGTERM)
        assert started.wait(20) == 0
    finally:
        started.kill()
        started.wait()


def _hand_over(path: Path) -> bool:
    try:
        with smtplib.LMTP(str(path)) as smtp:
            smtp.sendmail("a@b.example", ["hiring@northlight.example"], b"A: b\r\n\r\nc\r\n")
    except ConnectionRefusedError:
        # The file is there a moment before somebody listens.
        return False
    return True
