"""The form that we document (docs/inbound.md), for any provider and any small program."""

from datetime import datetime

from portal.policy.mail_providers.report import (
    LONGEST_CODE,
    LONGEST_DEDUPE,
    Call,
    NotUnderstood,
    Report,
    document,
    is_fresh,
    moment,
    notice_id,
    text,
)
from portal.policy.signature import signed_by
from portal.vocabulary import ReceiptKind

MOST = 1_000
_KINDS = {
    "delivered": ReceiptKind.DELIVERED,
    "failed": ReceiptKind.FAILED_SOFT,
    "bounced": ReceiptKind.BOUNCED,
    "complained": ReceiptKind.COMPLAINED,
}


class Generic:
    """Signed as a whole, with the moment of the call in it."""

    def is_proven(self, call: Call, key: str, now: datetime) -> bool:
        """Whether the signature fits these bytes, and they were written now."""
        if not signed_by(key, call.headers.get("signature"), call.body):
            return False
        try:
            return is_fresh(moment(document(call.body).get("sent_at")), now)
        except NotUnderstood:
            return False

    def reports(self, call: Call) -> list[Report]:
        """What it says, in our own words."""
        said = document(call.body).get("reports")
        if not isinstance(said, list) or len(said) > MOST:
            raise NotUnderstood("reports")
        return [self._report(one) for one in said]

    def _report(self, one: object) -> Report:
        if not isinstance(one, dict):
            raise NotUnderstood("a report")
        kind, at = _KINDS.get(text(one.get("event"))), moment(one.get("at"))
        named, own = notice_id(one.get("message_id")), text(one.get("id"))
        if kind is None or at is None or not named or not own:
            raise NotUnderstood("a report names its id, event, at and message_id")
        code = text(one.get("code"))[:LONGEST_CODE]
        return Report(named, kind, at, code, f"generic:{own}"[:LONGEST_DEDUPE])
