"""Receipts: what was said of a message after it had left, applied by rank and kept for good."""

import logging
from datetime import datetime

from sqlalchemy import select

from portal.context import Context
from portal.models import Decision, Notice, Receipt
from portal.policy import receipts as policy
from portal.policy.delivery import without_addresses
from portal.services import audit, suppression, text_messages, together, unreached
from portal.vocabulary import TOLD, UNTOLD, Act, NoticeState, ReceiptKind

log = logging.getLogger(__name__)

_ACTS = {
    NoticeState.DELIVERED: Act.NOTICE_DELIVERED,
    NoticeState.FAILED_SOFT: Act.NOTICE_BOUNCED,
    NoticeState.BOUNCED: Act.NOTICE_BOUNCED,
}


def report(
    context: Context,
    *,
    kind: ReceiptKind,
    at: datetime,
    dedupe: str,
    code: str | None = None,
    notice_id: int | None = None,
    public_id: str | None = None,
) -> bool:
    """Take a report about a notice, named by either id; whether it changed anything.

    The same report (`dedupe`) is taken once; one that changes nothing is a note in the log.
    """
    notice = _locked(context, notice_id, public_id)
    if notice is None or _is_known(context, dedupe):
        log.info("a receipt (%s) is known, or about no notice of ours", kind.value)
        return False
    address = notice.pinned_address or ""
    becomes = policy.after(notice.state, kind, has_left=_has_left(notice))
    at = min(at, context.now)
    applied = becomes is not None
    _keep(
        context,
        Receipt(dedupe=dedupe, notice_id=notice.id, kind=kind, reported_at=at, applied=applied),
        without_addresses(code, address) if code else None,
    )
    if address and _has_left(notice) and policy.silences(kind, code):
        suppression.suppress(context, notice.channel, address, why=kind, code=code)
    if becomes is None:
        log.info("notice %s is %s: %s changes nothing", notice.id, notice.state, kind.value)
        return False
    _apply(context, notice, becomes, at)
    for other in together.told_with(context, notice.id):
        same = f"{dedupe[:80]}:{other.id}"
        report(context, kind=kind, at=at, dedupe=same, code=code, notice_id=other.id)
    return True


def _keep(context: Context, receipt: Receipt, code: str | None) -> None:
    receipt.received_at, receipt.code = context.now, code
    context.session.add(receipt)
    context.session.flush()


def _is_known(context: Context, dedupe: str) -> bool:
    return context.session.scalar(select(Receipt.id).where(Receipt.dedupe == dedupe)) is not None


def _apply(context: Context, notice: Notice, becomes: NoticeState, at: datetime) -> None:
    if notice.wire_at is not None or notice.state is NoticeState.SENDING:
        # Whoever has it in hand knows less than this report: what they still write is void.
        notice.epoch += 1
        notice.unknown_count += notice.wire_at is not None
    notice.state, notice.reason = becomes, None
    notice.wire_at = notice.lease_owner = notice.lease_until = None
    # What arrived or came back was taken by a mail server before.
    notice.accepted_at = notice.accepted_at or at
    if becomes is NoticeState.DELIVERED:
        notice.delivered_at = at
    context.session.flush()
    decision = context.session.get(Decision, notice.decision_id) if notice.decision_id else None
    audit.record(
        context,
        _ACTS[becomes],
        candidate_id=notice.candidate_id,
        application_id=decision.application_id if decision else None,
        notice_id=notice.id,
        purpose=notice.purpose.value,
    )
    if decision is None:
        return
    if becomes in TOLD:
        unreached.reached(context, decision.id)
    elif becomes in UNTOLD and not text_messages.fallback(context, notice.id):
        unreached.ask(context, notice.id)


def _has_left(notice: Notice) -> bool:
    """Whether a copy may have been on the wire as it stands now."""
    on_the_wire = notice.wire_at is not None or notice.unknown_count > 0
    return notice.pinned_at is not None and (on_the_wire or notice.accepted_at is not None)


def _locked(context: Context, notice_id: int | None, public_id: str | None) -> Notice | None:
    if notice_id is not None:
        wanted = Notice.id == notice_id
    elif public_id is not None:
        wanted = Notice.public_id == public_id
    else:
        return None
    return context.session.scalar(
        select(Notice).where(wanted).with_for_update().execution_options(populate_existing=True)
    )
