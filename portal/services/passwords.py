"""Passwords: argon2id hashes, and checking one without telling whether there was any."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.policy.refusal import Refusal

SHORTEST = 12
LONGEST = 200
_hasher = PasswordHasher()
_NOBODYS = _hasher.hash("a password that nobody has")
"""Compared with where there is none, so that it takes as long as where there is one."""


def hashed(password: str, *, field: str = "password") -> str:
    """The hash of a new password; raises Refusal if it is too short, too long or too plain."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal(f"Use {SHORTEST} to {LONGEST} characters.", field)
    if len(set(password)) < SHORTEST // 3:
        raise Refusal("This repeats itself too much to be a secret.", field)
    return _hasher.hash(_one_form(password))


def belongs(known: str | None, password: str) -> bool:
    """Whether this is the password behind the hash; as slow when there is no hash at all."""
    try:
        return _hasher.verify(known or _NOBODYS, _one_form(password)) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def renewed(known: str, password: str) -> str | None:
    """A new hash when the old one was made with settings that are too weak by now."""
    return _hasher.hash(_one_form(password)) if _hasher.check_needs_rehash(known) else None


def _one_form(password: str) -> str:
    """The same bytes from every keyboard (NIST SP 800-63B, section 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
