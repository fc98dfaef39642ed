"""Waiting for something to hold, instead of sleeping and hoping."""

import time
from collections.abc import Callable

PATIENCE = 60.0


def eventually(condition: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Wait until the condition holds; raises AssertionError when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still not so after {seconds:g} s"
        time.sleep(0.02)
