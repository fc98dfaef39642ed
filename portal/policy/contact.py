"""The one place that says whether we may write to this person, for this purpose, now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.policy import delivery, quiet_hours, together
from portal.policy.optional import Standing, hindrance
from portal.policy.together import Company
from portal.vocabulary import DecisionState, NoContact, Origin, Purpose, Topic

ABOUT_A_DECISION = frozenset({Purpose.DECISION, Purpose.CORRECTION, Purpose.CALL_CONFIRMATION})
UNTIL_DECIDED = timedelta(days=1)
"""How long an optional message waits before it looks again whether an answer is still open."""


@dataclass(frozen=True, slots=True)
class Texting:
    """What is known about somebody whom a text message is for."""

    allowed: bool
    """Whether they have said that they want text messages, and not taken it back."""
    zone: ZoneInfo
    """Where they live, as far as we know."""
    stopped: bool = False
    """Whether they have answered STOP: then not even what they ask for comes by text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is known about a person and what is owed to them at the moment of sending."""

    purpose: Purpose
    owed_since: datetime
    not_before: datetime
    address: str | None
    link_ends: datetime | None
    """None when the link was revoked."""
    decision: DecisionState | None = None
    origin: Origin | None = None
    recalled: bool = False
    stopped: NoContact | None = None
    """Why all contact with this person was stopped, if it was."""
    may_email: bool = True
    """False when their system says that they do not want to be e-mailed."""
    suppressed: bool = False
    """Whether a mail server has said that there is no such address, or its reader complained."""
    paused_until: datetime | None = None
    """Until when the person wants nothing but what they are owed."""
    decided: bool = False
    """Whether a message that a decision makes needless was overtaken by one."""
    waits_elsewhere: bool = False
    """Whether the person waits for our answer to another application."""
    standing: Standing | None = None
    """What a message that nobody is owed needs besides; None for every other."""
    texting: Texting | None = None
    """What a text message needs besides; None for every other channel."""
    company: Company | None = None
    """What else is open about somebody with several applications, for a decision."""


@dataclass(frozen=True, slots=True)
class Send:
    """Yes, now."""


@dataclass(frozen=True, slots=True)
class NotBefore:
    """Not yet."""

    when: datetime
    why: NoContact


@dataclass(frozen=True, slots=True)
class Stopped:
    """No, unless a person changes something."""

    why: NoContact


Verdict = Send | NotBefore | Stopped


def may_send(reach: Reach, now: datetime) -> Verdict:
    """Whether a notice that is due may go out; if not, from when, or why not."""
    if reach.recalled:
        return Stopped(NoContact.RECALLED)
    if reach.stopped is not None and not reach.purpose.asked_for:
        return Stopped(reach.stopped)
    if delivery.is_stale(reach.purpose, reach.owed_since, reach.not_before, now):
        return Stopped(NoContact.STALE)
    if reach.purpose in ABOUT_A_DECISION:
        if reach.decision is not DecisionState.RELEASED:
            return Stopped(NoContact.REOPENED)
        if reach.origin is Origin.HISTORY:
            return Stopped(NoContact.HISTORY)
    if reach.decided:
        return Stopped(NoContact.OVERTAKEN)
    if reach.purpose.opens and (reach.link_ends is None or reach.link_ends <= now):
        return Stopped(NoContact.LINK_ENDED)
    refused = _by_mail(reach) if reach.texting is None else _by_text(reach, reach.texting)
    if refused is not None:
        return Stopped(refused)
    # Whoever has just typed this address for a new link believes in it: it is worth one more try.
    if reach.suppressed and not reach.purpose.asked_for:
        return Stopped(NoContact.SUPPRESSED)
    if reach.not_before > now:
        return NotBefore(reach.not_before, NoContact.HELD_BACK)
    if reach.company is not None:
        other = together.hindrance(reach.company, now)
        if other is not None:
            return NotBefore(other.until, other.why) if other.until else Stopped(other.why)
    if reach.texting is not None and not reach.purpose.asked_for:
        opens = quiet_hours.opens(now, reach.texting.zone)
        if opens > now:
            return NotBefore(opens, NoContact.QUIET_HOURS)
    return _optional(reach, now) if reach.purpose.optional else Send()


def _by_mail(reach: Reach) -> NoContact | None:
    if not reach.address:
        return NoContact.NO_ADDRESS
    wanted = reach.may_email or reach.purpose.asked_for
    return None if wanted else NoContact.NO_EMAIL_WANTED


def _by_text(reach: Reach, texting: Texting) -> NoContact | None:
    if not reach.address:
        return NoContact.NO_PHONE
    asked_for = reach.purpose.asked_for and not texting.stopped
    confirms = reach.purpose is Purpose.TEXTS_ENDED
    return None if texting.allowed or asked_for or confirms else NoContact.NO_CONSENT


def _optional(reach: Reach, now: datetime) -> Verdict:
    """What nobody is owed waits until the person wants it, and until they are owed nothing."""
    if reach.paused_until is not None and reach.paused_until > now:
        return NotBefore(reach.paused_until, NoContact.PAUSED)
    if reach.standing is not None:
        found = hindrance(reach.standing, Topic.CHECK_INS, now)
        if found is not None:
            return NotBefore(found.until, found.why) if found.until else Stopped(found.why)
    if reach.waits_elsewhere:
        return NotBefore(now + UNTIL_DECIDED, NoContact.HELD_BACK)
    return Send()
