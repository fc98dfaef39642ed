"""Keeps what a worker has claimed, for as long as the worker gets on."""

import logging
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.gateways.mail import FINAL_DOT_TIMEOUT
from portal.models import Base
from portal.services import leases
from portal.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

LONGEST_STEP = FINAL_DOT_TIMEOUT + 60.0
"""Seconds without progress after which a worker is given up: its rows are better taken over."""


class Heartbeat:
    """Extends the leases of some rows four times a lease, from a thread of its own.

    It can only extend what still belongs to this owner: a process that was frozen until its rows
    were taken over changes nothing when it wakes.
    """

    def __init__(self, gateways: Gateways, model: type[Base]) -> None:
        self.owner = leases.new_owner()
        self._gateways, self._model = gateways, model
        self._ids: Sequence[int] = ()
        self._last_progress = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        """Begin to beat."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop beating, and wait until a beat that has begun is over."""
        self._ended.set()
        self._thread.join()

    def keep(self, ids: Sequence[int]) -> None:
        """Keep these rows from now on, and no others."""
        self._ids = tuple(ids)
        self.progress()

    def progress(self) -> None:
        """Note that the worker gets on."""
        self._last_progress = time.monotonic()

    def _beat(self) -> None:
        every = self._gateways.settings.lease.total_seconds() / 4
        while not self._ended.wait(every):
            if self._ids and time.monotonic() - self._last_progress < LONGEST_STEP:
                self._extend(self._ids)

    def _extend(self, ids: Sequence[int]) -> None:
        try:
            with unit_of_work(self._gateways, SYSTEM) as context:
                leases.extend(context, self._model, ids, owner=self.owner)
        except Exception:
            # The next beat may succeed; if none does, the lease runs out, and that is safe too.
            log.exception("a heartbeat was missed")
