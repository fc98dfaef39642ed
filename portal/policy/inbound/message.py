"""A message as it came, however broken it is: its parts, its headers, its senders."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses

LARGEST = 256 * 1024
"""Bytes kept of a message. What is read stands at its beginning; attachments come behind."""
DEEPEST = 20
"""Parts within parts; more is no letter."""
_MESSAGE_ID = re.compile(r"<([^<>@\s]{1,100})@([^<>@\s]{1,253})>")


class Unreadable(ValueError):
    """Nothing can be made of these bytes."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The leaves of a message, in order, and whether it is a report."""

    head: Message
    leaves: tuple[Message, ...]

    def header(self, name: str) -> str:
        """A header on one line, its encoded words decoded; empty if it is not there."""
        return next(iter(self.headers(name)), "")

    def headers(self, name: str) -> list[str]:
        """Every header of this name."""
        # Raw: letters that no header may hold (RFC 6532 without being asked) are read all the same.
        pairs = self.head.raw_items()
        return [readable(value) for key, value in pairs if key.lower() == name.lower()]


def read(raw: bytes) -> Parts:
    """Take a message apart; raises Unreadable for what is no message."""
    try:
        # compat32 takes anything: the newer policies raise on headers that nobody should send.
        head = message_from_bytes(raw[:LARGEST], policy=compat32)
        leaves = tuple(_leaves(head, 0))
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from error
    if not head.keys():
        raise Unreadable("no header")
    return Parts(head, leaves)


def sender(parts: Parts) -> str:
    """The one address that a message says to be from; empty for none, and for more than one."""
    found = {address for _, address in getaddresses(parts.headers("From")) if "@" in address}
    return found.pop() if len(found) == 1 else ""


def addressed_to(parts: Parts) -> list[str]:
    """The addresses that a message was delivered to, what servers wrote about it first."""
    names = ("Delivered-To", "X-Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
    values = [value for name in names for value in parts.headers(name)]
    return [address for _, address in getaddresses(values) if "@" in address]


def replies_to(parts: Parts, domain: str) -> list[str]:
    """The ids of ours that a message names as what it replies to, the nearest first."""
    named = parts.headers("In-Reply-To") + [
        reference for value in parts.headers("References") for reference in value.split()[::-1]
    ]
    found = [_MESSAGE_ID.search(value) for value in named]
    return [m[1].lower() for m in found if m is not None and m[2].lower() == domain.lower()]


def content(part: Message) -> str:
    """The text of a part, whatever its character set claims to be."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        text = payload.decode(str(part.get_content_charset("utf-8")), errors="replace")
    except (LookupError, ValueError):
        text = payload.decode("utf-8", errors="replace")
    # No database text can hold a NUL.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def readable(value: object) -> str:
    """A header's value on one line, its encoded words decoded."""
    folded = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        decoded = str(make_header(decode_header(folded)))
    except (LookupError, ValueError):
        decoded = folded
    return " ".join(decoded.replace("\0", "").split())


def _leaves(part: Message, depth: int) -> list[Message]:
    if depth > DEEPEST:
        raise ValueError("parts within parts")
    inner = part.get_payload()
    # A report of a server is a list of its fields, a forwarded message a list of one message.
    if not part.get_content_type().startswith("multipart/") or not isinstance(inner, list):
        return [part]
    return [leaf for one in inner if isinstance(one, Message) for leaf in _leaves(one, depth + 1)]
