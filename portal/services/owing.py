"""Owing messages: in the transaction that owes them, each one once."""

import uuid
from datetime import datetime

from sqlalchemy import func, select

from portal.context import Context
from portal.models import Application, Decision, Link, Notice, User
from portal.queries import texting
from portal.services import links
from portal.vocabulary import ActorKind, Channel, NoticeState, Purpose, Queue

MAY_BE_TEXT = frozenset({Purpose.DECISION, Purpose.CORRECTION, Purpose.CALL_CONFIRMATION})
UNSENT = frozenset({NoticeState.HELD, NoticeState.SCHEDULED, NoticeState.RETRY})


def owe_decision(
    context: Context, decision: Decision, *, candidate_id: int, not_before: datetime
) -> Notice:
    """Owe a candidate the decision about their application, from a moment on."""
    earlier = select(func.count()).where(
        Notice.decision_id == decision.id, Notice.purpose == Purpose.DECISION
    )
    notice = Notice(
        purpose=Purpose.DECISION,
        decision_id=decision.id,
        candidate_id=candidate_id,
        not_before=not_before,
    )
    number = context.session.scalar(earlier) or 0
    return owe(context, notice, subject=decision.id, number=number + 1)


def owe_correction(context: Context, decision: Decision, *, candidate_id: int) -> Notice:
    """Owe a candidate word that their feedback was corrected.

    A message about this decision that has not left yet says it as well: then that one is enough.
    """
    about = select(Notice).where(Notice.decision_id == decision.id)
    on_its_way = context.session.scalar(
        about.where(Notice.state.in_([*UNSENT, NoticeState.SENDING])).limit(1)
    )
    if on_its_way is not None:
        return on_its_way
    earlier = select(func.count()).where(
        Notice.decision_id == decision.id, Notice.purpose == Purpose.CORRECTION
    )
    notice = Notice(
        purpose=Purpose.CORRECTION,
        decision_id=decision.id,
        candidate_id=candidate_id,
        not_before=context.now,
    )
    number = context.session.scalar(earlier) or 0
    return owe(context, notice, subject=decision.id, number=number + 1)


def owe_check_in(context: Context, candidate_id: int, text: str) -> Notice:
    """Owe somebody in the pool a personal word, once it can be taken back no more."""
    earlier = select(func.count()).where(
        Notice.candidate_id == candidate_id, Notice.purpose == Purpose.CHECK_IN
    )
    notice = Notice(
        purpose=Purpose.CHECK_IN,
        candidate_id=candidate_id,
        personal_text=text,
        not_before=context.now + context.settings.undo,
    )
    number = context.session.scalar(earlier) or 0
    return owe(context, notice, subject=candidate_id, number=number + 1)


def owe_to_user(context: Context, user: User, purpose: Purpose, link: Link) -> Notice:
    """Owe somebody of the team a message with a link of theirs."""
    notice = Notice(purpose=purpose, user_id=user.id, link_id=link.id, not_before=context.now)
    return owe(context, notice, subject=user.id, number=link.id)


def owe_by(context: Context, notice: Notice, channel: Channel) -> Notice:
    """Owe by another channel what could not be told by the first."""
    earlier = select(func.count()).where(
        Notice.decision_id == notice.decision_id, Notice.purpose == notice.purpose
    )
    again = Notice(
        purpose=notice.purpose,
        decision_id=notice.decision_id,
        candidate_id=notice.candidate_id,
        channel=channel,
        not_before=context.now,
    )
    number = context.session.scalar(earlier) or 0
    return owe(context, again, subject=notice.decision_id or 0, number=number + 1)


def owe_about(
    context: Context,
    purpose: Purpose,
    application: Application,
    *,
    text: str | None = None,
    not_before: datetime | None = None,
) -> Notice:
    """Owe a candidate a message about an application that is not a decision."""
    earlier = select(func.count()).where(
        Notice.application_id == application.id, Notice.purpose == purpose
    )
    notice = Notice(
        purpose=purpose,
        application_id=application.id,
        candidate_id=application.candidate_id,
        personal_text=text,
        not_before=not_before or context.now,
    )
    number = context.session.scalar(earlier) or 0
    return owe(context, notice, subject=application.id, number=number + 1)


def owe(context: Context, notice: Notice, *, subject: int, number: int) -> Notice:
    """Owe a message: one for each purpose, subject, channel and number."""
    notice.public_id = str(uuid.uuid4())
    notice.channel = notice.channel or _channel_of(context, notice)
    notice.idem_key = f"{notice.purpose}:{subject}:{notice.channel}:{number}"
    notice.state = NoticeState.SCHEDULED
    notice.created_at = context.now
    notice.created_by_id = context.actor.id if context.actor.kind is ActorKind.USER else None
    if notice.link_id is None and notice.candidate_id is not None:
        short = notice.channel is Channel.SMS
        notice.link_id = links.for_candidate(context, notice.candidate_id, short=short).id
    context.session.add(notice)
    context.session.flush()
    if notice.not_before <= context.now:
        context.wake(Queue.NOTICES)
    return notice


def _channel_of(context: Context, notice: Notice) -> Channel:
    """What is owed comes as the person wants it; what is asked for, where they asked."""
    may_be_text = context.settings.sms_url and notice.purpose in MAY_BE_TEXT
    if may_be_text and notice.candidate_id is not None:
        wanted = texting.preferring(context.session, [notice.candidate_id])
        return Channel.SMS if wanted else Channel.EMAIL
    return Channel.EMAIL
