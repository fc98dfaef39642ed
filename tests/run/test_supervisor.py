"""Services that behave badly."""

import signal
import subprocess
import sys
from pathlib import Path

from portal.cli.running.child import LONGEST_DELAY, Child, Service
from tests.provision import eventually

SCRIPT = """
import sys
from pathlib import Path
from portal.cli.running import supervisor as module
from portal.cli.running.child import Service
from portal.cli.running.console import Console

module.GRACE = {grace}
with module.Supervisor({{}}, Path("/"), Console(sys.stdout)) as supervisor:
    supervisor.start(Service("first", ["/bin/sh", "-c", {first!r}]))
    supervisor.start(Service("second", ["/bin/sh", "-c", {second!r}]))
    supervisor.run()
"""
OBEDIENT = "trap 'echo bye; exit 0' TERM; echo hello; while :; do sleep 0.05; done"
STUBBORN = "trap '' TERM; echo stubborn; while :; do sleep 0.05; done"


class Run:
    """The script with its two services."""

    def __init__(self, tmp_path: Path, first: str, second: str, *, grace: float = 30.0) -> None:
        self.output = tmp_path / "output"
        script = SCRIPT.format(grace=grace, first=first, second=second)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen([sys.executable, "-c", script], stdout=output)

    def expect(self, *lines: str) -> None:
        eventually(lambda: set(lines) <= set(self.lines()))

    def lines(self) -> list[str]:
        return self.output.read_text().splitlines()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def test_the_last_started_stops_first(tmp_path: Path) -> None:
    services = Run(tmp_path, OBEDIENT, OBEDIENT)
    services.expect("first      | hello", "second     | hello")

    assert services.stop() == 0

    assert services.lines()[-2:] == ["second     | bye", "first      | bye"]


def test_a_stubborn_service_is_killed_after_a_while(tmp_path: Path) -> None:
    services = Run(tmp_path, OBEDIENT, STUBBORN, grace=0.2)
    services.expect("first      | hello", "second     | stubborn")

    assert services.stop() == 0
    assert services.lines()[-1] == "first      | bye"


def test_who_asks_twice_does_not_wait(tmp_path: Path) -> None:
    services = Run(tmp_path, STUBBORN, OBEDIENT, grace=600.0)
    services.expect("first      | stubborn", "second     | hello")

    services.process.send_signal(signal.SIGTERM)
    services.expect("second     | bye")

    assert services.stop() == 0


def test_the_last_words_of_a_dying_service_are_shown(tmp_path: Path) -> None:
    services = Run(tmp_path, OBEDIENT, "printf 'half a line'; exit 3")
    services.expect(
        "second     | half a line", "second     | ended with status 3, starts again in 0.2 s"
    )
    services.expect("second     | ended with status 3, starts again in 0.4 s")
    services.stop()


def test_waiting_grows_to_a_limit() -> None:
    child = Child(Service("any", ["true"]), lambda _name, _line: None)

    delays = [child.plan_restart() for _ in range(12)]

    assert delays[:3] == [0.2, 0.4, 0.8]
    assert delays[-1] == LONGEST_DELAY
