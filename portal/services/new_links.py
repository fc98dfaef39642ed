"""The message with the new link that somebody has asked for."""

from sqlalchemy import select

from portal.context import Context
from portal.models import CandidateEmail, CandidatePhone, Notice
from portal.services import links, owing
from portal.vocabulary import Channel, Purpose


def owe(context: Context, candidate_id: int, channel: Channel = Channel.EMAIL) -> Notice | None:
    """Owe a candidate the new link they asked for; None if there is nowhere to send it to."""
    address = select(CandidateEmail.id).where(
        CandidateEmail.candidate_id == candidate_id, CandidateEmail.position == 0
    )
    number = select(CandidatePhone.id).where(
        CandidatePhone.candidate_id == candidate_id, CandidatePhone.e164.is_not(None)
    )
    on_file = number if channel is Channel.SMS else address
    if context.session.scalar(on_file.limit(1)) is None:
        return None
    link = links.for_candidate(context, candidate_id, short=channel is Channel.SMS)
    notice = Notice(
        purpose=Purpose.NEW_LINK,
        channel=channel,
        candidate_id=candidate_id,
        link_id=link.id,
        not_before=context.now,
    )
    return owing.owe(context, notice, subject=candidate_id, number=link.id)
