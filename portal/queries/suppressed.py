"""Which addresses are not written to any more."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.models import Suppression
from portal.policy.addresses import fingerprint
from portal.vocabulary import Channel

_SILENT = select(Suppression.address_hmac).where(
    Suppression.address_hmac.in_(bindparam("known", expanding=True)),
    Suppression.lifted_at.is_(None),
)


def among(
    session: Session, addresses: Mapping[int, tuple[Channel, str]], address_key: str
) -> set[int]:
    """The keys of those of these addresses that are suppressed."""
    known_as = {key: fingerprint(address_key, *address) for key, address in addresses.items()}
    if not known_as:
        return set()
    found = session.connection().execute(_SILENT, {"known": list(known_as.values())})
    silent = set(found.scalars())
    return {key for key, known in known_as.items() if known in silent}
