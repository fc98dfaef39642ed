"""The way of a notice to the mail server: claimed, marked, settled; each step one transaction.

Every write is fenced by the epoch of the claim. Between the wire mark and the settlement nobody
knows whether the message went out; whoever takes over such a row counts it as unknown.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, case, select, text, update
from sqlalchemy.orm import Session

from portal.context import Context
from portal.models import Notice
from portal.policy.delivery import tried_for
from portal.policy.relays import TALKED, TURNED_AWAY
from portal.policy.settlement import Result, Tried, after
from portal.queries import dispatch, organisation
from portal.queries.dispatch import Dispatch, Pins
from portal.services import (
    attempts,
    leases,
    relays,
    suppression,
    text_messages,
    together,
    unreached,
)
from portal.services.attempts import Ending
from portal.settings import Settings
from portal.vocabulary import UNTOLD, AttemptResult, Channel, NoticeState, ReceiptKind

BATCH = 20
SENT_BY_US = (Channel.EMAIL, Channel.SMS)

_notices = cast(Table, Notice.__table__)

_WAITING_OR_LEFT = text("state IN ('scheduled', 'retry', 'sending')")
"""Word for word the condition of the index `ix_notices_due`, which is used only then."""
_OURS = (
    (_notices.c.id == bindparam("b_id"))
    & (_notices.c.epoch == bindparam("b_epoch"))
    & (_notices.c.state == NoticeState.SENDING)
)
_TAKE = (
    update(_notices)
    .where(_notices.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=NoticeState.SENDING,
        claimed_at=bindparam("now"),
        unknown_count=_notices.c.unknown_count
        + case((_notices.c.wire_at.is_not(None), 1), else_=0),
        wire_at=None,
    )
)
_SETTLED = (
    *("state", "not_before", "tries", "faults", "unknown_count"),
    *("wire_at", "accepted_at", "reason", "last_code"),
)
_SETTLE = (
    update(_notices)
    .where(_OURS)
    .values({name: bindparam(name) for name in _SETTLED})
    .values(lease_owner=None, lease_until=None)
)
_PINNED = (
    *("pinned_at", "pinned_date", "pinned_address"),
    *("pinned_template", "pinned_revision", "pinned_words"),
)
_MARK = (
    update(_notices)
    .where(_OURS, _notices.c.recall_requested_at.is_(None))
    .values(wire_at=bindparam("wire_at"))
)
_MARK_FIRST = _MARK.values({name: bindparam(name) for name in _PINNED})


def due(now: datetime, *channels: Channel) -> Select[Any]:
    """The ids of the notices that should be on their way now, the longest due first."""
    return (
        select(_notices.c.id)
        .where(
            _WAITING_OR_LEFT,
            # A row left behind by a worker is due whatever the clock says now.
            (_notices.c.not_before <= now) | (_notices.c.state == NoticeState.SENDING),
            _notices.c.channel.in_(channels),
        )
        .order_by(_notices.c.not_before, _notices.c.id)
    )


def is_any_due(session: Session, now: datetime, lease: timedelta) -> bool:
    """Whether a worker would find something to send."""
    return leases.is_any_due(session, Notice, due(now, *SENT_BY_US), now=now, lease=lease)


def claim(context: Context, owner: str, channel: Channel = Channel.EMAIL) -> list[Dispatch]:
    """Take the notices of a channel that are due, a batch at most; one alone while its relay is
    tried again, none while that is left in peace or the portal is locked.
    """
    if organisation.is_locked(context.session):
        return []
    room = relays.room(context, channel, BATCH)
    ids = (
        leases.claim(context, Notice, due(context.now, channel), owner=owner, limit=room)
        if room
        else []
    )
    if not ids:
        if 0 < room < BATCH:
            relays.not_asked(context, channel)
        return []
    taken, ids = _with_company(context, ids, owner)
    attempts.bury(context, [owed for owed in taken if owed.state is NoticeState.SENDING])
    context.session.connection().execute(_TAKE, {"ids": ids, "now": context.now})
    return [
        replace(
            owed,
            state=NoticeState.SENDING,
            claimed_at=context.now,
            unknown_count=owed.unknown_count + (owed.wire_at is not None),
            wire_at=None,
            tries_relay=room < BATCH,
        )
        for owed in taken
    ]


def _with_company(context: Context, ids: list[int], owner: str) -> tuple[list[Dispatch], list[int]]:
    """What was claimed, and what goes in the same messages: that is claimed with it."""
    key = context.settings.address_key
    taken = dispatch.read(context.session, ids, key, context.now)
    along = sorted({each for owed in taken for each in owed.along})
    if not along:
        return taken, ids
    theirs = select(_notices.c.id).where(_WAITING_OR_LEFT, _notices.c.id.in_(along))
    more = leases.claim(context, Notice, theirs, owner=owner, limit=len(along))
    ids = [*ids, *more]
    return dispatch.read(context.session, ids, key, context.now), ids


def look_again(
    session: Session, taken: Sequence[Dispatch], settings: Settings, now: datetime
) -> list[Dispatch]:
    """The same notices as they and the people in them are now, without those that we lost."""
    before = {owed.id: owed for owed in taken}
    return [
        replace(owed, tries_relay=before[owed.id].tries_relay)
        for owed in dispatch.read(session, list(before), settings.address_key, now)
        if owed.epoch == before[owed.id].epoch and owed.state is NoticeState.SENDING
    ]


def mark_wire(context: Context, owed: Dispatch, pins: Pins) -> bool:
    """Note that the message goes on the wire now; False if it was recalled or taken over, or
    something that it tells besides was.

    The first mark pins what the message is made of.
    """
    if not owed.company:
        return _mark(context, owed, pins)
    with context.session.begin_nested() as savepoint:
        together = all(_mark(context, each, pins) for each in (owed, *owed.company))
        if not together:
            savepoint.rollback()
    if together and owed.pins is None:
        besides = [each.id for each in owed.company]
        context.session.connection().execute(
            update(_notices).where(_notices.c.id.in_(besides)).values(told_with_id=owed.id)
        )
    return together


def _mark(context: Context, owed: Dispatch, pins: Pins) -> bool:
    values: dict[str, Any] = {"b_id": owed.id, "b_epoch": owed.epoch, "wire_at": context.now}
    connection = context.session.connection()
    if owed.pins is not None:
        return connection.execute(_MARK, values).rowcount == 1
    values |= {
        "pinned_at": context.now,
        "pinned_date": pins.date,
        "pinned_address": pins.address,
        "pinned_template": pins.template,
        "pinned_revision": owed.revision,
        "pinned_words": pins.words.to_keep(),
    }
    return connection.execute(_MARK_FIRST, values).rowcount == 1


def settle(context: Context, ending: Ending) -> bool:
    """Write down how an attempt ended, for all that the message tells; False, and nothing written,
    if the row was taken over.
    """
    first, *besides = together.all_ends(context, ending)
    if not _settle(context, first):
        return False
    for each in besides:
        _settle(context, each)
    if first.parts:
        together.part(context, first.owed)
    return True


def _settle(context: Context, ending: Ending) -> bool:
    owed = ending.owed
    becomes = after(
        Tried(
            id=owed.id,
            not_before=owed.not_before,
            tries=owed.tries,
            faults=owed.faults,
            at_most=tried_for(owed.purpose),
        ),
        Result(result=ending.result, why=ending.why, when=ending.when),
        steps=context.settings.retry_steps,
        now=context.now,
    )
    values = {
        "b_id": owed.id,
        "b_epoch": owed.epoch,
        "state": becomes.state,
        "not_before": becomes.not_before,
        "tries": becomes.tries,
        "faults": becomes.faults,
        "unknown_count": owed.unknown_count + becomes.unknown,
        "wire_at": ending.wire_at if becomes.mark_stays else None,
        "accepted_at": context.now if becomes.state is NoticeState.ACCEPTED else None,
        "reason": ending.why,
        "last_code": ending.code,
    }
    connection = context.session.connection()
    if connection.execute(_SETTLE, values).rowcount != 1:
        return False
    attempts.write(context, connection, ending, becomes.state)
    if not ending.besides:
        _tell_of_relay(context, ending)
    _tell_of_recipient(context, ending, becomes.state)
    return True


def _tell_of_relay(context: Context, ending: Ending) -> None:
    """What an attempt says about the way out; nothing, most of the time."""
    channel, result = ending.owed.channel, ending.result
    if result in TURNED_AWAY:
        relays.turned_away(context, channel, result, ending.code)
    elif result is AttemptResult.UNKNOWN:
        relays.answer_lost(context, channel, ending.code)
    elif ending.owed.tries_relay and result in TALKED:
        relays.recovered(context, channel)
    elif ending.owed.tries_relay:
        relays.not_asked(context, channel)


def _tell_of_recipient(context: Context, ending: Ending, state: NoticeState) -> None:
    """What an attempt says about the person; nothing, most of the time."""
    owed = ending.owed
    if ending.provider_id is not None:
        context.session.connection().execute(
            update(_notices).where(_notices.c.id == owed.id).values(provider_id=ending.provider_id)
        )
    if ending.blames_address and owed.reach.address:
        suppression.suppress(
            context, owed.channel, owed.reach.address, why=ReceiptKind.BOUNCED, code=ending.code
        )
    if owed.decision_id is None:
        return
    if state in UNTOLD and not text_messages.fallback(context, owed.id):
        unreached.ask(context, owed.id)
    elif state is NoticeState.ACCEPTED and owed.awaits_call:
        unreached.reached(context, owed.decision_id)


def release(context: Context, left: Sequence[Dispatch], owner: str) -> None:
    """Give back what was claimed and never put on the wire; that burns no attempt."""
    for channel in {owed.channel for owed in left if owed.tries_relay}:
        relays.not_asked(context, channel)
    tried = _notices.c.tries > 0
    context.session.execute(
        update(_notices)
        .where(
            _notices.c.id.in_([owed.id for owed in left]),
            _notices.c.lease_owner == owner,
            _notices.c.state == NoticeState.SENDING,
            _notices.c.wire_at.is_(None),
        )
        .values(
            state=case((tried, NoticeState.RETRY.value), else_=NoticeState.SCHEDULED.value),
            lease_owner=None,
            lease_until=None,
        )
    )
