"""`python -m portal.bench.sender`: one process that sends when told to, ours or plain.

It reads a line, does what it says, and answers with a line; so that several of them can be set
off at the same moment, with everything imported and connected before.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from portal.bench.plain import plain_loop
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.runtime import make_gateways
from portal.settings import Settings

LONG_ENOUGH = 600.0


class Sender:
    """One such process."""

    def __init__(self, environment: dict[str, str], people: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "portal.bench.sender", str(people)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.wait()

    def tell(self, what: str) -> None:
        """Say what to do: `ours`, or `plain FIRST STEP`."""
        assert self._process.stdin is not None
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()

    def wait(self) -> None:
        """Wait until it has done so."""
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise RuntimeError("a sender has ended")

    def end(self) -> None:
        """Let it end."""
        self._process.communicate()


@contextmanager
def senders(
    number: int, environment: dict[str, str], people: Sequence[tuple[str, str, str]], folder: Path
) -> Iterator[list[Sender]]:
    """So many processes, ready to send."""
    path = folder / "people.json"
    path.write_text(json.dumps(people), encoding="utf-8")
    with ExitStack() as exits:
        ready = []
        for _ in range(number):
            ready.append(Sender(environment, path))
            exits.callback(ready[-1].end)
        yield ready


def main() -> None:
    """Do what is said, line by line."""
    settings = Settings.from_environment()
    gateways, stop = make_gateways(settings), Stop()
    people = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    _answer()
    for line in sys.stdin:
        what, *which = line.split()
        if what == "ours":
            run_due(gateways, stop, seconds=LONG_ENOUGH)
        else:
            first, step = (int(number) for number in which)
            plain_loop(settings.smtp_url, people[first::step])
        _answer()


def _answer() -> None:
    sys.stdout.write("done\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
