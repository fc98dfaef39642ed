"""Events as background work: which are due, which are put off, and what is forgotten in time."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Select, Table, delete, select, update

from portal.context import Context
from portal.models import SourceRecord, WebhookEvent
from portal.services import leases
from portal.vocabulary import RecordKind, WebhookState

RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""How long an event waits after each fault of ours; then it is given up."""
BODY_KEPT = timedelta(days=30)
ROW_KEPT = timedelta(days=180)

_EVENTS = cast(Table, WebhookEvent.__table__)


def due() -> Select[Any]:
    """The events that a worker should take, the oldest first."""
    return (
        select(WebhookEvent.id)
        .where(WebhookEvent.state == WebhookState.RECEIVED)
        .order_by(WebhookEvent.not_before, WebhookEvent.id)
    )


def put_off(context: Context, event_id: int, epoch: int) -> bool:
    """Try an event again later, after a fault of ours; False if it has had its tries."""
    tries = context.session.scalar(
        select(_EVENTS.c.tries).where(leases.held(WebhookEvent, event_id, epoch))
    )
    if tries is None:
        return True
    if tries >= len(RETRIES):
        return False
    context.session.execute(
        update(_EVENTS)
        .where(leases.held(WebhookEvent, event_id, epoch))
        .values(
            tries=tries + 1,
            not_before=context.now + RETRIES[tries],
            lease_owner=None,
            lease_until=None,
        )
    )
    return True


def forget_old(context: Context) -> None:
    """Forget what events said, later the events too, and words on people who never came."""
    context.session.execute(
        update(_EVENTS)
        .where(_EVENTS.c.done_at < context.now - BODY_KEPT, _EVENTS.c.body.is_not(None))
        .values(body=None)
    )
    context.session.execute(delete(_EVENTS).where(_EVENTS.c.done_at < context.now - ROW_KEPT))
    context.session.execute(
        delete(SourceRecord).where(
            SourceRecord.kind == RecordKind.CANDIDATE,
            SourceRecord.candidate_id.is_(None),
            SourceRecord.heard_at < context.now - ROW_KEPT,
        )
    )
