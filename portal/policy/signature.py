"""Whether a message of another system is really from it: HMAC-SHA256 over the bytes as sent."""

import hashlib
import hmac
import re

_FORM = re.compile(r"sha256 ([0-9a-f]{64})", re.ASCII)
"""As Greenhouse writes it: the name of the algorithm, one space, the digest in small letters."""


def signed_by(secret: str, header: str | None, body: bytes) -> bool:
    """Whether `header` is the signature of exactly these bytes with this secret."""
    found = _FORM.fullmatch(header or "")
    if found is None:
        return False
    return hmac.compare_digest(found[1], _digest(secret, body))


def sign(secret: str, body: bytes) -> str:
    """The header that a system sends with these bytes."""
    return f"sha256 {_digest(secret, body)}"


def _digest(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
