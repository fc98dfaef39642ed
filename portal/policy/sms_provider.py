"""What a provider of text messages says: whether it takes one, and what became of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from portal.vocabulary import AttemptResult, ReceiptKind

LONGEST_CODE, LONGEST_ID, LONGEST_TEXT = 200, 100, 5_000
_LATER = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_OUR_FAULT = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
_RECEIPTS = {
    **dict.fromkeys(("delivered", "delivrd", "read"), ReceiptKind.DELIVERED),
    **dict.fromkeys(
        ("failed", "undelivered", "undeliv", "expired", "rejected", "rejectd", "deleted"),
        ReceiptKind.FAILED_SOFT,
    ),
    **dict.fromkeys(
        ("unknown_number", "invalid_number", "unknown_subscriber"), ReceiptKind.BOUNCED
    ),
}
"""Providers' words for the end of a message; others, such as `queued`, are no end."""
_NUMBER = re.compile(r"\+?\d(?:[ ()/-]{0,2}\d){6,}")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a message, in our words."""

    provider_id: str
    reference: str
    kind: ReceiptKind | None
    """None for what is not an end yet."""
    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text message to us."""

    id: str
    number: str
    text: str


def classify(status: int, *, unknown_number: bool) -> AttemptResult:
    """What a refusal means: whose trouble it is, and for how long (RFC 9110).

    Only what the provider itself calls an unknown number is held against the number: anything
    else it would say to everybody. A `status` of 0 is a provider that could not be reached.
    """
    if unknown_number:
        return AttemptResult.PERMANENT
    if status in (0, HTTPStatus.SERVICE_UNAVAILABLE):
        return AttemptResult.UNREACHABLE
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return AttemptResult.TEMPORARY
    return AttemptResult.FAULT if status in _OUR_FAULT else AttemptResult.POLICY


def redacted(status: int, code: str) -> str:
    """An answer as the ledger keeps it: without numbers of people, not too long."""
    return f"{status} {without_numbers(code)}".strip()[:LONGEST_CODE]


def without_numbers(text: str) -> str:
    """A provider's words without anything that could be dialled."""
    return _NUMBER.sub("<number>", _UNPRINTABLE.sub(" ", text))


def understood(fields: Mapping[str, Any], now: datetime) -> Report | Incoming | None:
    """What a provider tells us in the fields that docs/sms.md names; None if it makes no sense."""
    said = {name: _plain(value) for name, value in fields.items()}
    own_id = said.get("id", "")[:LONGEST_ID]
    if said.get("kind") == "message":
        incoming = Incoming(own_id, said.get("from", ""), said.get("text", "")[:LONGEST_TEXT])
        return incoming if incoming.id and incoming.number else None
    status = said.get("status", "").casefold()
    reference = said.get("ref", "")[:LONGEST_ID]
    if not status or not (own_id or reference):
        return None
    code = without_numbers(" ".join(filter(None, (status, said.get("code", "")))))[:LONGEST_CODE]
    return Report(own_id, reference, _RECEIPTS.get(status), _moment(said.get("at", ""), now), code)


def _plain(value: Any) -> str:
    """A field as text that a database can keep."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = "".join(c for c in str(value) if c.isprintable() or c == "\n")
    return text.strip()


def _moment(said: str, now: datetime) -> datetime:
    """When it happened: an ISO time or seconds since 1970, never later than now."""
    try:
        seconds = float(said)
    except ValueError:
        seconds = None
    try:
        if seconds is None:
            moment = datetime.fromisoformat(said)
        else:
            moment = datetime.fromtimestamp(seconds, UTC)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(moment.astimezone(UTC), now)
    except (ValueError, OverflowError, OSError):
        return now
