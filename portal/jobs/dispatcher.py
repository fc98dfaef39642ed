"""Looks at the database every few seconds and wakes workers for what is due.

The database is the queue: what Redis has forgotten, or never heard of, is found here. Without
Redis the dispatcher does the work itself.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.jobs import notices, work
from portal.jobs.stop import Stop
from portal.jobs.timetable import TIMETABLE, Periodic
from portal.services import delivery
from portal.unit_of_work import unit_of_work
from portal.vocabulary import Queue

log = logging.getLogger(__name__)

EVERY = 5.0
EVERY_ALONE = 1.0
"""Seconds between two looks when nobody can be woken: then people wait for this one."""
SECONDS_ALONE = 5.0
"""For how long one queue is worked on before the other has its turn."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the dispatcher knows about a queue."""

    queue: Queue
    is_any_due: Callable[[Session, datetime, timedelta], bool]
    run_due: Callable[..., bool]


LINES = (
    Line(Queue.NOTICES, delivery.is_any_due, notices.run_due),
    Line(Queue.WORK, work.is_any_due, work.run_due),
)


class Dispatcher:
    """One process; a second one would do no harm."""

    def __init__(self, gateways: Gateways, stop: Stop, *, every: float = EVERY) -> None:
        self._gateways, self._stop, self._every = gateways, stop, every
        self._done: dict[str, datetime] = {}

    def run(self) -> None:
        """Look after everything until asked to stop."""
        while not self._stop.asked:
            self.look()
            alone = not self._gateways.bell.answers()
            self._stop.wait(min(self._every, EVERY_ALONE) if alone else self._every)

    def look(self) -> None:
        """Look once; trouble with one thing keeps nothing from the others."""
        for line in LINES:
            self._guarded(line.queue, partial(self._look_at, line))
        now = self._gateways.clock.now()
        for entry in TIMETABLE:
            if now - self._done.get(entry.name, now - entry.every) >= entry.every:
                self._done[entry.name] = now
                self._guarded(entry.name, partial(self._do, entry))

    def _look_at(self, line: Line) -> None:
        gateways = self._gateways
        with gateways.database.reading() as session:
            due = line.is_any_due(session, gateways.clock.now(), gateways.settings.lease)
        if due and not gateways.bell.ring(line.queue):
            line.run_due(gateways, self._stop, seconds=SECONDS_ALONE)

    def _do(self, entry: Periodic) -> None:
        with unit_of_work(self._gateways, SYSTEM) as context:
            entry.work(context)

    def _guarded(self, what: str, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception:
            log.exception("trouble with: %s", what)
