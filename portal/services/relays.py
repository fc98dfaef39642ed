"""The ways out, one row each: left in peace after trouble, tried by one message, paused for a
person to look at.
"""

import logging
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, and_, insert, or_, select, update

from portal.context import Context
from portal.models import Attempt, Notice, Relay
from portal.policy import relays as policy
from portal.policy.delivery import numbers
from portal.policy.refusal import Conflict
from portal.policy.relays import GOOD, Condition
from portal.services import audit
from portal.vocabulary import Act, AttemptResult, Channel, RelayState

log = logging.getLogger(__name__)

_relays = cast(Table, Relay.__table__)
_attempts = cast(Table, Attempt.__table__)
_notices = cast(Table, Notice.__table__)
_FOUND = select(
    _relays.c.state, _relays.c.failures, _relays.c.until, _relays.c.since, _relays.c.code
)
_LOOK_BACK = 50


def room(context: Context, channel: Channel, batch: int) -> int:
    """How many messages a claim may take: a whole batch, one that tries a relay again, or none.

    The one is reserved: whoever asks next is told to wait for its answer.
    """
    row = _row(context, channel)
    if row is None or row.state is RelayState.OPEN:
        return batch
    found = Condition(**row._mapping)
    if policy.rests(found, context.now):
        return 0
    ours = context.session.connection().execute(
        update(_relays)
        .where(_relays.c.channel == channel, _same(row.until))
        .values(until=policy.reserved(found, context.now))
    )
    return ours.rowcount


def turned_away(
    context: Context, channel: Channel, result: AttemptResult, code: str | None
) -> None:
    """Leave a relay in peace that would not talk to us, the longer the more often; after some
    refusals by rule in a row somebody has to look.
    """
    row = _row(context, channel, locked=True)
    found = GOOD if row is None else Condition(**row._mapping)
    by_rule = result is AttemptResult.POLICY
    refused = _in_a_row(context, channel, result) if by_rule else 0
    becomes = policy.turned_away(
        found, by_rule=by_rule, refused=refused, code=code, now=context.now
    )
    _write(context, channel, becomes, is_new=row is None)
    if becomes.state is RelayState.PAUSED and found.state is not RelayState.PAUSED:
        said = numbers(code)
        log.error("sending by %s is paused until somebody has looked: %s", channel.value, said)
        audit.record(context, Act.RELAY_PAUSED, channel=channel.value)


def answer_lost(context: Context, channel: Channel, code: str | None) -> None:
    """Leave a relay in peace that breaks off in the middle of whatever it is given."""
    row = _row(context, channel)
    is_tried_again = row is not None and row.state is not RelayState.OPEN
    unknown = AttemptResult.UNKNOWN
    if is_tried_again or _in_a_row(context, channel, unknown) >= policy.LOST_IN_A_ROW:
        turned_away(context, channel, unknown, code)


def recovered(context: Context, channel: Channel) -> None:
    """The message that tried a relay again got an answer: it is used as before."""
    row = _row(context, channel, locked=True)
    if row is None or row.state is RelayState.OPEN:
        return
    _write(context, channel, GOOD)
    if row.state is RelayState.PAUSED:
        audit.record(context, Act.RELAY_RESUMED, channel=channel.value)


def not_asked(context: Context, channel: Channel) -> None:
    """The message that should have tried a relay never got so far: the next one may."""
    context.session.connection().execute(
        update(_relays)
        .where(_relays.c.channel == channel, _relays.c.state != RelayState.OPEN)
        .values(until=context.now)
    )


def resume(context: Context, channel: Channel) -> None:
    """Somebody has looked: use it again; raises Conflict if it is not paused."""
    row = _row(context, channel, locked=True)
    if row is None or row.state is not RelayState.PAUSED:
        raise Conflict("This way of sending is not paused any more.")
    _write(context, channel, GOOD)
    context.session.connection().execute(
        update(_relays).where(_relays.c.channel == channel).values(changed_by_id=context.actor.id)
    )
    audit.record(context, Act.RELAY_RESUMED, channel=channel.value)


def _row(
    context: Context, channel: Channel, *, locked: bool = False
) -> Row[*tuple[Any, ...]] | None:
    query = _FOUND.where(_relays.c.channel == channel)
    if locked:
        query = query.with_for_update()
    return context.session.connection().execute(query).one_or_none()


def _same(until: datetime | None) -> Any:
    return _relays.c.until.is_(None) if until is None else _relays.c.until == until


def _write(context: Context, channel: Channel, becomes: Condition, *, is_new: bool = False) -> None:
    values = {
        "state": becomes.state,
        "failures": becomes.failures,
        "until": becomes.until,
        "since": becomes.since,
        "code": becomes.code,
    }
    connection = context.session.connection()
    if is_new:
        connection.execute(insert(_relays).values(channel=channel, **values))
    else:
        connection.execute(update(_relays).where(_relays.c.channel == channel).values(**values))


def _in_a_row(context: Context, channel: Channel, result: AttemptResult) -> int:
    """How many messages have ended like this since a relay last did something else."""
    # An unknown without a code is a worker that died: that says nothing about the relay.
    told = or_(
        _attempts.c.result.in_((*policy.TALKED, AttemptResult.POLICY)),
        and_(_attempts.c.result == AttemptResult.UNKNOWN, _attempts.c.code.is_not(None)),
    )
    latest = context.session.execute(
        select(_attempts.c.notice_id, _attempts.c.result)
        .join(_notices, _notices.c.id == _attempts.c.notice_id)
        .where(told, _notices.c.channel == channel)
        .order_by(_attempts.c.id.desc())
        .limit(_LOOK_BACK)
    )
    alike = set()
    for notice_id, found in latest:
        if found is not result:
            break
        alike.add(notice_id)
    return len(alike)
