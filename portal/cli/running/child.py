"""One service and the process that runs it at the moment."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

FIRST_DELAY = 0.2
LONGEST_DELAY = 30.0
STEADY_AFTER = 10.0
NEVER = float("inf")
_CHUNK = 65536


@dataclass(frozen=True)
class Service:
    """A program to run; the sockets stay open for it at the numbers that they have here."""

    name: str
    command: Sequence[str]
    sockets: tuple[socket.socket, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where processes are started: with which environment, in which folder, tied to whom."""

    environment: Mapping[str, str]
    folder: Path
    tie: Callable[[], None] | None


class Child:
    """Starts the process of a service, passes on its lines and knows when to start it again."""

    def __init__(
        self, service: Service, show: Callable[[str, str], None], *, is_lasting: bool = True
    ) -> None:
        self.service = service
        self.is_lasting = is_lasting
        self.restart_at = NEVER
        self.status: int | None = None
        self._show = show
        self._process: subprocess.Popen[bytes] | None = None
        self._delay = FIRST_DELAY
        self._started = time.monotonic()
        self._unfinished = b""

    @property
    def is_running(self) -> bool:
        """Whether a process was started and not yet taken leave of."""
        return self._process is not None

    def launch(self, place: Place) -> None:
        """Start the process as the head of a group of its own."""
        self.restart_at, self._started = NEVER, time.monotonic()
        self._process = subprocess.Popen(
            self.service.command,
            cwd=place.folder,
            env=place.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[opened.fileno() for opened in self.service.sockets],
            process_group=0,
            preexec_fn=place.tie,
        )
        os.set_blocking(self.output.fileno(), False)

    @property
    def output(self) -> IO[bytes]:
        """What the process writes."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout

    def pass_on_lines(self) -> bool:
        """Show the whole lines that have come; false when no more can come."""
        try:
            return self._pass_on_chunk()
        except BlockingIOError:
            return True

    def _pass_on_chunk(self) -> bool:
        chunk = os.read(self.output.fileno(), _CHUNK)
        *lines, rest = (self._unfinished + chunk).split(b"\n")
        if rest and (not chunk or len(rest) > _CHUNK):
            lines, rest = [*lines, rest], b""
        self._unfinished = rest
        for line in lines:
            self._show(self.service.name, line.decode(errors="replace"))
        return bool(chunk)

    def has_ended(self) -> bool:
        """Whether the process is dead but not yet taken leave of."""
        return self._process is not None and self._process.poll() is not None

    def bury(self) -> None:
        """Take leave of the dead process and of its group, which may hold what it used."""
        assert self._process is not None
        self.send_group(signal.SIGKILL)
        with suppress(BlockingIOError):
            while self._pass_on_chunk():
                pass
        self.output.close()
        self.status = self._process.returncode
        self._process = None

    def plan_restart(self) -> float:
        """Set when to start again, later each time it dies early; return in how many seconds."""
        now = time.monotonic()
        delay = FIRST_DELAY if now - self._started > STEADY_AFTER else self._delay
        self._delay = min(2 * delay, LONGEST_DELAY)
        self.restart_at = now + delay
        return delay

    def ask_to_end(self) -> None:
        """Let the process end in its own way."""
        if self._process is not None:
            self._process.terminate()

    def send_group(self, number: signal.Signals) -> None:
        """Signal the process and those that it has forked."""
        assert self._process is not None
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            # PermissionError is how macOS says that only dead ones are left in the group.
            return
