"""Where what comes back to a message is sent: addresses that say which message it was."""

from dataclasses import replace
from datetime import datetime

from portal.policy.letter import Words
from portal.policy.verp import Kind, Signer
from portal.queries.dispatch import Dispatch
from portal.settings import Settings


def signer(settings: Settings) -> Signer:
    """What makes and checks our signed addresses."""
    return Signer(settings.secret_key, settings.mail_domain)


def sender(settings: Settings, public_id: str, date: datetime) -> str:
    """The envelope's sender; the same for every copy, because all have the same date."""
    if not settings.inbound_url:
        return settings.mail_from
    return signer(settings).address(Kind.BOUNCE, public_id, date)


def answerable(settings: Settings, owed: Dispatch, words: Words, date: datetime) -> Words:
    """The words with where a candidate's answer goes: to the organisation's address, else to us.

    What went on the wire before stays as it was.
    """
    settled = words.reply_to or owed.pins is not None or owed.candidate_id is None
    if settled or not settings.inbound_url:
        return words
    return replace(words, reply_to=signer(settings).address(Kind.REPLY, owed.public_id, date))
