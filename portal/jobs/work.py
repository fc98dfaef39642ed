"""Background work of the queue "work": everything that is not a message."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from portal.gateways import Gateways
from portal.jobs import batches, feeds, imports, inbound
from portal.jobs.handed import handed
from portal.jobs.stop import Stop
from portal.models import Base, Batch, Import, InboundMessage, WebhookEvent
from portal.services import batches_running, leases
from portal.services import inbound as messages
from portal.services.feeds import running as feeds_running
from portal.services.importing import running

SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of background job: a row with lease and epoch."""

    model: type[Base]
    due: Callable[[], Select[Any]]
    """The ids of the rows that a worker should take up, in order."""
    run_due: Callable[[Gateways], bool]
    """Does one short step of what is due and says whether there was any."""
    not_before: ColumnElement[datetime] | None = None
    """Until when a row waits, if rows of this kind are put off."""

    def due_at(self, now: datetime) -> Select[Any]:
        """Those of them whose time has come."""
        due = self.due()
        return due if self.not_before is None else due.where(self.not_before <= now)


KINDS = (
    # Stopping all contact with somebody must not wait for a long import.
    Kind(WebhookEvent, feeds_running.due, feeds.run_due, WebhookEvent.__table__.c.not_before),
    Kind(InboundMessage, messages.due, inbound.run_due),
    Kind(Batch, batches_running.due, batches.run_due),
    Kind(Import, running.due, imports.run_due),
)
"""In the order in which a worker turns to them."""


def drain() -> None:
    """Do what is due; what a wake-up from the queue runs."""
    stop = Stop()
    stop.listen()
    run_due(handed(), stop)


def run_due(gateways: Gateways, stop: Stop, *, seconds: float = SECONDS) -> bool:
    """Do what is due, for a while; whether there was anything to do."""
    worked, deadline = False, time.monotonic() + seconds
    while not stop.asked and time.monotonic() < deadline:
        found = [kind.run_due(gateways) for kind in KINDS]
        if not any(found):
            break
        worked = True
    return worked


def is_any_due(session: Session, now: datetime, lease: timedelta) -> bool:
    """Whether a worker would find something to do."""
    return any(
        leases.is_any_due(session, kind.model, kind.due_at(now), now=now, lease=lease)
        for kind in KINDS
    )
