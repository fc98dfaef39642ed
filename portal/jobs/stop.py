"""How a process that works on its own is asked to end."""

import os
import select
import signal
from types import FrameType


class Stop:
    """Whether somebody has asked this process to end; whoever works looks here between steps."""

    def __init__(self) -> None:
        self.asked = False
        self._woken, self._waker = os.pipe()
        for end in (self._woken, self._waker):
            os.set_blocking(end, False)

    def listen(self) -> None:
        """Take SIGTERM and SIGINT as the question, instead of ending at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def ask(self) -> None:
        """Ask the process to end."""
        self.asked = True
        # Not an Event: a signal that comes while one is waited for could block for ever.
        os.write(self._waker, b"!")

    def wait(self, seconds: float) -> bool:
        """Wait for so long, or until asked; whether it was asked."""
        if not self.asked:
            select.select([self._woken], [], [], seconds)
        return self.asked

    def close(self) -> None:
        """Give back what waiting needs."""
        for end in (self._woken, self._waker):
            os.close(end)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self.asked:
            self.ask()
