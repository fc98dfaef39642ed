"""Postmark: proves itself with a password in the address of the call, and signs nothing."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.policy.mail_providers.report import (
    LONGEST_CODE,
    LONGEST_DEDUPE,
    Call,
    Report,
    after_status,
    document,
    inner,
    moment,
    notice_id,
    text,
)
from portal.vocabulary import ReceiptKind

_GONE = frozenset({"HardBounce", "BadEmailAddress"})
_NO_END = frozenset({"Transient", "AutoResponder", "Subscribe", "Unsubscribe", "DnsError"})
_MOMENTS = ("DeliveredAt", "BouncedAt", "ChangedAt")


class Postmark:
    """One event a call; which message it is about says a header of ours that they repeat."""

    def is_proven(self, call: Call, key: str, now: datetime) -> bool:
        """Whether the password is right; they give no moment that is signed."""
        method, _, given = call.headers.get("authorization", "").partition(" ")
        if method.lower() != "basic":
            return False
        try:
            _, _, password = base64.b64decode(given, validate=True).partition(b":")
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(password, key.encode())

    def reports(self, call: Call) -> list[Report]:
        """The event, if it is an end and about a message of ours."""
        said = document(call.body)
        named = notice_id(inner(said, "Metadata", "notice"))
        code = text(said.get("Details")) or text(said.get("Description"))
        kind = _kind(said, code)
        at = next((when for name in _MOMENTS if (when := moment(said.get(name)))), None)
        if kind is None or at is None or not named:
            return []
        own = text(said.get("ID")) or text(said.get("MessageID"))
        dedupe = f"postmark:{kind}:{own}:{named}"[:LONGEST_DEDUPE]
        return [Report(named, kind, at, code[:LONGEST_CODE], dedupe)]


def _kind(said: Mapping[str, Any], code: str) -> ReceiptKind | None:
    match text(said.get("RecordType")):
        case "Delivery":
            return ReceiptKind.DELIVERED
        case "SpamComplaint":
            return ReceiptKind.COMPLAINED
        case "Bounce":
            return _bounced(text(said.get("Type")), code)
    return None


def _bounced(kind: str, code: str) -> ReceiptKind | None:
    if kind in _NO_END:
        return None
    if kind in _GONE:
        return after_status(ReceiptKind.BOUNCED, code)
    return ReceiptKind.COMPLAINED if kind == "SpamComplaint" else ReceiptKind.FAILED_SOFT
