"""Keeps services running beside each other and stops them in order."""

import selectors
import signal
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO

from portal.cli.running.child import NEVER, Child, Place, Service
from portal.cli.running.console import Console
from portal.cli.running.tether import tied_to_this_process

GRACE = 10.0
_GLANCE = 0.05


class AskedToStop(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM, or the guarding process has died."""


class Supervisor:
    """Runs services in the order given and stops them in the opposite one.

    It has a single thread on purpose: see `tied_to_this_process`.
    """

    def __init__(self, environment: Mapping[str, str], folder: Path, console: Console) -> None:
        self._place = Place(environment, folder, tied_to_this_process())
        self._console = console
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._stop_requests = 0
        self._is_stopping = False

    def __enter__(self) -> "Supervisor":
        """Listen for signals."""
        # A signal writes into the socket, so that select() wakes without polling.
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._listen(self._woken, lambda: bool(self._woken.recv(4096)))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_stop_signal)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything, the last started first."""
        self._is_stopping = True
        for child in self._children:
            child.restart_at = NEVER
        for child in reversed(self._children):
            self._stop(child)

    def stop_at_end_of(self, guarded: int) -> None:
        """Also stop when this file descriptor reaches its end."""

        def on_end() -> bool:
            self._stop_requests += 1
            return False

        self._listen(guarded, on_end)

    def start(self, service: Service) -> None:
        """Start a service and keep it running."""
        self._launch(Child(service, self._console.line))

    def finish(self, service: Service) -> int:
        """Run a program to its end and return its exit status; show what it says if it fails."""
        said: list[tuple[str, str]] = []
        child = Child(service, lambda name, line: said.append((name, line)), is_lasting=False)
        self._launch(child)
        self.wait_until(lambda: not child.is_running)
        self._children.remove(child)
        for name, line in said if child.status else ():
            self._console.line(name, line)
        return child.status or 0

    def wait_until(self, condition: Callable[[], bool], seconds: float = NEVER) -> bool:
        """Look after the services until the condition holds; false when it takes too long."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self._tend(_GLANCE)
            if self._stop_requests:
                raise AskedToStop
        return True

    def run(self) -> None:
        """Look after the services until asked to stop."""
        while not self._stop_requests:
            self._tend(NEVER)

    def _on_stop_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop_requests += 1

    def _listen(self, source: int | socket.socket | IO[bytes], react: Callable[[], bool]) -> None:
        """React whenever something can be read, for as long as the reaction says so."""
        self._selector.register(source, selectors.EVENT_READ, react)

    def _launch(self, child: Child) -> None:
        if child not in self._children:
            self._children.append(child)
        child.launch(self._place)
        self._listen(child.output, child.pass_on_lines)

    def _tend(self, seconds: float) -> None:
        """Pass on what services say and restart what died, for at most so long."""
        next_restart = min((child.restart_at for child in self._children), default=NEVER)
        wait = max(0.0, min(seconds, next_restart - time.monotonic()))
        for key, _ in self._selector.select(None if wait == NEVER else wait):
            if not key.data():
                self._selector.unregister(key.fileobj)
        for child in self._children:
            if child.has_ended():
                self._bury(child)
            elif child.restart_at <= time.monotonic():
                self._launch(child)

    def _bury(self, child: Child) -> None:
        if child.output in self._selector.get_map():
            self._selector.unregister(child.output)
        child.bury()
        if self._is_stopping or self._stop_requests or not child.is_lasting:
            return
        delay = child.plan_restart()
        self._console.line(
            child.service.name, f"ended with status {child.status}, starts again in {delay:g} s"
        )

    def _stop(self, child: Child) -> None:
        """Ask one service to end; insist after a grace time, or when asked twice to stop."""
        deadline = time.monotonic() + GRACE
        child.ask_to_end()
        while child.is_running:
            if time.monotonic() > deadline or self._stop_requests > 1:
                child.send_group(signal.SIGKILL)
            self._tend(_GLANCE)
