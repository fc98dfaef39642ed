"""What a report about a message that has left makes of its notice: only ever upwards."""

from portal.policy import delivery
from portal.vocabulary import NoticeState, ReceiptKind

_RANK = {
    NoticeState.HELD: 0,
    NoticeState.SCHEDULED: 0,
    NoticeState.SENDING: 1,
    NoticeState.RETRY: 1,
    NoticeState.ACCEPTED: 2,
    NoticeState.FAILED_SOFT: 3,
    NoticeState.DELIVERED: 4,
    NoticeState.BOUNCED: 5,
}
"""Whoever was recalled, stopped or given up has no rank: a report is written down, no more."""
_MEANS = {
    ReceiptKind.FAILED_SOFT: NoticeState.FAILED_SOFT,
    ReceiptKind.DELIVERED: NoticeState.DELIVERED,
    # Whoever complains of a message has got it.
    ReceiptKind.COMPLAINED: NoticeState.DELIVERED,
    ReceiptKind.BOUNCED: NoticeState.BOUNCED,
}


def after(state: NoticeState, kind: ReceiptKind, *, has_left: bool) -> NoticeState | None:
    """What a notice becomes by a report; None where it changes nothing.

    `has_left` says whether a copy was ever on the wire: of others nobody can know anything.
    """
    becomes = _MEANS[kind]
    if not has_left or state not in _RANK or _RANK[becomes] <= _RANK[state]:
        return None
    return becomes


def silences(kind: ReceiptKind, code: str | None) -> bool:
    """Whether the address is not to be written to any more.

    A report that names another reason (a full mailbox, a rule against us) blames no address.
    """
    if kind is ReceiptKind.COMPLAINED:
        return True
    return kind is ReceiptKind.BOUNCED and delivery.may_blame_address(code or "")
