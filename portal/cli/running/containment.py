"""Runs work in a session of its own and leaves no process of that session behind."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 5.0


def contained(work: Callable[[int], int]) -> int:
    """Run the work in a forked process and a new session; return its exit status.

    The work gets a file descriptor that reaches its end when this process dies, so that it can
    stop in order even then. If the work itself dies, everything that it started is ended here:
    a session, unlike a process group, also holds the work-horses of RQ.
    """
    guarded, guard = os.pipe()
    # A request to stop that comes now waits until somebody here can pass it on.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    session = os.fork()
    if session == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        os.close(guard)
        os.setsid()
        _leave_with(lambda: work(guarded))
    os.close(guarded)

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        _send(session, signal.SIGTERM)

    for ending in ENDINGS:
        signal.signal(ending, pass_on)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    status = os.waitstatus_to_exitcode(os.waitpid(session, 0)[1])
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    end_session(session)
    return status if status >= 0 else 1


def end_session(session: int) -> None:
    """End all processes of a session, by force after a grace time."""
    deadline = time.monotonic() + GRACE
    signal_to_send = signal.SIGTERM
    while members := list(members_of(session)):
        for member in members:
            _send(member, signal_to_send)
        while any(members_of(session)) and time.monotonic() < deadline:
            time.sleep(0.02)
        signal_to_send, deadline = signal.SIGKILL, time.monotonic() + GRACE


def members_of(session: int) -> Iterator[int]:
    """The living processes of a session."""
    for process in _living_processes():
        try:
            if os.getsid(process) == session:
                yield process
        except (ProcessLookupError, PermissionError):
            continue


def _living_processes() -> Iterator[int]:
    if not Path("/proc/self/stat").exists():
        listing = subprocess.run(
            ["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True
        )
        rows = (line.split() for line in listing.stdout.splitlines())
        yield from (int(row[0]) for row in rows if not row[1].startswith("Z"))
        return
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            yield int(folder.name)


def _send(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


def _leave_with(work: Callable[[], int]) -> None:
    """End this forked process without running what its parent has registered for its own exit."""
    status = 1
    try:
        status = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
