"""Taking rows for a while: notices and background jobs are claimed by the same functions.

A worker that dies leaves its rows leased; when the lease has run out, the next claim takes them
over and raises `epoch`, so that whatever the first one still writes changes nothing.
"""

import os
import secrets
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, Table, or_, update
from sqlalchemy.orm import Session

from portal.context import Context
from portal.models import Base

LONGEST_OWNER = 80


def new_owner() -> str:
    """A name for whoever claims now; a claim after a restart is somebody else's."""
    place = f":{os.getpid()}:{secrets.token_hex(4)}"
    return socket.gethostname()[: LONGEST_OWNER - len(place)] + place


def free(model: type[Base], now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """The condition under which nobody holds a row any more.

    A lease that ends later than any lease given now could was given by a clock that was ahead.
    """
    until = _table(model).c.lease_until
    return or_(until.is_(None), until <= now, until > now + 2 * lease)


def is_any_due(
    session: Session, model: type[Base], due: Select[Any], *, now: datetime, lease: timedelta
) -> bool:
    """Whether there is a row that a claim would take."""
    waiting = due.where(free(model, now, lease)).limit(1)
    return session.execute(waiting).first() is not None


def claim(
    context: Context, model: type[Base], due: Select[Any], *, owner: str, limit: int
) -> list[int]:
    """Take up to `limit` rows of those that `due` selects (ids, in order) and nobody holds.

    Rows that another claim is just looking at are passed over.
    """
    table, lease = _table(model), context.settings.lease
    waiting = due.where(free(model, context.now, lease)).limit(limit)
    ids = list(context.session.scalars(waiting.with_for_update(skip_locked=True)))
    if ids:
        context.session.execute(
            update(table)
            .where(table.c.id.in_(ids))
            .values(lease_owner=owner, lease_until=context.now + lease, epoch=table.c.epoch + 1)
        )
    return ids


def held(model: type[Base], row_id: int, epoch: int) -> ColumnElement[bool]:
    """The condition that fences every write of a claim: nobody has taken the row over since."""
    table = _table(model)
    return (table.c.id == row_id) & (table.c.epoch == epoch) & table.c.lease_owner.is_not(None)


def extend(context: Context, model: type[Base], ids: Sequence[int], *, owner: str) -> int:
    """Keep rows for another lease; returns how many of them are still ours."""
    table = _table(model)
    return _changed(
        context,
        update(table)
        .where(table.c.id.in_(ids), table.c.lease_owner == owner)
        .values(lease_until=context.now + context.settings.lease),
    )


def release(context: Context, model: type[Base], ids: Sequence[int], *, owner: str) -> int:
    """Give rows back unfinished; returns how many of them were still ours."""
    table = _table(model)
    return _changed(
        context,
        update(table)
        .where(table.c.id.in_(ids), table.c.lease_owner == owner)
        .values(lease_owner=None, lease_until=None),
    )


def _changed(context: Context, statement: Any) -> int:
    return cast("CursorResult[Any]", context.session.execute(statement)).rowcount


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)
