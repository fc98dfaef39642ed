"""Background work of the queue "work": everything that is not a message."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.gateways import Gateways
from portal.jobs import imports
from portal.jobs.handed import handed
from portal.jobs.stop import Stop
from portal.models import Import
from portal.services import leases
from portal.services.importing import running

SECONDS = 20.0

RUNNERS: tuple[Callable[[Gateways], bool], ...] = (imports.run_due,)
"""Each does one short step of what is due of its kind and says whether there was any."""


def drain() -> None:
    """Do what is due; what a wake-up from the queue runs."""
    stop = Stop()
    stop.listen()
    run_due(handed(), stop)


def run_due(gateways: Gateways, stop: Stop, *, seconds: float = SECONDS) -> bool:
    """Do what is due, for a while; whether there was anything to do."""
    worked, deadline = False, time.monotonic() + seconds
    while not stop.asked and time.monotonic() < deadline:
        found = [run(gateways) for run in RUNNERS]
        if not any(found):
            break
        worked = True
    return worked


def is_any_due(session: Session, now: datetime, lease: timedelta) -> bool:
    """Whether a worker would find something to do."""
    return leases.is_any_due(session, Import, running.due(), now=now, lease=lease)
