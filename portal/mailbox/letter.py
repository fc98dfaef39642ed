"""Reads a message as its reader would, however broken it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32


@dataclass(frozen=True)
class Letter:
    """What a mail program would show of a message."""

    subject: str
    sender: str
    to: str
    date: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


def letter(raw: bytes) -> Letter:
    """The message as its reader would see it."""
    # compat32 takes anything: the newer policies raise on headers that nobody should send.
    message = message_from_bytes(raw, policy=compat32)
    headers = tuple((name, _readable(value)) for name, value in message.items())
    first = {name.lower(): value for name, value in reversed(headers)}
    return Letter(
        subject=first.get("subject", ""),
        sender=first.get("from", ""),
        to=first.get("to", ""),
        date=first.get("date", ""),
        text=next(_parts(message, "text/plain"), ""),
        html=next(_parts(message, "text/html"), ""),
        headers=headers,
    )


def _parts(message: Message, kind: str) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() == kind and part.get_filename() is None:
            yield _content(part)


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(str(part.get_content_charset("utf-8")), errors="replace")
    except (LookupError, ValueError):
        return payload.decode("utf-8", errors="replace")


def _readable(value: object) -> str:
    """A header with its encoded words decoded, on one line."""
    folded = str(value)
    try:
        decoded = str(make_header(decode_header(folded)))
    except (HeaderParseError, LookupError, ValueError):
        decoded = folded
    return " ".join(decoded.split())
