"""What a message to us means: a server's report, or what a candidate asks."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from portal.context import Actor, Context
from portal.models import CandidateEmail, InboundMessage, Inquiry, Notice
from portal.policy.addresses import normal
from portal.policy.inbound import automatic, message, reply, report
from portal.policy.inbound.message import Parts, Unreadable
from portal.policy.inbound.verdict import Why
from portal.policy.verp import Kind, Signed, Unsigned
from portal.services import inquiries, receipts, return_paths
from portal.services.inbound import Fate
from portal.vocabulary import ActorKind, Channel, InboundState

MOST_A_DAY = 20
"""Replies of one person that become inquiries; whoever sends more is no person."""
_REFUSED = {Unsigned.FORGED: Why.FORGED, Unsigned.EXPIRED: Why.EXPIRED}


def read(context: Context, kept: InboundMessage) -> Fate:
    """Act on a message, and say what became of it."""
    signer = return_paths.signer(context.settings)
    address = signer.read(kept.envelope_to, context.now)
    # An answer may come late: then who wrote, and what they reply to, must speak for it.
    is_bounce = kept.envelope_to.lower().startswith(f"{Kind.BOUNCE}+")
    if isinstance(address, Unsigned) and address in _REFUSED and is_bounce:
        return _ignored(_REFUSED[address])
    try:
        parts = message.read(kept.raw or b"")
    except Unreadable:
        return _ignored(Why.UNREADABLE)
    if isinstance(address, Signed) and address.kind is Kind.BOUNCE:
        return _take_report(context, kept, address.public_id, parts)
    signed = [address.public_id] if isinstance(address, Signed) else []
    named = message.replies_to(parts, context.settings.mail_domain)
    return _take_reply(context, kept, [*signed, *named], parts)


def _take_report(context: Context, kept: InboundMessage, public_id: str, parts: Parts) -> Fate:
    notice = _notice(context, [public_id])
    if notice is None:
        return _ignored(Why.NO_NOTICE)
    said = report.read(parts, notice.pinned_address or "")
    if said is None:
        return _ignored(Why.NO_REPORT, notice)
    if said.kind is None:
        return _ignored(Why.STILL_TRYING, notice)
    receipts.report(
        context,
        notice_id=notice.id,
        kind=said.kind,
        at=kept.received_at,
        code=said.code,
        dedupe=f"dsn:{kept.dedupe}",
    )
    return Fate(InboundState.DONE, notice_id=notice.id)


def _take_reply(context: Context, kept: InboundMessage, ids: list[str], parts: Parts) -> Fate:
    if automatic.is_automatic(parts):
        return _ignored(Why.AUTOMATIC)
    notice = _notice(context, ids)
    if notice is None:
        return _ignored(Why.NO_REPLY)
    candidate_id = notice.candidate_id
    if candidate_id is None or not _is_theirs(context, notice, message.sender(parts)):
        return _ignored(Why.OTHER_SENDER, notice)
    if _asked_lately(context, candidate_id) >= MOST_A_DAY:
        return _ignored(Why.TOO_MANY, notice)
    text = reply.text_of(parts)
    if not text:
        return _ignored(Why.EMPTY, notice)
    asking = replace(context, actor=Actor(ActorKind.CANDIDATE, candidate_id))
    inquiries.receive(asking, candidate_id, text, Channel.EMAIL, notice=notice, inbound_id=kept.id)
    return Fate(InboundState.DONE, notice_id=notice.id)


def _notice(context: Context, public_ids: list[str]) -> Notice | None:
    """The notice that is named first of those that there are."""
    for public_id in public_ids:
        found = context.session.scalar(select(Notice).where(Notice.public_id == public_id))
        if found is not None:
            return found
    return None


def _is_theirs(context: Context, notice: Notice, sender: str) -> bool:
    """Whether a sender has an address of the person to whom the message went."""
    if not sender:
        return False
    if notice.pinned_address and normal(notice.pinned_address) == normal(sender):
        return True
    on_file = select(CandidateEmail.id).where(
        CandidateEmail.candidate_id == notice.candidate_id, CandidateEmail.normal == normal(sender)
    )
    return context.session.scalar(on_file.limit(1)) is not None


def _asked_lately(context: Context, candidate_id: int) -> int:
    query = select(func.count()).where(
        Inquiry.candidate_id == candidate_id,
        Inquiry.asked_at > context.now - timedelta(days=1),
    )
    return context.session.scalar(query) or 0


def _ignored(why: Why, notice: Notice | None = None) -> Fate:
    return Fate(InboundState.IGNORED, why.value, notice.id if notice else None)
