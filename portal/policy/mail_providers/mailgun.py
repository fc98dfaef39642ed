"""Mailgun: signs the moment and a token of each call with the account's signing key."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.policy.mail_providers.report import (
    LONGEST_CODE,
    LONGEST_DEDUPE,
    Call,
    NotUnderstood,
    Report,
    after_status,
    document,
    inner,
    is_fresh,
    moment,
    notice_id,
    text,
)
from portal.vocabulary import ReceiptKind

_LONGEST_TOKEN = 80


class Mailgun:
    """One event a call."""

    def is_proven(self, call: Call, key: str, now: datetime) -> bool:
        """Whether the signature is theirs, and made now."""
        try:
            said = document(call.body)
        except NotUnderstood:
            return False
        stamp, token, given = (text(inner(said, "signature", n)) for n in _SIGNED)
        if not token or len(token) > _LONGEST_TOKEN or not given.isascii():
            return False
        made = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(made, given) and is_fresh(moment(stamp), now)

    def reports(self, call: Call) -> list[Report]:
        """The event, if it is an end and about a message of ours."""
        said = document(call.body)
        event, named = inner(said, "event-data"), _message_id(said)
        if not isinstance(event, dict):
            raise NotUnderstood("event-data")
        code = _code(event)
        kind = _kind(text(event.get("event")), text(event.get("severity")), code)
        at = moment(event.get("timestamp"))
        if kind is None or at is None or not named:
            return []
        # The token is signed and the rest is not: whoever repeats one changes nothing by it.
        token = text(inner(said, "signature", "token"))
        return [Report(named, kind, at, code[:LONGEST_CODE], f"mailgun:{token}"[:LONGEST_DEDUPE])]


_SIGNED = ("timestamp", "token", "signature")


def _message_id(said: Mapping[str, Any]) -> str:
    return notice_id(inner(said, "event-data", "message", "headers", "message-id"))


def _code(event: Mapping[str, Any]) -> str:
    status = text(inner(event, "delivery-status", "enhanced-code"))
    number = text(inner(event, "delivery-status", "code"))
    words = text(inner(event, "delivery-status", "message"))
    return " ".join(part for part in (status or number, words) if part)


def _kind(event: str, severity: str, code: str) -> ReceiptKind | None:
    match event:
        case "delivered":
            return ReceiptKind.DELIVERED
        case "complained":
            return ReceiptKind.COMPLAINED
        case "failed" if severity == "permanent":
            return after_status(ReceiptKind.BOUNCED, code)
    # A temporary failure is no end: they try again.
    return None
