"""The one place that says whether we may write to this person, for this purpose, now."""

from dataclasses import dataclass
from datetime import datetime

from portal.policy import delivery
from portal.vocabulary import DecisionState, NoContact, Origin, Purpose

ABOUT_A_DECISION = frozenset({Purpose.DECISION, Purpose.CORRECTION})


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
    if delivery.is_stale(reach.purpose, reach.owed_since, now):
        return Stopped(NoContact.STALE)
    if reach.purpose in ABOUT_A_DECISION:
        if reach.decision is not DecisionState.RELEASED:
            return Stopped(NoContact.REOPENED)
        if reach.origin is Origin.HISTORY:
            return Stopped(NoContact.HISTORY)
    if reach.link_ends is None or reach.link_ends <= now:
        return Stopped(NoContact.LINK_ENDED)
    if not reach.address:
        return Stopped(NoContact.NO_ADDRESS)
    if not (reach.may_email or reach.purpose.asked_for):
        return Stopped(NoContact.NO_EMAIL_WANTED)
    if reach.not_before > now:
        return NotBefore(reach.not_before, NoContact.HELD_BACK)
    return Send()
