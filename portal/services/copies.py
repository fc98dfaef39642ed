"""Another copy of a message that has left or came to an end: a new message, asked for by a person
who has seen what is known of the first.
"""

from sqlalchemy import select

from portal.context import Context
from portal.models import Decision, Notice
from portal.policy.contact import ABOUT_A_DECISION
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit, owing
from portal.vocabulary import Act, Channel, DecisionState, NoticeState

ON_ITS_WAY = (*sorted(owing.UNSENT), NoticeState.SENDING)


def send(context: Context, notice_id: int) -> Notice:
    """Owe the same once more, as a message of its own; raises Conflict while one is on its way."""
    notice = context.session.get_one(Notice, notice_id)
    if notice.decision_id is None or notice.purpose not in ABOUT_A_DECISION:
        raise Refusal("Only a message about a decision can be sent as another copy.")
    if notice.channel is Channel.CALL:
        raise Refusal("What was said on the telephone has no copy.")
    # Two people who ask at once must not send two.
    decision = context.session.scalars(
        select(Decision).where(Decision.id == notice.decision_id).with_for_update()
    ).one()
    if decision.state is not DecisionState.RELEASED:
        raise Conflict("This decision does not stand any longer.")
    about = select(Notice.id).where(Notice.decision_id == decision.id, Notice.state.in_(ON_ITS_WAY))
    if context.session.scalar(about.limit(1)) is not None:
        raise Conflict("A message about this decision is on its way already.")
    copy = owing.owe_by(context, notice, notice.channel)
    audit.record(
        context,
        Act.NOTICE_COPIED,
        candidate_id=notice.candidate_id,
        application_id=decision.application_id,
        notice_id=notice.id,
        copy=copy.id,
    )
    return copy
