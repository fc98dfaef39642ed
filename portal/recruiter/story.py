"""What happened to one message, as a person tells it: one sentence an entry of its ledger."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.queries.ledger import ActRow, AttemptRow, Entry, ReceiptRow
from portal.vocabulary import Act, AttemptResult, Channel, ReceiptKind
from portal.web.words.notices import TAKER

ATTEMPTS = {
    AttemptResult.ACCEPTED: "{handed} to {taker}, which accepted it",
    AttemptResult.UNKNOWN: "{handed} to {taker}; the answer was lost, so it may have arrived",
    AttemptResult.TEMPORARY: "Put off by {taker}, for a while",
    AttemptResult.PERMANENT: "Refused by {taker}",
    AttemptResult.UNREACHABLE: "Nothing sent: {taker} was not reached",
    AttemptResult.FAULT: "Failed on our side",
    AttemptResult.POLICY: "Turned away by a rule of {taker}, not because of this person",
    AttemptResult.ABANDONED: "The worker was gone before anything was sent",
    AttemptResult.STOPPED: "Stopped by the last check",
    AttemptResult.DEFERRED: "Put off by the last check",
}
RECEIPTS = {
    ReceiptKind.DELIVERED: "Arrived, it was reported",
    ReceiptKind.FAILED_SOFT: "Did not get through, it was reported",
    ReceiptKind.BOUNCED: "Came back",
    ReceiptKind.COMPLAINED: "Marked as unwanted by its reader",
}
ACTS = {
    Act.NOTICE_CANCELLED: "recalled it",
    Act.NOTICE_RESCHEDULED: "sent it on its way",
    Act.NOTICE_MOVED: "set another time for it",
    Act.NOTICE_COPIED: "sent another copy, a message of its own",
    Act.TOLD_BY_CALL: "told them by telephone",
    Act.TOLD_ELSEWHERE: "noted that they were told by other means",
}
PORTAL = "The portal"
_NO_SUCH_ADDRESS = re.compile(r"\b5\.1\.[1236]\b")
"""RFC 3463: bad mailbox, bad system, bad syntax, moved without a word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with its moment, and the words of whoever answered."""

    at: datetime
    text: str
    code: str | None = None


def told(entries: Iterable[Entry], channel: Channel) -> list[Line]:
    """The sentences, in order; a copy that follows a lost answer is called one."""
    lines = []
    is_copy = False
    for entry in entries:
        match entry:
            case AttemptRow():
                lines.append(_attempt(entry, channel, is_copy=is_copy))
                is_copy = is_copy or entry.result is AttemptResult.UNKNOWN
            case ReceiptRow():
                lines.append(_receipt(entry))
            case ActRow():
                lines.append(Line(entry.at, f"{entry.name or PORTAL} {ACTS[entry.act]}"))
                # What a person sends off once more may be written anew.
                is_copy = is_copy and entry.act is not Act.NOTICE_RESCHEDULED
    return lines


def _attempt(row: AttemptRow, channel: Channel, *, is_copy: bool) -> Line:
    handed = "Sent again with the same identity" if is_copy else "Handed"
    text = ATTEMPTS[row.result].format(handed=handed, taker=TAKER[channel])
    return Line(row.wire_at or row.at, text, row.code)


def _receipt(row: ReceiptRow) -> Line:
    text = RECEIPTS[row.kind]
    if row.kind is ReceiptKind.BOUNCED and _NO_SUCH_ADDRESS.search(row.code or ""):
        text += ": no such address"
    if not row.applied:
        text += "; what was known already says more"
    return Line(row.at, text, row.code)
