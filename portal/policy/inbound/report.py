"""Reports of mail servers (RFC 3464): what became of a message after it was accepted.

The addresses in a report prove nothing and are never used: which message it is about is known from
the signed address that it was sent to.
"""

import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from portal.policy.delivery import LONGEST_CODE, without_addresses
from portal.policy.inbound.message import Parts, readable
from portal.vocabulary import ReceiptKind

_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
_IN_WORDS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_NOBODY_THERE = {"0", "1", "2", "3", "4", "6", "10"}
"""Details of subject 1 (the address) that say that nobody has it; 7 and 8 are about us."""


class Doing(StrEnum):
    """What a server says it did, as far as we act on it."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Report:
    """What one report says; `kind` is None while the server still tries."""

    kind: ReceiptKind | None
    code: str


def read(parts: Parts, recipient: str = "") -> Report | None:
    """The report that a message is, or None if it is none that follows the standard.

    Whatever names the recipient is left out of its code.
    """
    if parts.head.get_content_type() != "multipart/report":
        return None
    groups = [
        group
        for leaf in parts.leaves
        if leaf.get_content_type() in ("message/delivery-status", "message/global-delivery-status")
        for group in _groups(leaf)
    ]
    said = {doing: group for group in reversed(groups) if (doing := _doing(group)) is not None}
    for doing in Doing:
        if doing in said:
            return _report(doing, said[doing], recipient)
    return None


def _groups(leaf: Message) -> list[Message]:
    """The groups of fields, one for each recipient, behind the one about the message."""
    payload = leaf.get_payload()
    if not isinstance(payload, list):
        return []
    return [group for group in payload if isinstance(group, Message)]


def _doing(group: Message) -> Doing | None:
    word = readable(group.get("Action", "")).strip().lower().split(" ")[0]
    return Doing(word) if word in list(Doing) else None


def _report(doing: Doing, group: Message, recipient: str) -> Report:
    status = _code(group)
    words = readable(group.get("Diagnostic-Code", ""))
    code = without_addresses(f"{status} {words}".strip(), recipient)[:LONGEST_CODE]
    if doing is Doing.DELIVERED:
        return Report(ReceiptKind.DELIVERED, code)
    if doing is Doing.DELAYED:
        return Report(None, code)
    return Report(ReceiptKind.BOUNCED if _is_gone(status) else ReceiptKind.FAILED_SOFT, code)


def _code(group: Message) -> str:
    """The status (RFC 3463); the server's own words know more than a status that says nothing."""
    found = _STATUS.match(readable(group.get("Status", "")))
    status = ".".join(found.groups()) if found else ""
    if status and not status.endswith(".0.0"):
        return status
    inner = _IN_WORDS.search(readable(group.get("Diagnostic-Code", "")))
    return inner[0] if inner else status


def _is_gone(status: str) -> bool:
    """Whether the address is to blame, and for good; whatever is unclear is not held against it."""
    kind, _, rest = status.partition(".")
    subject, _, detail = rest.partition(".")
    if kind != "5":
        return False
    return (subject == "1" and detail in _NOBODY_THERE) or (subject, detail) == ("2", "1")
