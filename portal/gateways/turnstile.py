"""A turnstile before the write lock of a SQLite file: who waits comes before who was just there.

SQLite lets waiters look again every tenth of a second. A worker that writes transaction after
transaction is always faster, and a web request could wait until all of its work is done.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK_AGAIN = 0.003
LONGEST_WAIT = 30.0
"""Seconds; then the lock itself decides: who was frozen here must not stop all others."""


@contextmanager
def turnstile(database: str) -> Iterator[None]:
    """Hold the turnstile while waiting for the write lock of this file, and no longer."""
    with Path(f"{database}-turn").open("ab") as place:
        _enter(place.fileno())
        yield


def _enter(place: int) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(LOOK_AGAIN)
        else:
            return
