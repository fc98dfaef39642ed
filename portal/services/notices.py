"""Notices: what people may do with a message that is owed."""

from enum import StrEnum
from typing import Any

from sqlalchemy import select

from portal.context import Context
from portal.models import Decision, Link, Notice
from portal.policy.letter import BrokenWords, Words
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit, links, unreached
from portal.services.owing import UNSENT
from portal.services.together import forget_wire, told_with, write_anew
from portal.vocabulary import (
    UNTOLD,
    Act,
    Channel,
    NoContact,
    NoticeState,
    Purpose,
    Queue,
)


class Recall(StrEnum):
    """What became of a recall."""

    CANCELLED = "cancelled"
    """It has not gone out and will not."""
    ASKED = "asked"
    """A worker has it in hand: it will not go out unless it is on the wire already."""
    MAY_HAVE_ARRIVED = "may_have_arrived"
    """It will not be sent again, but an earlier copy got no answer and may have arrived."""


def recall(context: Context, notice_id: int) -> Recall:
    """Take back a message that is owed; raises Conflict if it was handed over already."""
    notice = _locked(context, notice_id)
    if notice.state is NoticeState.SENDING:
        # The wire mark is refused from now on, so the worker can only find that out.
        notice.recall_requested_at = notice.recall_requested_at or context.now
        return Recall.ASKED
    if notice.state not in UNSENT:
        raise Conflict("This message has left already, or nothing of it is on its way.")
    return _cancel(context, notice)


def cancel_for_decision(context: Context, decision_id: int) -> list[Recall]:
    """Take back all that is unsent about a decision that stands no longer."""
    pending = select(Notice.id).where(
        Notice.decision_id == decision_id,
        Notice.state.in_([*UNSENT, NoticeState.SENDING]),
    )
    unreached.reached(context, decision_id)
    return [recall(context, notice_id) for notice_id in context.session.scalars(pending).all()]


def stop_for_candidate(context: Context, candidate_id: int, why: NoContact) -> None:
    """Stop all that is unsent to a person, but what they asked for themselves."""
    pending = select(Notice.id).where(
        Notice.candidate_id == candidate_id,
        Notice.state.in_([*UNSENT, NoticeState.SENDING]),
        Notice.purpose.not_in([purpose for purpose in Purpose if purpose.asked_for]),
    )
    for notice_id in context.session.scalars(pending).all():
        notice = _locked(context, notice_id)
        if notice.state is NoticeState.SENDING:
            # The wire mark is refused from now on.
            notice.recall_requested_at = notice.recall_requested_at or context.now
        elif notice.state in UNSENT:
            forget_wire(notice)
            notice.state, notice.reason = NoticeState.STOPPED, why
            _record(context, Act.NOTICE_STOPPED, notice, reason=why.value)


def send_now(context: Context, notice_id: int) -> None:
    """Send a waiting message without waiting for its time; raises Conflict if none waits."""
    notice = _locked(context, notice_id)
    if notice.state not in (NoticeState.SCHEDULED, NoticeState.RETRY):
        raise Conflict("This message is not waiting any more.")
    notice.not_before = min(notice.not_before, context.now)
    notice.waits_until = None
    _rescheduled(context, notice)


def try_again(context: Context, notice_id: int) -> None:
    """Send off once more what did not get through; raises Conflict if nothing failed."""
    notice = _locked(context, notice_id)
    if notice.state not in UNTOLD:
        raise Conflict("Only a message that did not get through can be sent again.")
    link = context.session.get_one(Link, notice.link_id)
    link_ended = link.revoked_at is not None or link.expires_at <= context.now
    if link_ended and notice.candidate_id is not None:
        short = notice.channel is Channel.SMS
        notice.link_id = links.for_candidate(context, notice.candidate_id, short=short).id
    has_left = notice.accepted_at is not None or notice.state is NoticeState.BOUNCED
    besides = told_with(context, notice.id)
    for other in besides:
        other.told_with_id = None
    notice.regardless = notice.regardless or notice.reason is NoContact.HIRED
    has_left = has_left or bool(besides) or notice.told_with_id is not None
    if link_ended or has_left or notice.unknown_count == 0 or _is_broken(notice):
        write_anew(notice)
    notice.state, notice.not_before = NoticeState.SCHEDULED, context.now
    notice.tries = notice.faults = 0
    notice.reason = notice.recall_requested_at = None
    notice.accepted_at = notice.delivered_at = notice.provider_id = None
    _rescheduled(context, notice)


def _cancel(context: Context, notice: Notice) -> Recall:
    forget_wire(notice)
    notice.state, notice.reason = NoticeState.CANCELLED, NoContact.RECALLED
    _record(context, Act.NOTICE_CANCELLED, notice)
    return Recall.MAY_HAVE_ARRIVED if notice.unknown_count else Recall.CANCELLED


def _is_broken(notice: Notice) -> bool:
    """Whether what was pinned cannot be read any more, so that no copy can be like the first."""
    if notice.pinned_words is None:
        return False
    try:
        Words.kept(notice.pinned_words)
    except BrokenWords:
        return True
    return False


def _rescheduled(context: Context, notice: Notice) -> None:
    _record(context, Act.NOTICE_RESCHEDULED, notice)
    context.wake(Queue.NOTICES)


def _record(context: Context, act: Act, notice: Notice, **facts: Any) -> None:
    decision = context.session.get(Decision, notice.decision_id) if notice.decision_id else None
    audit.record(
        context,
        act,
        candidate_id=notice.candidate_id,
        application_id=decision.application_id if decision else None,
        notice_id=notice.id,
        purpose=notice.purpose.value,
        **facts,
    )


def _locked(context: Context, notice_id: int) -> Notice:
    """The notice as it is now, kept from workers until this transaction ends."""
    notice = context.session.scalar(
        select(Notice)
        .where(Notice.id == notice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if notice is None:
        raise Refusal("There is no such notice.")
    return notice
