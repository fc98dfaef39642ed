"""Holding messages: who may be asked to wait, until when, and how often."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.policy.refusal import Conflict, Refusal
from portal.vocabulary import NoContact, Origin

LONGEST_LINE = 1_000
"""Characters of the line of one's own, and of the reason."""
FURTHEST = timedelta(days=184)
"""How far ahead an answer may be promised: half a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Somebody who waits, as far as it matters for a holding message."""

    origin: Origin
    decided: bool
    has_address: bool
    may_email: bool
    stopped: NoContact | None
    held_before: int
    """Holding messages that they have had, or are about to have."""


def check_day(promised_by: datetime, now: datetime) -> None:
    """Raise Refusal for a day that is over, or so far ahead that it promises nothing."""
    if promised_by <= now:
        raise Refusal("Choose a day that is still to come.", "promised_on")
    if promised_by > now + FURTHEST:
        raise Refusal("Choose a day within the next half year.", "promised_on")


def hindrance(case: Case, reason: str) -> Refusal | None:
    """Why this person cannot be asked to wait; None if they can.

    A message restarts the clock once; whoever asks a second time says why.
    """
    if case.origin is Origin.HISTORY:
        return Refusal("This application is history: nobody waits for an answer here.")
    if case.decided:
        return Conflict("This application is decided already.")
    if case.stopped is not None:
        return Refusal("All contact with this person is stopped.")
    if not case.has_address:
        return Refusal("There is no address to write to: call them, and promise nothing unsaid.")
    if not case.may_email:
        return Refusal("They do not want to be e-mailed: call them.")
    if case.held_before and not reason.strip():
        return Refusal(
            "They have been asked to wait before. Say for the team why they have to wait again.",
            "reason",
        )
    return None
