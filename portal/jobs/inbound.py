"""Background work of messages to us: claims some, reads one after the other."""

import logging

from sqlalchemy.exc import OperationalError

from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.services import inbound, inbound_reading
from portal.services.inbound import Taken
from portal.unit_of_work import unit_of_work

log = logging.getLogger(__name__)


def run_due(gateways: Gateways) -> bool:
    """Read messages that wait, a batch at most; whether there were any."""
    with unit_of_work(gateways, SYSTEM) as context:
        taken = inbound.claim(context)
    for one in taken:
        _read(gateways, one)
    return bool(taken)


def _read(gateways: Gateways, taken: Taken) -> None:
    try:
        with unit_of_work(gateways, SYSTEM) as context:
            kept = inbound.take_up(context, taken)
            if kept is None:
                log.info("message %s is no longer ours", taken.id)
                return
            inbound.settle(context, taken, inbound_reading.read(context, kept))
    except OperationalError:
        # The database is away or busy: the lease runs out, and then somebody reads it.
        raise
    except Exception:
        # The lease is kept until it runs out: so long it is left in peace before the next try.
        log.exception("message %s could not be read", taken.id)
