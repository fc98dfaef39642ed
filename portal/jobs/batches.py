"""Background work of batches: claims one, decides about some of its people, gives it back."""

import logging
import time
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.context import SYSTEM, Actor, Context
from portal.gateways import Gateways
from portal.models import Batch
from portal.services import batches_running as running
from portal.services import leases
from portal.services.batches_running import LostBatch
from portal.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

SECONDS = 4.0
"""How long one call works before it gives the batch back, so that a worker can be stopped."""
OUR_FAULT = (
    "Something went wrong on our side. Whoever was decided stays decided, and nobody twice. "
    "“Go on” tries again with the others."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch that is ours until its lease runs out."""

    batch_id: int
    epoch: int
    owner: str
    actor: Actor


def run_due(gateways: Gateways) -> bool:
    """Take up a batch that is due, for a short while; whether there was one."""
    with unit_of_work(gateways, SYSTEM) as context:
        claim = claim_one(context)
    if claim is None:
        return False
    carry(gateways, claim)
    return True


def claim_one(context: Context) -> Claim | None:
    """Claim the oldest batch that is due."""
    owner = leases.new_owner()
    ids = leases.claim(context, Batch, running.due(), owner=owner, limit=1)
    if not ids:
        return None
    epoch = context.session.scalars(select(Batch.epoch).where(Batch.id == ids[0])).one()
    return Claim(ids[0], epoch, owner, running.actor_of(context, ids[0]))


def carry(gateways: Gateways, claim: Claim) -> None:
    """Decide about some after some until all are done or the time is over."""
    deadline = time.monotonic() + SECONDS
    try:
        while _step(gateways, claim) and time.monotonic() < deadline:
            pass
    except LostBatch:
        log.info("batch %s is no longer ours", claim.batch_id)
    except OperationalError:
        # The database is away or busy: the lease runs out, and then somebody goes on.
        raise
    except Exception:
        log.exception("batch %s failed", claim.batch_id)
        with unit_of_work(gateways, SYSTEM) as context:
            running.fail(context, claim.batch_id, claim.epoch, OUR_FAULT)
    else:
        with unit_of_work(gateways, SYSTEM) as context:
            leases.release(context, Batch, [claim.batch_id], owner=claim.owner)


def _step(gateways: Gateways, claim: Claim) -> bool:
    with unit_of_work(gateways, claim.actor) as context:
        return running.release_some(context, claim.batch_id, claim.epoch)
