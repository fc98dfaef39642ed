"""Inquiries: what candidates ask, with until when it is answered."""

from sqlalchemy import select

from portal.context import Context
from portal.models import Decision, Inquiry, Notice
from portal.policy import waiting
from portal.policy.refusal import Conflict
from portal.queries import organisation
from portal.services import audit
from portal.vocabulary import Act, Channel, InquiryKind

DAYS = 2
"""Working days in which somebody answers."""


def receive(
    context: Context,
    candidate_id: int,
    text: str,
    channel: Channel,
    *,
    notice: Notice | None = None,
    inbound_id: int | None = None,
) -> Inquiry:
    """Keep what a candidate asks; its clock starts now."""
    calendar = organisation.calendar(context.session)
    inquiry = Inquiry(
        candidate_id=candidate_id,
        application_id=_application(context, notice),
        notice_id=notice.id if notice else None,
        inbound_id=inbound_id,
        kind=InquiryKind.QUESTION,
        channel=channel,
        text=text,
        asked_at=context.now,
        answer_by=waiting.promised_by(context.now, DAYS, calendar),
    )
    context.session.add(inquiry)
    context.session.flush()
    _record(context, Act.INQUIRY_RECEIVED, inquiry)
    return inquiry


def answered(context: Context, inquiry_id: int) -> Inquiry:
    """Note that somebody has answered, by whichever means; raises Conflict if it was noted."""
    inquiry = context.session.scalars(
        select(Inquiry).where(Inquiry.id == inquiry_id).with_for_update()
    ).one()
    if inquiry.answered_at is not None:
        raise Conflict("Somebody has answered this already.")
    inquiry.answered_at, inquiry.answered_by_id = context.now, context.actor.id
    _record(context, Act.INQUIRY_ANSWERED, inquiry)
    return inquiry


def _application(context: Context, notice: Notice | None) -> int | None:
    if notice is None or notice.decision_id is None:
        return None
    return context.session.scalar(
        select(Decision.application_id).where(Decision.id == notice.decision_id)
    )


def _record(context: Context, act: Act, inquiry: Inquiry) -> None:
    audit.record(
        context,
        act,
        candidate_id=inquiry.candidate_id,
        application_id=inquiry.application_id,
        notice_id=inquiry.notice_id,
        inquiry=inquiry.id,
        channel=inquiry.channel.value,
    )
