"""The other way when one way does not reach somebody."""

from sqlalchemy import select

from portal.context import Context
from portal.models import CandidateEmail, Decision, Notice
from portal.queries import texting
from portal.services import owing, unreached
from portal.vocabulary import UNTOLD, Channel, DecisionState, NoticeState


def fallback(context: Context, notice_id: int) -> bool:
    """Tell by the other way what one way could not: by text message what cannot be mailed, by mail
    what cannot be texted; whether it is on its way like that.
    """
    failed = context.session.get_one(Notice, notice_id)
    if failed.decision_id is None or failed.candidate_id is None:
        return False
    decision = context.session.get_one(Decision, failed.decision_id)
    stands = decision.state is DecisionState.RELEASED
    if not stands or not unreached.is_for_a_person(failed.state, failed.reason):
        return False
    other = Channel.EMAIL if failed.channel is Channel.SMS else Channel.SMS
    already = context.session.scalars(
        select(Notice.state).where(
            Notice.decision_id == failed.decision_id,
            Notice.purpose == failed.purpose,
            Notice.channel == other,
        )
    ).all()
    if already:
        return any(state not in (*UNTOLD, NoticeState.CANCELLED) for state in already)
    if not _may_go(context, failed.candidate_id, other):
        return False
    owing.owe_by(context, failed, other)
    return True


def _may_go(context: Context, candidate_id: int, channel: Channel) -> bool:
    if channel is Channel.SMS:
        reached = texting.known(context.session, [candidate_id])[candidate_id]
        return bool(context.settings.sms_url) and reached.by_text
    address = select(CandidateEmail.id).where(
        CandidateEmail.candidate_id == candidate_id, CandidateEmail.position == 0
    )
    return context.session.scalar(address) is not None
