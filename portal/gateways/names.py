"""What the domain name system says, with little patience: it may be slow, wrong or not there."""

from typing import Any

import dns.exception
import dns.resolver

PATIENCE = 3.0
"""Seconds for one question."""


class NoAnswer(Exception):
    """Nobody here answers questions about names."""


def texts(name: str) -> list[str] | None:
    """The TXT records of a name (RFC 1035); None if the name does not exist; raises NoAnswer."""
    answer = _ask(name, "TXT")
    if answer is None:
        return None
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def knows_the_world(name: str) -> bool:
    """Whether the top of a name is known here: a closed network denies every name outside."""
    return _ask(name.rstrip(".").rpartition(".")[2], "NS") is not None


def _ask(name: str, kind: str) -> list[Any] | None:
    try:
        found = dns.resolver.get_default_resolver().resolve(name, kind, lifetime=PATIENCE)
    except dns.resolver.NXDOMAIN:
        return None
    except dns.resolver.NoAnswer:
        return []
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        raise NoAnswer(type(error).__name__) from error
    return list(found)
