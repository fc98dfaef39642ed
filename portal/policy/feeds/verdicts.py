"""What a decision of another system means for the one that stands here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.policy.feeds.decided import Decided
from portal.vocabulary import DecisionState, Outcome

_THEIRS = frozenset({Outcome.WITHDRAWN, Outcome.OFFER_DECLINED})


class Verdict(StrEnum):
    """What follows."""

    NOTHING = "nothing"
    BRING = "bring"
    """Nothing stands here: theirs is kept, and goes to triage."""
    UPDATE = "update"
    """Theirs was kept here, and they say it in other words now."""
    REVERSE = "reverse"
    """Theirs was kept here, and they took it back."""
    CANCEL = "cancel"
    """Ours has not left the house, and they took theirs back: it must not go out."""
    SAY_REOPENED = "say_reopened"
    """Ours was told, and they took theirs back: a person has to see to it."""
    SAY_DIFFERENT = "say_different"
    """Here it ended in another way than there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """What the other system says now."""

    decided: Decided | None
    moment: datetime
    """Of the last word on it."""
    reopened_at: datetime | None = None
    """When we heard that a decision was taken back there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """The decision that stands here, drafts included."""

    state: DecisionState
    outcome: Outcome
    decided_at: datetime
    released_at: datetime | None = None
    from_source: bool = False
    """Whether that system brought it."""
    touched: bool = False
    """Whether somebody here has written to it or marked it since."""
    told: bool = False
    """Whether a message about it has been on the wire."""


def of(there: There, here: Here | None, taken_back_at: datetime | None) -> Verdict:
    """What follows; `taken_back_at` is when somebody here last took a decision back."""
    if here is None:
        return _of_nothing(there, taken_back_at)
    if here.state is DecisionState.IMPORTED:
        return _of_imported(there, here)
    if here.state is DecisionState.RELEASED:
        return _of_released(there, here)
    # A draft is somebody writing.
    return Verdict.NOTHING


def agree(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes say the same to the person."""
    return one is other or {one, other} <= _THEIRS


def _of_nothing(there: There, taken_back_at: datetime | None) -> Verdict:
    if there.decided is None:
        return Verdict.NOTHING
    if taken_back_at is not None and there.decided.at <= taken_back_at:
        # That very decision was taken back here; only a newer one counts.
        return Verdict.NOTHING
    return Verdict.BRING


def _of_imported(there: There, here: Here) -> Verdict:
    # What came with a file may be newer than what they say.
    newer = here.from_source or there.moment > here.decided_at
    if there.decided is None:
        newer = newer or (there.reopened_at is not None and there.moment == here.decided_at)
        return Verdict.REVERSE if newer else Verdict.NOTHING
    if not (newer or there.moment == here.decided_at):
        return Verdict.NOTHING
    if not here.touched:
        return Verdict.UPDATE
    same = agree(there.decided.outcome, here.outcome)
    return Verdict.NOTHING if same else Verdict.SAY_DIFFERENT


def _of_released(there: There, here: Here) -> Verdict:
    if there.decided is not None:
        same = agree(there.decided.outcome, here.outcome)
        return Verdict.NOTHING if same else Verdict.SAY_DIFFERENT
    heard_after = (
        there.reopened_at is not None
        and here.released_at is not None
        and there.reopened_at > here.released_at
    )
    if not heard_after:
        return Verdict.NOTHING
    return Verdict.SAY_REOPENED if here.told else Verdict.CANCEL
