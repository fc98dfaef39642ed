"""The consent to text messages: a record of its own, given and taken back by its person alone."""

from sqlalchemy import select

from portal.context import Context
from portal.models import Consent, ConsentText
from portal.policy.consent_text import TEXT_MESSAGES
from portal.queries import texting
from portal.services import audit
from portal.vocabulary import Act, ConsentEvent, ConsentKind, Means

LANGUAGE = "en"
UNTIL_TAKEN_BACK = 0
"""Months: this consent does not end by itself."""


def allow(context: Context, candidate_id: int, means: Means) -> bool:
    """Record that somebody wants text messages; False if they had said so already."""
    if _last(context, candidate_id) is ConsentEvent.GRANTED:
        return False
    text_id = _wording(context).id
    _add(context, candidate_id, ConsentEvent.GRANTED, means, text_id=text_id)
    audit.record(context, Act.SMS_ALLOWED, candidate_id=candidate_id, means=means.value)
    return True


def refuse(context: Context, candidate_id: int, means: Means) -> Consent | None:
    """Record that somebody wants no more of them; None if they never did."""
    if _last(context, candidate_id) is not ConsentEvent.GRANTED:
        return None
    taken_back = _add(context, candidate_id, ConsentEvent.WITHDRAWN, means)
    audit.record(context, Act.SMS_REFUSED, candidate_id=candidate_id, means=means.value)
    return taken_back


def stop(context: Context, candidate_id: int) -> Consent | None:
    """Record that somebody has answered STOP, whether they had agreed to anything or not; None if
    that stands already.
    """
    if _stands_stopped(context, candidate_id):
        return None
    stopped = _add(context, candidate_id, ConsentEvent.WITHDRAWN, Means.TEXT_MESSAGE)
    audit.record(
        context, Act.SMS_REFUSED, candidate_id=candidate_id, means=Means.TEXT_MESSAGE.value
    )
    return stopped


def end_stop(context: Context, candidate_id: int) -> None:
    """Let a STOP count no more, without a consent in its place."""
    if _stands_stopped(context, candidate_id):
        _add(context, candidate_id, ConsentEvent.EXPIRED, Means.TEXT_MESSAGE)


def has_ever_agreed(context: Context, candidate_id: int) -> bool:
    """Whether somebody wanted text messages at any time."""
    query = select(Consent.id).where(
        Consent.candidate_id == candidate_id,
        Consent.kind == ConsentKind.SMS,
        Consent.event == ConsentEvent.GRANTED,
    )
    return context.session.scalar(query.limit(1)) is not None


def has_stopped(context: Context, candidate_id: int) -> bool:
    """Whether somebody has said that they want no text messages any more."""
    return _last(context, candidate_id) is ConsentEvent.WITHDRAWN


def _last(context: Context, candidate_id: int) -> ConsentEvent | None:
    last = _last_of(context, candidate_id)
    return last.event if last is not None else None


def _stands_stopped(context: Context, candidate_id: int) -> bool:
    last = _last_of(context, candidate_id)
    return last is not None and (last.event, last.means) == texting.STOPPED


def _last_of(context: Context, candidate_id: int) -> Consent | None:
    return context.session.scalar(
        select(Consent)
        .where(Consent.candidate_id == candidate_id, Consent.kind == ConsentKind.SMS)
        .order_by(Consent.id.desc())
        .limit(1)
    )


def _wording(context: Context) -> ConsentText:
    """The wording in force, kept as a new version whenever it is another one than before."""
    newest = context.session.scalar(
        select(ConsentText)
        .where(ConsentText.kind == ConsentKind.SMS, ConsentText.language == LANGUAGE)
        .order_by(ConsentText.version.desc())
        .limit(1)
    )
    if newest is not None and newest.body == TEXT_MESSAGES:
        return newest
    text = ConsentText(
        kind=ConsentKind.SMS,
        language=LANGUAGE,
        version=newest.version + 1 if newest else 1,
        body=TEXT_MESSAGES,
        months=UNTIL_TAKEN_BACK,
        written_at=context.now,
    )
    context.session.add(text)
    context.session.flush()
    return text


def _add(
    context: Context,
    candidate_id: int,
    event: ConsentEvent,
    means: Means,
    *,
    text_id: int | None = None,
) -> Consent:
    consent = Consent(
        candidate_id=candidate_id,
        kind=ConsentKind.SMS,
        event=event,
        means=means,
        text_id=text_id,
        at=context.now,
    )
    context.session.add(consent)
    context.session.flush()
    return consent
