"""Background work of connections: takes what other systems told us, one event a transaction."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.context import SYSTEM, Actor, Context
from portal.gateways import Gateways
from portal.models import WebhookEvent
from portal.policy.refusal import Refusal
from portal.services import leases
from portal.services.feeds import running, taking
from portal.services.feeds.taking import LostEvent
from portal.unit_of_work import unit_of_work
from portal.vocabulary import ActorKind

log = logging.getLogger(__name__)

BATCH = 20
"""Events of one claim: what waits for the lease to run out if their worker is killed."""
OUR_FAULT = "Something went wrong on our side. Nothing of it was changed."


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that is ours until its lease runs out."""

    event_id: int
    connection_id: int
    epoch: int
    owner: str


def run_due(gateways: Gateways) -> bool:
    """Take the next few events that are due; whether there was any."""
    with unit_of_work(gateways, SYSTEM) as context:
        claims = claim(context)
    for number, one in enumerate(claims):
        try:
            carry(gateways, one)
        except BaseException:
            _give_back(gateways, claims[number + 1 :])
            raise
    return bool(claims)


def claim(context: Context, *, limit: int = BATCH) -> list[Claim]:
    """Claim events that are due, in their order."""
    due = running.due().where(WebhookEvent.not_before <= context.now)
    owner = leases.new_owner()
    ids = leases.claim(context, WebhookEvent, due, owner=owner, limit=limit)
    rows = context.session.execute(
        select(WebhookEvent.id, WebhookEvent.connection_id, WebhookEvent.epoch).where(
            WebhookEvent.id.in_(ids)
        )
    )
    return sorted((Claim(*row, owner) for row in rows), key=lambda one: ids.index(one.event_id))


def carry(gateways: Gateways, claim: Claim) -> None:
    """Take one event: all of what follows from it, or nothing."""
    actor = Actor(ActorKind.CONNECTION, claim.connection_id)
    try:
        with unit_of_work(gateways, actor) as context:
            taking.take(context, claim.event_id, claim.epoch)
    except LostEvent:
        log.info("event %s is no longer ours", claim.event_id)
    except OperationalError:
        # The database is away or busy: the lease runs out, and then somebody goes on.
        raise
    except Refusal as refusal:
        _give_up(gateways, actor, claim, str(refusal))
    except Exception as error:
        # What the event said is about a person, and stays out of the log: so does a statement
        # with its values, which the text of an error of the database would hold.
        log.error("event %s failed: %s", claim.event_id, _where(error))
        _try_later(gateways, actor, claim)


def _give_back(gateways: Gateways, claims: Sequence[Claim]) -> None:
    """What was not begun need not wait for the lease to run out, if that can be written."""
    with suppress(Exception), unit_of_work(gateways, SYSTEM) as context:
        for one in claims:
            leases.release(context, WebhookEvent, [one.event_id], owner=one.owner)


def _try_later(gateways: Gateways, actor: Actor, claim: Claim) -> None:
    with unit_of_work(gateways, actor) as context:
        put_off = running.put_off(context, claim.event_id, claim.epoch)
    if not put_off:
        _give_up(gateways, actor, claim, OUR_FAULT)


def _give_up(gateways: Gateways, actor: Actor, claim: Claim, why: str) -> None:
    try:
        with unit_of_work(gateways, actor) as context:
            taking.refuse(context, claim.event_id, claim.epoch, why)
    except LostEvent:
        log.info("event %s is no longer ours", claim.event_id)


def _where(error: BaseException) -> str:
    """What kind of error, and the places of ours it came through, without any value."""
    places, trace = [], error.__traceback__
    while trace is not None:
        _, ours, name = trace.tb_frame.f_code.co_filename.rpartition("/portal/")
        if ours:
            places.append(f"{name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(places)}"
