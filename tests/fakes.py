"""Stand-ins for what lies outside: time, and the bell that wakes workers."""

from datetime import UTC, datetime, timedelta

from portal.gateways.clock import Clock
from portal.gateways.queue import Bell
from portal.policy.consent import months_later
from portal.vocabulary import Queue

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class SetClock(Clock):
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = MONDAY

    def now(self) -> datetime:
        return self.moment

    def forward(self, **units: float) -> None:
        self.moment += timedelta(**units)

    def months_ago(self, months: int) -> datetime:
        return months_later(self.moment, -months)


class CountingBell(Bell):
    """Remembers which queues were woken."""

    def __init__(self) -> None:
        super().__init__("")
        self.rung: list[Queue] = []

    def ring(self, queue: Queue) -> bool:
        self.rung.append(queue)
        return True
