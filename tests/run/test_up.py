"""`portal up`: started, disturbed and stopped as a whole."""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.provision import RunningPortal, eventually, running_portal
from tests.provision.portal_run import start_portal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def living_of(data_dir: Path) -> dict[int, str]:
    """The command lines of all living processes of a portal."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if belongs_to(folder, data_dir):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                found[int(folder.name)] = b" ".join(words).decode()
        except OSError:
            continue
    return found


def belongs_to(process: Path, data_dir: Path) -> bool:
    """Whether a process was given this data folder, or works in it: Valkey writes its title
    over its environment."""
    marker = b"PORTAL_DATA_DIR=" + os.fsencode(data_dir)
    if marker in (process / "environ").read_bytes().split(b"\0"):
        return True
    return (process / "cwd").resolve().is_relative_to(data_dir)


def processes(portal: RunningPortal, *words: str) -> set[int]:
    """The living processes of a portal whose command line holds all the words."""
    living = living_of(portal.data_dir).items()
    return {process for process, line in living if all(word in line for word in words)}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("up"), "--no-demo") as started:
        yield started


def test_everything_runs_when_it_says_ready(portal: RunningPortal) -> None:
    assert portal.get("/readyz")[0] == 200
    assert portal.get("/mailbox/")[0] == 200
    for words in (
        ["valkey-server"],
        ["portal.mailbox.catcher"],
        ["gunicorn"],
        ["worker", "--queue notices"],
        ["worker", "--queue work"],
        ["dispatcher"],
    ):
        eventually(partial(processes, portal, *words))


def test_the_addresses_are_printed(portal: RunningPortal) -> None:
    assert f"{portal.address}/recruiter/" in portal.log
    assert f"{portal.address}/mailbox/" in portal.log


def test_the_data_is_private(portal: RunningPortal) -> None:
    assert portal.data_dir.stat().st_mode & 0o777 == 0o700
    assert (portal.data_dir / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (portal.data_dir / "redis").stat().st_mode & 0o777 == 0o700


def test_a_second_start_says_where_the_first_one_is(portal: RunningPortal) -> None:
    second = start_portal(portal.data_dir.parent)

    assert second.process.wait(timeout=30) == 1
    assert f"already running at {portal.address}" in second.log
    assert portal.get("/readyz")[0] == 200


@pytest.mark.parametrize("program", ["valkey-server", "gunicorn", "dispatcher", "catcher"])
def test_a_killed_program_starts_again(portal: RunningPortal, program: str) -> None:
    before = processes(portal, program)
    head = min(before)

    os.kill(head, signal.SIGKILL)

    eventually(lambda: processes(portal, program) - before)
    eventually(lambda: portal.get("/readyz")[0] == 200)
    assert "ended with status -9, starts again in" in portal.log


def test_a_taken_port_is_replaced_by_the_next_free_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running_portal(tmp_path, "--no-demo", "--port", str(port)) as started:
            used = int(started.address.rpartition(":")[2])
            assert used > port
            assert f"Port {port} is taken, using {used}." in started.log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_without_leaving_a_process(tmp_path: Path, number: signal.Signals) -> None:
    with running_portal(tmp_path, "--no-demo") as started:
        assert started.stop(number) == 0
        assert living_of(started.data_dir) == {}
        assert "Traceback" not in started.log


def test_a_killed_supervisor_leaves_no_process(tmp_path: Path) -> None:
    with running_portal(tmp_path, "--no-demo") as started:
        os.kill(started.supervisor, signal.SIGKILL)

        assert started.process.wait(timeout=60) == 1
        assert living_of(started.data_dir) == {}


def test_a_killed_guard_leaves_no_process(tmp_path: Path) -> None:
    with running_portal(tmp_path, "--no-demo") as started:
        started.process.kill()
        started.process.wait()

        eventually(lambda: living_of(started.data_dir) == {})


def test_both_killed_at_once_leave_no_process(tmp_path: Path) -> None:
    with running_portal(tmp_path, "--no-demo") as started:
        os.kill(started.supervisor, signal.SIGSTOP)
        started.process.kill()
        os.kill(started.supervisor, signal.SIGKILL)

        eventually(lambda: living_of(started.data_dir) == {})


def test_a_later_start_is_quick_and_finds_its_data(tmp_path: Path) -> None:
    with running_portal(tmp_path, "--no-demo") as first:
        key = (first.data_dir / "secret.key").read_text()
    began = time.monotonic()
    with running_portal(tmp_path, "--no-demo") as second:
        # Three times what is promised, because a test machine may have other things to do.
        assert time.monotonic() - began < 15
        assert (second.data_dir / "secret.key").read_text() == key


def test_a_path_too_long_for_a_socket_does_not_matter(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 100)
    folder.mkdir()
    with (
        TemporaryDirectory() as elsewhere,
        running_portal(folder, "--no-demo", environment={"TMPDIR": elsewhere}) as started,
    ):
        eventually(lambda: list(Path(elsewhere).glob("rekindle-*/redis.sock")))
        assert started.get("/readyz")[0] == 200


def test_a_mistake_in_the_settings_is_told_before_anything_starts(tmp_path: Path) -> None:
    refused = start_portal(tmp_path, environment={"PORTAL_UNDO_MINUTES": "soon"})

    assert refused.process.wait(timeout=30) == 1
    assert "PORTAL_UNDO_MINUTES must be a whole number" in refused.log
    assert "Starting" not in refused.log


def test_what_is_given_is_not_started(tmp_path: Path) -> None:
    given = {"PORTAL_REDIS_URL": "", "PORTAL_SMTP_URL": "smtp://127.0.0.1:9"}
    with running_portal(tmp_path, "--no-demo", environment=given) as started:
        assert processes(started, "valkey-server") == set()
        assert processes(started, "portal.mailbox.catcher") == set()
        assert processes(started, "worker") == set()


def test_a_database_that_cannot_be_prepared_is_told_with_the_reason(tmp_path: Path) -> None:
    given = {"PORTAL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    failed = start_portal(tmp_path, environment=given)

    assert failed.process.wait(timeout=60) == 1
    assert "set-up     |" in failed.log
    assert failed.log.endswith("The database could not be prepared, for the reason above.\n")
    assert living_of(failed.data_dir) == {}
