"""Real workers and a real dispatcher, to be killed, frozen and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from portal.cli.running.containment import members_of
from portal.cli.running.tether import tied_to_this_process
from portal.gateways import Gateways
from portal.settings import PROJECT
from tests.provision import eventually


class Process:
    """A command of the portal in a session of its own; a worker has a child while it works."""

    def __init__(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], log: Path
    ) -> None:
        self._arguments, self._environment, self._log = arguments, environment, log
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "portal", *self._arguments],
                cwd=PROJECT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tied_to_this_process(),
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def children(self) -> list[int]:
        """What the worker has forked and what still runs."""
        return [pid for pid in members_of(self.pid) if pid != self.pid]

    def send(self, number: signal.Signals) -> None:
        """Signal the process itself."""
        self._popen.send_signal(number)

    def send_all(self, number: signal.Signals) -> None:
        """Signal the process and all that it has forked."""
        for pid in members_of(self.pid):
            self.send_to(pid, number)

    def send_to(self, pid: int, number: signal.Signals) -> None:
        """Signal one of those that it has forked, if it is still there."""
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def wait(self) -> int:
        return self._popen.wait(timeout=30)

    def end(self) -> None:
        self.send_all(signal.SIGCONT)
        self.send_all(signal.SIGKILL)
        self._popen.wait()


class Crew:
    """Workers and dispatchers on one database."""

    def __init__(self, environment: Mapping[str, str], folder: Path, exits: ExitStack) -> None:
        self.environment, self.folder, self._exits = dict(environment), folder, exits

    def worker(self, queue: str = "notices") -> Process:
        return self._start("worker", "--queue", queue)

    def dispatcher(self) -> Process:
        return self._start("dispatcher", "--every", "0.5")

    @property
    def log(self) -> str:
        path = self.folder / "crew.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _start(self, *arguments: str) -> Process:
        process = Process(arguments, self.environment, self.folder / "crew.log")
        self._exits.callback(process.end)
        return process


@contextmanager
def crew(gateways: Gateways, folder: Path, **environment: str) -> Iterator[Crew]:
    """A place to start processes that work on the database of these gateways."""
    settings = gateways.settings
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    given = {
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PORTAL_BASE_URL": settings.base_url,
        "PORTAL_MAIL_FROM": settings.mail_from,
        "PORTAL_DATA_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        **environment,
    }
    with ExitStack() as exits:
        yield Crew({**clean, **given}, folder, exits)


def stopped(process: Process) -> None:
    """Wait until nothing of a process runs any more."""
    eventually(lambda: not list(members_of(process.pid)))
