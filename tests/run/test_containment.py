"""Work that leaves processes behind does not get away with it."""

import os
import signal
import subprocess
import sys

import pytest

from portal.cli.running.containment import members_of
from tests.provision import eventually

# Like a work-horse of RQ, the process that it starts is the head of a group of its own.
SCRIPT = """
import os, subprocess, time
from portal.cli.running.containment import contained

def work(guarded):
    started = subprocess.Popen(["sleep", "600"], process_group=0)
    print(os.getpid(), started.pid, flush=True)
    {rest}

raise SystemExit(contained(work))
"""


def begin(rest: str) -> tuple[subprocess.Popen[str], int, int]:
    """Start the script; returns it, the process that does the work, and the one it started."""
    script = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(rest=rest)], stdout=subprocess.PIPE, text=True
    )
    assert script.stdout is not None
    with script.stdout:
        worker, started = map(int, script.stdout.readline().split())
    return script, worker, started


def test_work_that_ends_takes_all_with_it() -> None:
    script, worker, _ = begin("return 7")

    assert script.wait(timeout=30) == 7
    assert list(members_of(worker)) == []


def test_work_that_is_killed_takes_all_with_it() -> None:
    script, worker, started = begin("time.sleep(600)")
    assert set(members_of(worker)) == {worker, started}

    os.kill(worker, signal.SIGKILL)

    assert script.wait(timeout=30) == 1
    assert list(members_of(worker)) == []


def test_work_notices_that_nobody_guards_it() -> None:
    script, worker, _ = begin("os.read(guarded, 1); os.kill(started.pid, 9); return 0")

    script.kill()

    script.wait()
    eventually(lambda: not list(members_of(worker)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_reaches_the_work(number: signal.Signals) -> None:
    script, worker, _ = begin("time.sleep(600)")

    script.send_signal(number)

    assert script.wait(timeout=30) == 1
    assert list(members_of(worker)) == []
