"""Addresses that are not written to any more, known by a fingerprint alone."""

from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from portal.context import Context
from portal.models import Suppression
from portal.policy import addresses
from portal.policy.delivery import without_addresses
from portal.vocabulary import Channel, ReceiptKind

_suppressions = cast(Table, Suppression.__table__)


def is_suppressed(context: Context, channel: Channel, address: str) -> bool:
    """Whether an address is not written to."""
    query = select(Suppression.id).where(
        *_about(context, channel, address), Suppression.lifted_at.is_(None)
    )
    return context.session.scalar(query) is not None


def suppress(
    context: Context, channel: Channel, address: str, *, why: ReceiptKind, code: str | None = None
) -> None:
    """Write to an address no more, whomever it belongs to, until somebody lifts that."""
    values: dict[str, Any] = {
        "why": why,
        "code": without_addresses(code, address) if code else None,
        "since": context.now,
        "lifted_at": None,
    }
    connection = context.session.connection()
    found = update(_suppressions).where(*_about(context, channel, address))
    if connection.execute(found.values(**values)).rowcount == 0:
        key = addresses.fingerprint(context.settings.address_key, channel, address)
        connection.execute(
            insert(_suppressions).values(channel=channel, address_hmac=key, **values)
        )


def lift(context: Context, channel: Channel, address: str) -> bool:
    """Write to an address again, because a person says that it works; whether it was suppressed."""
    found = (
        update(_suppressions)
        .where(*_about(context, channel, address), _suppressions.c.lifted_at.is_(None))
        .values(lifted_at=context.now)
    )
    return context.session.connection().execute(found).rowcount > 0


def _about(context: Context, channel: Channel, address: str) -> tuple[Any, ...]:
    key = addresses.fingerprint(context.settings.address_key, channel, address)
    return _suppressions.c.channel == channel, _suppressions.c.address_hmac == key
