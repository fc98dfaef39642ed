"""Counting tries in the database, so that limits hold without Redis and fail closed."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select

from portal.context import Context
from portal.models import Try


def allow(context: Context, what: str, who: str, *, at_most: int, within: timedelta) -> bool:
    """Count one try and say whether it is still within the limit."""
    key = _key(what, who)
    session, since = context.session, context.now - within
    _one_at_a_time(context, key)
    count = session.scalar(select(func.count()).where(Try.key == key, Try.at > since)) or 0
    if count >= at_most:
        return False
    session.add(Try(key=key, at=context.now))
    session.execute(delete(Try).where(Try.at < context.now - timedelta(days=2)))
    return True


def forgive(context: Context, what: str, who: str) -> None:
    """Forget the tries of somebody who has proved who they are."""
    context.session.execute(delete(Try).where(Try.key == _key(what, who)))


def _key(what: str, who: str) -> str:
    return hashlib.sha256(f"{what}:{who}".encode()).hexdigest()


def _one_at_a_time(context: Context, key: str) -> None:
    """Make whoever counts the same tries wait, so that none slip through side by side."""
    # SQLite has one writer at a time as it is.
    if context.session.get_bind().dialect.name == "postgresql":
        context.session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
