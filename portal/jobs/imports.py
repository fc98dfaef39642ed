"""Background work of imports: claims one, takes a few batches of its rows, gives it back."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.context import SYSTEM, Actor, Context
from portal.gateways import Gateways
from portal.models import Import
from portal.policy.refusal import Refusal
from portal.services import leases
from portal.services.importing import running
from portal.services.importing.running import LostImport, Run
from portal.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

SECONDS = 4.0
"""How long one call works before it gives the import back, so that a worker can be stopped."""
OUR_FAULT = (
    "Something went wrong on our side. The rows before are kept, and nothing is half-saved. "
    "“Go on” tries again at the row where it stopped."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """An import that is ours until its lease runs out."""

    import_id: int
    epoch: int
    owner: str
    actor: Actor


def run_due(gateways: Gateways) -> bool:
    """Take up an import that is due, for a short while; whether there was one."""
    with unit_of_work(gateways, SYSTEM) as context:
        claim = claim_one(context)
    if claim is None:
        return False
    carry(gateways, claim, seconds=SECONDS)
    return True


def claim_one(context: Context, import_id: int | None = None) -> Claim | None:
    """Claim the oldest import that is due, or this one."""
    due = running.due()
    if import_id is not None:
        due = due.where(Import.id == import_id)
    owner = leases.new_owner()
    ids = leases.claim(context, Import, due, owner=owner, limit=1)
    if not ids:
        return None
    query = select(Import.epoch).where(Import.id == ids[0])
    return Claim(
        import_id=ids[0],
        epoch=context.session.scalars(query).one(),
        owner=owner,
        actor=running.actor_of(context, ids[0]),
    )


def carry(
    gateways: Gateways,
    claim: Claim,
    *,
    seconds: float | None = None,
    after_batch: Callable[[int], None] = lambda _rows: None,
) -> None:
    """Take batch after batch until the file or the time is over; `after_batch` is told the rows."""
    deadline = time.monotonic() + seconds if seconds is not None else None
    try:
        with unit_of_work(gateways, claim.actor) as context:
            run = running.take_up(context, claim.import_id, claim.epoch)
        while _step(gateways, claim, run):
            after_batch(run.position)
            if deadline is not None and time.monotonic() > deadline:
                break
        after_batch(run.position)
    except LostImport:
        log.info("import %s is no longer ours", claim.import_id)
    except OperationalError:
        # The database is away or busy: the lease runs out, and then somebody goes on.
        raise
    except Refusal as refusal:
        _fail(gateways, claim, str(refusal))
    except Exception:
        log.exception("import %s failed", claim.import_id)
        _fail(gateways, claim, OUR_FAULT)
    else:
        with unit_of_work(gateways, SYSTEM) as context:
            leases.release(context, Import, [claim.import_id], owner=claim.owner)


def _step(gateways: Gateways, claim: Claim, run: Run) -> bool:
    with unit_of_work(gateways, claim.actor) as context:
        # One moment for all rows of this batch, the dates that lie ahead of it included.
        run.reading = replace(run.reading, now=context.now)
        return running.step(context, run)


def _fail(gateways: Gateways, claim: Claim, reason: str) -> None:
    with unit_of_work(gateways, SYSTEM) as context:
        running.fail(context, claim.import_id, claim.epoch, reason)
