"""What holds for somebody who has not chosen otherwise."""

from dataclasses import dataclass
from datetime import datetime

from portal.vocabulary import Channel, Membership, Topic

AT_MOST = 4
CHOICES = (0, 1, 2, 4, 6, 12)
"""Optional messages in twelve months that a candidate may choose from."""
PAUSES = (1, 3, 6, 12)
"""Months."""


@dataclass(frozen=True, slots=True)
class ContactPreferences:
    """A candidate's choice."""

    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    topics: tuple[Topic, ...] = tuple(Topic)
    at_most: int = AT_MOST
    paused_until: datetime | None = None


DEFAULT = ContactPreferences()


def reachable_from(
    chosen: ContactPreferences, membership: Membership, now: datetime
) -> datetime | None:
    """From when something optional may be written to somebody; None while they want nothing."""
    if membership not in (Membership.MEMBER, Membership.PAUSED):
        return None
    if not (chosen.channels and chosen.topics and chosen.at_most):
        return None
    return max(chosen.paused_until or now, now)
