"""A whole portal, started by `portal up` as people start it."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.provision.tied import tied
from tests.provision.waiting import eventually

PROJECT = Path(__file__).resolve().parent.parent.parent
READY = "Rekindle is ready."


@dataclass(frozen=True)
class RunningPortal:
    """A started portal; it may have ended in the meantime."""

    data_dir: Path
    log_file: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it answers."""
        return str(self._lock["address"])

    @property
    def supervisor(self) -> int:
        """The process that looks after all the others."""
        return int(str(self._lock["process"]))

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop, and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    @property
    def _lock(self) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.data_dir / "up.lock").read_bytes())
        return found


def start_portal(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> RunningPortal:
    """Start `portal up` with its data under this folder, on a port that the system chooses."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    data_dir, log_file = folder / "data", folder / "up.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            tied(sys.executable, "-m", "portal", "up", "--port", "0", *arguments),
            cwd=PROJECT,
            env={**clean, "PORTAL_DATA_DIR": str(data_dir), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    return RunningPortal(data_dir, log_file, process)


@contextmanager
def running_portal(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[RunningPortal]:
    """A portal that is ready; stopped afterwards."""
    portal = start_portal(folder, *arguments, environment=environment)
    try:
        eventually(lambda: READY in portal.log or portal.process.poll() is not None, seconds=120)
        assert portal.process.poll() is None, portal.log
        yield portal
    finally:
        if portal.process.poll() is None:
            portal.stop()
