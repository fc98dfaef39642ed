"""What comes back by text message: reports of the provider, and what people answer."""

import hashlib
import hmac
import logging

from sqlalchemy import select

from portal.context import Context
from portal.models import InboundMessage, Notice
from portal.policy import addresses
from portal.policy.sms_provider import Incoming, Report
from portal.policy.text_reply import Reply, meaning
from portal.queries import texting
from portal.services import inquiries, owing, preferences, receipts, suppression, text_consent
from portal.settings import Settings
from portal.vocabulary import Channel, InboundState, Means, Purpose

log = logging.getLogger(__name__)

_LONGEST_KEY = 100


def hook_key(settings: Settings, provider: str) -> str:
    """The secret with which a provider of text messages signs what it tells us."""
    about = f"webhooks:sms:{provider}".encode()
    return hmac.new(settings.secret_key.encode(), about, hashlib.sha256).hexdigest()


def take_report(context: Context, provider: str, report: Report) -> bool:
    """Take a report about a message; False if it is about none of ours."""
    wanted = Notice.public_id == report.reference
    if not report.reference:
        wanted = Notice.provider_id == report.provider_id
    notice_id = context.session.scalar(
        select(Notice.id).where(wanted, Notice.channel == Channel.SMS).limit(1)
    )
    if notice_id is None:
        return False
    if report.kind is not None:
        receipts.report(
            context,
            notice_id=notice_id,
            kind=report.kind,
            at=report.at,
            code=report.code,
            dedupe=_key(provider, f"{notice_id}:{report.provider_id}:{report.kind.value}"),
        )
    return True


def take_message(context: Context, provider: str, incoming: Incoming) -> None:
    """Take a text message from somebody: the end of text messages, their beginning, or a question.

    The same message is taken once.
    """
    key = _key(provider, f"in:{incoming.id}")
    if context.session.scalar(select(InboundMessage.id).where(InboundMessage.dedupe == key)):
        return
    number = _number(incoming.number)
    people = texting.behind(context.session, number) if number else []
    kept = InboundMessage(
        dedupe=key,
        envelope_to=Channel.SMS.value,
        received_at=context.now,
        not_before=context.now,
        state=InboundState.DONE if people else InboundState.IGNORED,
        why=None if people else "nobody has this number",
    )
    context.session.add(kept)
    context.session.flush()
    if not people or number is None:
        log.info("a text message came from a number that nobody has")
        return
    # Whoever writes from it has it.
    suppression.lift(context, Channel.SMS, number)
    _answer(context, people, incoming.text, kept)


def _answer(context: Context, people: list[int], text: str, kept: InboundMessage) -> None:
    match meaning(text):
        case Reply.STOP:
            _stop(context, people)
        case Reply.START:
            _start(context, people)
        case Reply.YES if any(text_consent.has_stopped(context, i) for i in people):
            _start(context, people)
        case _:
            _ask(context, people[0], text, kept)


def _stop(context: Context, people: list[int]) -> None:
    """End text messages for everybody who shares the number, and say so once."""
    wanted = texting.known(context.session, people)
    taken_back = []
    for candidate_id in people:
        consent = text_consent.stop(context, candidate_id)
        if consent is not None:
            taken_back.append(consent)
            if wanted[candidate_id].allowed:
                preferences.switch(context, candidate_id, Channel.SMS, on=False)
    if taken_back and context.settings.sms_url:
        first = taken_back[0]
        _owe_end_of_texts(context, first.candidate_id, first.id)


def _owe_end_of_texts(context: Context, candidate_id: int, consent_id: int) -> None:
    """Owe somebody the one text message that says that no more will come."""
    notice = Notice(
        purpose=Purpose.TEXTS_ENDED,
        candidate_id=candidate_id,
        channel=Channel.SMS,
        not_before=context.now,
    )
    owing.owe(context, notice, subject=candidate_id, number=consent_id)


def _start(context: Context, people: list[int]) -> None:
    """Text messages again for whoever wanted them before, or has the number alone; for the others
    the STOP ends, and nothing begins.
    """
    for candidate_id in people:
        if len(people) > 1 and not text_consent.has_ever_agreed(context, candidate_id):
            text_consent.end_stop(context, candidate_id)
        elif text_consent.allow(context, candidate_id, Means.TEXT_MESSAGE):
            preferences.switch(context, candidate_id, Channel.SMS, on=True)


def _ask(context: Context, candidate_id: int, text: str, kept: InboundMessage) -> None:
    """Anything else is a question, about the last text message that we sent them."""
    if not text:
        kept.state, kept.why = InboundState.IGNORED, "there is nothing in it"
        return
    last = context.session.scalar(
        select(Notice)
        .where(
            Notice.candidate_id == candidate_id,
            Notice.channel == Channel.SMS,
            Notice.pinned_at.is_not(None),
        )
        .order_by(Notice.pinned_at.desc(), Notice.id.desc())
        .limit(1)
    )
    kept.notice_id = last.id if last else None
    inquiries.receive(context, candidate_id, text, Channel.SMS, notice=last, inbound_id=kept.id)


def _number(said: str) -> str | None:
    """The number as we keep it: providers leave the plus out, or write 00 instead."""
    digits = "".join(char for char in said if char.isdigit())
    return addresses.e164(f"+{digits.removeprefix('00')}", None)


def _key(provider: str, text: str) -> str:
    key = f"sms:{provider}:{text}"
    if len(key) <= _LONGEST_KEY:
        return key
    return f"sms:{hashlib.sha256(key.encode()).hexdigest()}"
