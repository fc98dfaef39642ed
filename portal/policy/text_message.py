"""What a text message says: who writes, that there is news, and the link. Never the outcome, the
reason or the role, because others may see the screen of a telephone.
"""

import hashlib
from dataclasses import dataclass

from portal.policy import sms
from portal.policy.letter import LetterKind, Words

_NEWS = (
    "{organisation}: Hello {called}, there is news about your application. Read it here: {link}",
    "{organisation}: Hello, there is news about your application. Read it here: {link}",
    "{organisation}: news about your application, {called}: {link}",
    "{organisation}: news about your application: {link}",
    "There is news about your application: {link}",
    "Your application: {link}",
    "{link}",
)
_CORRECTION = (
    "{organisation}: Hello {called}, we have written to you anew about your application: {link}",
    "{organisation}: Hello, we have written to you anew about your application: {link}",
    "{organisation}: we have written to you anew: {link}",
    "We have written to you anew: {link}",
    "Your application: {link}",
    "{link}",
)
_NEW_LINK = (
    "{organisation}: Hello {called}, here is the new link to your page, as you asked: {link}",
    "{organisation}: here is the new link to your page, as you asked: {link}",
    "{organisation}: your new link: {link}",
    "Your new link: {link}",
    "{link}",
)
_CALL_CONFIRMATION = (
    "{organisation}: Hello {called}, what we talked about is on your page: {link}",
    "{organisation}: what we talked about is on your page: {link}",
    "What we talked about is on your page: {link}",
    "Your page: {link}",
    "{link}",
)
_ENDED = (
    "{organisation}: As you wish, no more text messages from us. If you would like them again, "
    "answer START.",
    "As you wish, no more text messages from us. If you would like them again, answer START.",
)
FORMS = {
    # All three the same, so that not even the length tells which it is.
    LetterKind.REJECTED: _NEWS,
    LetterKind.WITHDRAWN: _NEWS,
    LetterKind.OFFER_DECLINED: _NEWS,
    LetterKind.CORRECTION: _CORRECTION,
    LetterKind.NEW_LINK: _NEW_LINK,
    LetterKind.TEXTS_ENDED: _ENDED,
    LetterKind.CALL_CONFIRMATION: _CALL_CONFIRMATION,
}
"""Each with its shorter forms: the first that fits is sent."""
LEAST_NAME = 12
"""Septets of a name below which a shorter form says more."""
LONGEST_CALLED = 20


class BrokenText(Exception):
    """A text that does not fit one segment whatever is left out: the link is too long."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text message ready to be sent."""

    body: str
    template: str


def write(words: Words, link: str) -> Text:
    """The message with these words; the same words always give the same text.

    Names are cut where there is no room, the link never. Raises BrokenText.
    """
    if sms.septets(link) is None:
        raise BrokenText("a link that is not in the alphabet of text messages")
    names = {"organisation": sms.name(words.organisation), "called": sms.name(words.called)}
    for form in FORMS[words.kind]:
        body = _filled(form, names, link)
        if body is not None and sms.fits(body):
            digest = hashlib.sha256(form.encode()).hexdigest()[:16]
            return Text(body, f"sms.{words.kind.value}.{digest}")
    raise BrokenText("a link that leaves no room in a text message")


def _filled(form: str, names: dict[str, str], link: str) -> str | None:
    """The form with its names, cut if need be; None if they are missing or there is no room."""
    wanted = [name for name in names if f"{{{name}}}" in form]
    if not all(names[name] for name in wanted):
        return None
    room = sms.SEGMENT - _length(form.format(organisation="", called="", link=link))
    called = organisation = ""
    if "called" in wanted:
        called = sms.cut(names["called"], LONGEST_CALLED)
        room -= _length(called)
    if "organisation" in wanted:
        if room < min(LEAST_NAME, _length(names["organisation"])):
            return None
        organisation = sms.cut(names["organisation"], room)
    return form.format(organisation=organisation, called=called, link=link)


def _length(text: str) -> int:
    return sms.septets(text) or 0
