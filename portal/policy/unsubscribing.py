"""The token by which a mail program ends optional messages: derived, so that none is kept."""

import re
import uuid

from portal.policy import signed

_FORM = re.compile(r"([0-9a-f]{32})-([a-z2-7]{16})", re.ASCII)
_PURPOSE = "unsubscribe"


def token(key: str, public_id: str) -> str:
    """The token of a message; it does not end, as the message may lie somewhere for years."""
    compact = public_id.replace("-", "")
    return f"{compact}-{signed.seal(key, _PURPOSE, compact)}"


def notice_of(key: str, given: str) -> str | None:
    """The message that a token is of, or None if it is none of ours."""
    found = _FORM.fullmatch(given.lower())
    if found is None or not signed.fits(key, _PURPOSE, found[1], found[2]):
        return None
    return str(uuid.UUID(found[1]))
