"""Looking into a mailbox on another server, again and again."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from portal.gateways import Gateways
from portal.gateways.imap import Mailbox, MailboxAway, opened
from portal.inbound.keeping import Stopping, is_for_us, keep
from portal.policy.inbound.message import LARGEST, Unreadable, addressed_to, read

log = logging.getLogger(__name__)

EVERY, LONGEST_PAUSE = 60.0, 900.0
"""Seconds between two looks, and after many in vain."""


def poll(gateways: Gateways, stop: Stopping, *, every: float = EVERY) -> None:
    """Take what is new until asked to stop; whatever is away is waited for, longer each time."""
    pause = every
    while not stop.asked:
        try:
            with opened(gateways.settings.inbound_url) as mailbox:
                take(gateways, mailbox, stop)
            pause = every
        except (MailboxAway, SQLAlchemyError) as error:
            pause = min(pause * 2, LONGEST_PAUSE)
            log.warning("messages to us cannot be fetched: %s", error.__class__.__name__)
        stop.wait(pause)


def take(gateways: Gateways, mailbox: Mailbox, stop: Stopping) -> int:
    """Keep what nobody has seen, each marked once it is in the database; how many were new."""
    new = 0
    for uid in mailbox.unread():
        if stop.asked:
            break
        raw = mailbox.fetch(uid, LARGEST)
        if raw is not None:
            new += keep(gateways, _envelope_to(gateways, raw), raw)
            mailbox.mark_seen(uid)
    return new


def _envelope_to(gateways: Gateways, raw: bytes) -> str:
    """To whom a message was delivered, as far as it still says so."""
    try:
        named = addressed_to(read(raw))
    except Unreadable:
        named = []
    return next((address for address in named if is_for_us(gateways, address)), "")
