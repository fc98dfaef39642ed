"""Background work of the queue "work": everything that is not a message."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from portal.gateways import Gateways
from portal.jobs import imports, inbound
from portal.jobs.handed import handed
from portal.jobs.stop import Stop
from portal.models import Base, Import, InboundMessage
from portal.services import inbound as messages
from portal.services import leases
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


KINDS = (
    Kind(InboundMessage, messages.due, inbound.run_due),
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
        leases.is_any_due(session, kind.model, kind.due(), now=now, lease=lease) for kind in KINDS
    )
