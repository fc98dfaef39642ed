"""The one stream of lines that a terminal shows for many services."""

import os
from typing import TextIO

_WIDTH = 10
_COLOURS = (36, 33, 35, 32, 34, 31)


class Console:
    """Writes lines, each behind the name of who said it; coloured on a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.coloured = stream.isatty() and "NO_COLOR" not in os.environ
        self.known: list[str] = []

    def say(self, text: str) -> None:
        """Write what the portal itself has to say."""
        try:
            print(text, file=self.stream, flush=True)
        except BrokenPipeError:
            # The reader has gone; the services are not to die of it.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())

    def line(self, name: str, text: str) -> None:
        """Write a line of a service."""
        self.say(f"{self._prefix(name)} {text}")

    def _prefix(self, name: str) -> str:
        prefix = f"{name:<{_WIDTH}} |"
        if not self.coloured:
            return prefix
        if name not in self.known:
            self.known.append(name)
        colour = _COLOURS[self.known.index(name) % len(_COLOURS)]
        return f"\x1b[{colour}m{prefix}\x1b[0m"
