"""What other systems tell us: kept before it is answered, and taken up once more if asked."""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.context import Context
from portal.models import WebhookEvent
from portal.policy.refusal import Conflict
from portal.vocabulary import Queue, WebhookState

PING = "ping"
"""Only asks whether somebody is there: nothing follows from it."""


def receive(context: Context, connection_id: int, event_id: str, action: str, body: bytes) -> bool:
    """Keep an event for the worker; the same one again changes nothing. Whether it is new."""
    known = select(WebhookEvent.id).where(
        WebhookEvent.connection_id == connection_id, WebhookEvent.event_id == event_id
    )
    if context.session.scalar(known) is not None:
        return False
    event = WebhookEvent(
        connection_id=connection_id,
        event_id=event_id,
        action=action,
        body=body,
        received_at=context.now,
        state=WebhookState.RECEIVED,
        not_before=context.now,
    )
    if action == PING:
        event.state, event.done_at = WebhookState.DONE, context.now
    try:
        with context.session.begin_nested():
            context.session.add(event)
    except IntegrityError:
        # The same event arrived at this very moment, and the other one was faster.
        return False
    if event.state is WebhookState.RECEIVED:
        context.wake(Queue.WORK)
    return True


def process_again(context: Context, event_id: int) -> None:
    """Let the worker take an event up once more; raises Conflict if it cannot."""
    event = context.session.scalars(
        select(WebhookEvent).where(WebhookEvent.id == event_id).with_for_update()
    ).one()
    if event.state is WebhookState.RECEIVED:
        raise Conflict("It waits for its turn already.")
    if event.body is None:
        raise Conflict("What it said is no longer kept.")
    context.session.execute(
        update(WebhookEvent).where(WebhookEvent.id == event.id).values(**_afresh(context))
    )
    context.wake(Queue.WORK)


def process_failed_again(context: Context, connection_id: int) -> None:
    """Let the worker take up everything of a connection that failed."""
    context.session.execute(
        update(WebhookEvent)
        .where(
            WebhookEvent.connection_id == connection_id,
            WebhookEvent.state == WebhookState.FAILED,
            WebhookEvent.body.is_not(None),
        )
        .values(**_afresh(context))
    )
    context.wake(Queue.WORK)


def _afresh(context: Context) -> dict[str, object]:
    return {
        "state": WebhookState.RECEIVED,
        "not_before": context.now,
        "tries": 0,
        "done_at": None,
        "failure": None,
        "lease_owner": None,
        "lease_until": None,
    }
