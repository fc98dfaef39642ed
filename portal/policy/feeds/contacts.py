"""Addresses and numbers as other systems write them: the valid ones, each once."""

from typing import Any

from portal.policy import addresses
from portal.policy.feeds import cleaning
from portal.policy.refusal import Refusal

MOST = 20


def emails(values: Any) -> list[str]:
    """The valid e-mail addresses, in their order; what is none cannot be written to."""
    found: dict[str, str] = {}
    for value in values if isinstance(values, list) else ():
        try:
            address = addresses.address(cleaning.text(value, 320))
        except Refusal:
            continue
        if len(address) <= 254:
            found.setdefault(addresses.normal(address), address)
    return list(found.values())[:MOST]


def phones(values: Any) -> list[str]:
    """The telephone numbers as typed."""
    return cleaning.texts(values, 60, at_most=MOST)


def links(values: Any) -> list[str]:
    """What a page may link to; names in some network are none."""
    found = []
    for value in values if isinstance(values, list) else ():
        try:
            found.append(addresses.web_address(cleaning.text(value, 500), field="links")[:500])
        except Refusal:
            continue
    return list(dict.fromkeys(found))[:MOST]
