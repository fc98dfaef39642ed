"""How a candidate comes in: by a personal link, or by asking for a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from portal.context import Context
from portal.models import Candidate, CandidateEmail, CandidatePhone
from portal.policy import addresses, phones
from portal.policy.refusal import TooMany
from portal.queries import texting
from portal.services import audit, links, new_links, sessions, tries
from portal.vocabulary import Act, Channel, LinkScope, SessionKind

OPENINGS_PER_PLACE, OPENINGS_WITHIN = 60, timedelta(minutes=15)
QUESTIONS_PER_ADDRESS, QUESTIONS_PER_PLACE, QUESTIONS_WITHIN = 3, 10, timedelta(hours=1)
MOST_SHARING = 8
"""People who share an address and get a link each; more would only fill a mailbox."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody would like their new link."""

    channel: Channel
    known_as: str
    """The address or the number in the form by which two are compared."""


def open_link(context: Context, token: str, *, place: str) -> str | None:
    """A new session for the owner of a link (its raw id); None for every link that opens nothing.

    Raises TooMany for a place (an IP) from which too many links were tried.
    """
    at_most, within = OPENINGS_PER_PLACE, OPENINGS_WITHIN
    if not tries.allow(context, "link-from", place, at_most=at_most, within=within):
        raise TooMany("Too many links were opened from here. Please try again in 15 minutes.")
    link = links.find(context.session, LinkScope.CANDIDATE, token, context.now)
    if link is None or link.candidate_id is None:
        return None
    audit.record(context, Act.LINK_OPENED, candidate_id=link.candidate_id, link=link.id)
    return sessions.begin(context, SessionKind.CANDIDATE, link.candidate_id)


def ask_for_link(context: Context, typed: str, *, place: str) -> None:
    """Owe a new link to everybody who has this address, or this mobile number, on file, and say
    nothing about whether there is anybody; raises Refusal for what is neither, TooMany for too
    many questions.
    """
    wanted = _place(context, typed)
    _count(context, wanted.known_as, place)
    _owe_links(context, wanted, _known(context, wanted))


def _place(context: Context, typed: str) -> Place:
    is_number = "@" not in typed and any(char.isdigit() for char in typed)
    if is_number and context.settings.sms_url:
        return Place(Channel.SMS, phones.mobile(typed, field="email"))
    return Place(Channel.EMAIL, addresses.normal(addresses.address(typed)))


def _known(context: Context, wanted: Place) -> Sequence[int]:
    if wanted.channel is Channel.SMS:
        return texting.asking(context.session, wanted.known_as, at_most=MOST_SHARING)
    query = select(CandidateEmail.candidate_id).where(CandidateEmail.normal == wanted.known_as)
    return context.session.scalars(query.distinct().limit(MOST_SHARING)).all()


def _count(context: Context, normal: str, place: str) -> None:
    within = QUESTIONS_WITHIN
    limits = (("link-for", normal, QUESTIONS_PER_ADDRESS), ("link-to", place, QUESTIONS_PER_PLACE))
    for what, who, at_most in limits:
        if not tries.allow(context, what, who, at_most=at_most, within=within):
            raise TooMany(
                "You have asked a few times already. Please look at your messages, also among "
                "spam, or try again in an hour.",
                "email",
            )


def _owe_links(context: Context, wanted: Place, known: Sequence[int]) -> None:
    """A link for each; before that one for nobody is begun and taken back, which goes all the way
    when there is nobody else: the time of an answer must not tell whether somebody is known.
    """
    nobody = Candidate(
        name="", called="", sort_name="", created_at=context.now, changed_at=context.now
    )
    if wanted.channel is Channel.SMS:
        nobody.phones = [CandidatePhone(position=0, typed="", e164="")]
    else:
        nobody.emails = [CandidateEmail(position=0, address="", normal="")]
    rehearsal = context.session.begin_nested()
    context.session.add(nobody)
    context.session.flush()
    if not known:
        _owe_link(context, nobody.id, wanted.channel)
    rehearsal.rollback()
    for candidate_id in known:
        _owe_link(context, candidate_id, wanted.channel)


def _owe_link(context: Context, candidate_id: int, channel: Channel) -> None:
    new_links.owe(context, candidate_id, channel)
    audit.record(context, Act.LINK_ASKED_FOR, candidate_id=candidate_id)
    context.session.flush()
