"""Short seals for what leaves the house in an address and comes back to us."""

import base64
import hashlib
import hmac

LENGTH = 16
"""Characters of a seal: 80 bits, in letters and digits whose case does not matter."""


def seal(key: str, purpose: str, text: str) -> str:
    """The seal of a text for one purpose; nobody without the key can make it."""
    own = hmac.new(key.encode(), f"sealed:{purpose}".encode(), hashlib.sha256).digest()
    digest = hmac.new(own, text.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:LENGTH].lower()


def fits(key: str, purpose: str, text: str, given: str) -> bool:
    """Whether this is the seal of the text; takes as long for a wrong one as for the right one."""
    return hmac.compare_digest(seal(key, purpose, text).encode(), given.lower().encode())
