"""Whether something that nobody is owed may be written: the person's own choice decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.policy.consent import LastConsent, membership, months_later
from portal.policy.preferences import DEFAULT, ContactPreferences
from portal.vocabulary import Channel, Membership, NoContact, Topic

APART = timedelta(days=30)
"""Between two optional messages."""
MONTHS = 12
"""For how long a message counts against what the person wants at most."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person has agreed to and chosen, and what they have got."""

    last: LastConsent | None
    chosen: ContactPreferences = DEFAULT
    sent: tuple[datetime, ...] = ()
    """When optional messages went to them, or will."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why not, and from when on it may be; None until they choose otherwise."""

    why: NoContact
    until: datetime | None = None


def hindrance(standing: Standing, topic: Topic, now: datetime) -> Hindrance | None:
    """What speaks against an optional e-mail about a topic now; None if nothing does."""
    chosen = standing.chosen
    where = membership(standing.last, chosen.paused_until, now)
    if where not in (Membership.MEMBER, Membership.PAUSED):
        return Hindrance(NoContact.NO_CONSENT)
    if topic not in chosen.topics or not chosen.at_most:
        return Hindrance(NoContact.NOT_WANTED)
    if Channel.EMAIL not in chosen.channels:
        return Hindrance(NoContact.NO_EMAIL_WANTED)
    if where is Membership.PAUSED:
        return Hindrance(NoContact.PAUSED, chosen.paused_until)
    free = _free_from(standing.sent, chosen.at_most)
    return Hindrance(NoContact.BUDGET, free) if free is not None and free > now else None


def _free_from(sent: tuple[datetime, ...], at_most: int) -> datetime | None:
    """From when the budget allows one more."""
    if not sent:
        return None
    latest_first = sorted(sent, reverse=True)
    gap = latest_first[0] + APART
    if len(latest_first) < at_most:
        return gap
    return max(gap, months_later(latest_first[at_most - 1], MONTHS))
