"""Messages to us: kept as they come, claimed by a worker, done with once."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.context import Context
from portal.models import InboundMessage
from portal.policy.inbound.message import LARGEST
from portal.services import leases
from portal.vocabulary import InboundState, Queue

BATCH = 20
TRIES = 3
"""How often a message is taken up; one that ends its worker each time is left alone."""
TRIES_OVER = "tries"
"""Why a message was given up that was taken up too often."""
KEPT_FOR = timedelta(days=30)
LONGEST_WHY = 200

_inbound = cast(Table, InboundMessage.__table__)


@dataclass(frozen=True, slots=True)
class Taken:
    """A message in the hands of one worker."""

    id: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What a message came to."""

    state: InboundState
    why: str | None = None
    notice_id: int | None = None


def receive(context: Context, envelope_to: str, raw: bytes) -> bool:
    """Keep a message to us; False if it was kept before, by whichever way it came."""
    kept, to = raw[:LARGEST], envelope_to.replace("\0", "")[:320]
    dedupe = hashlib.sha256(to.lower().encode("utf-8", "replace") + b"\0" + kept).hexdigest()
    known = select(InboundMessage.id).where(InboundMessage.dedupe == dedupe)
    if context.session.scalar(known) is not None:
        return False
    row = InboundMessage(
        dedupe=dedupe,
        envelope_to=to,
        raw=kept,
        received_at=context.now,
        state=InboundState.RECEIVED,
        not_before=context.now,
    )
    try:
        with context.session.begin_nested():
            context.session.add(row)
    except IntegrityError:
        # Somebody else has kept it since we looked.
        return False
    context.wake(Queue.WORK)
    return True


def due() -> Select[Any]:
    """The messages that a worker should read, the oldest first."""
    return (
        select(InboundMessage.id)
        .where(InboundMessage.state == InboundState.RECEIVED)
        .order_by(InboundMessage.not_before, InboundMessage.id)
    )


def claim(context: Context) -> list[Taken]:
    """Take messages that nobody reads, a batch at most; give up those taken up too often."""
    ids = leases.claim(context, InboundMessage, due(), owner=leases.new_owner(), limit=BATCH)
    if not ids:
        return []
    context.session.execute(
        update(_inbound).where(_inbound.c.id.in_(ids)).values(tries=_inbound.c.tries + 1)
    )
    rows = context.session.execute(
        select(_inbound.c.id, _inbound.c.epoch, _inbound.c.tries)
        .where(_inbound.c.id.in_(ids))
        .order_by(_inbound.c.id)
    ).all()
    for row in rows:
        if row.tries > TRIES:
            settle(context, Taken(row.id, row.epoch), Fate(InboundState.FAILED, TRIES_OVER))
    return [Taken(row.id, row.epoch) for row in rows if row.tries <= TRIES]


def take_up(context: Context, taken: Taken) -> InboundMessage | None:
    """The message to read; None if somebody else has taken it over."""
    return context.session.scalar(
        select(InboundMessage)
        .where(leases.held(InboundMessage, taken.id, taken.epoch))
        .with_for_update()
    )


def settle(context: Context, taken: Taken, fate: Fate) -> bool:
    """Write down what a message came to, and let go of its bytes; False if it was taken over."""
    done = (
        update(_inbound)
        .where(leases.held(InboundMessage, taken.id, taken.epoch))
        .values(
            state=fate.state,
            why=fate.why[:LONGEST_WHY] if fate.why else None,
            notice_id=fate.notice_id,
            raw=None,
            lease_owner=None,
            lease_until=None,
        )
    )
    result = cast("CursorResult[Any]", context.session.execute(done))
    return result.rowcount == 1


def forget_old(context: Context) -> None:
    """Forget messages that were done with long ago; what they said is kept where it belongs."""
    over = _inbound.c.received_at < context.now - KEPT_FOR
    read = _inbound.c.state != InboundState.RECEIVED
    context.session.execute(delete(_inbound).where(over, read))
