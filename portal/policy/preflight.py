"""Before many are decided at once: who goes, and what holds somebody back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.policy import feedback as feedback_policy
from portal.policy.feedback import FeedbackDraft
from portal.policy.refusal import Refusal
from portal.policy.sending import FIRST_HOUR, LAST_HOUR
from portal.policy.wording import Severity
from portal.vocabulary import DecisionState, NoContact, Origin, Outcome, StageKind

_SATURDAY = 5


class Hold(StrEnum):
    """What holds somebody back, the gravest first."""

    HISTORY = "history"
    DECIDED = "decided"
    TOLD = "told"
    DECIDED_ELSEWHERE = "decided_elsewhere"
    WRITING = "writing"
    NO_FEEDBACK = "no_feedback"
    NO_WORDS = "no_words"
    UNFILLED = "unfilled"
    BLOCKED_WORDING = "blocked_wording"
    WORDING = "wording"
    CALL_FIRST = "call_first"
    STOPPED = "stopped"
    NO_ADDRESS = "no_address"
    SILENCED = "silenced"
    BOUNCED = "bounced"
    OTHER_OPEN = "other_open"
    NIGHT = "night"
    WEEKEND = "weekend"

    @property
    def final(self) -> bool:
        """Whether nothing done here lets this person go."""
        return self in _FINAL

    @property
    def may_pass(self) -> bool:
        """Whether somebody may say that it goes out all the same."""
        return self not in _FINAL and self not in _TO_BE_WRITTEN


_FINAL = frozenset({Hold.HISTORY, Hold.DECIDED, Hold.TOLD, Hold.DECIDED_ELSEWHERE, Hold.WRITING})
_TO_BE_WRITTEN = frozenset({Hold.NO_FEEDBACK, Hold.NO_WORDS, Hold.UNFILLED, Hold.BLOCKED_WORDING})
TO_CALL = "to_call"
"""Among what is allowed: somebody calls this person first."""
WHY = {
    Hold.HISTORY: "This application is history: they were told elsewhere.",
    Hold.DECIDED: "This application is decided already.",
    Hold.TOLD: "They have been told already.",
    Hold.DECIDED_ELSEWHERE: "It was decided elsewhere, and waits in triage.",
    Hold.WRITING: "Somebody is writing to them already.",
    Hold.NO_FEEDBACK: "You have talked with them: say something that you saw of each.",
    Hold.NO_WORDS: "Nothing is written yet for people at this stage.",
    Hold.UNFILLED: "There is a gap in the words that nothing fills.",
    Hold.BLOCKED_WORDING: "The wording check holds these words back.",
    Hold.WORDING: "Some of these words deserve another look.",
    Hold.CALL_FIRST: "They are promising: somebody should call before they read it.",
    Hold.STOPPED: "All contact with them is stopped.",
    Hold.NO_ADDRESS: "There is no address that they want to be written to at.",
    Hold.SILENCED: "Their mail server said that there is no such address, or they complained.",
    Hold.BOUNCED: "A message to them came back.",
    Hold.OTHER_OPEN: "They wait for another answer from us as well.",
    Hold.NIGHT: "It is night where they live when this would arrive.",
    Hold.WEEKEND: "It is a weekend where they live when this would arrive.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of somebody who may be decided about."""

    stage_kind: StageKind
    origin: Origin = Origin.LIVE
    decision: DecisionState | None = None
    told: bool = False
    """Whether somebody has said that they know it, where it was decided elsewhere."""
    being_written: bool = False
    """Whether somebody has begun to write to them."""
    promising: bool = False
    has_number: bool = False
    by_text: bool = False
    has_address: bool = True
    may_email: bool = True
    silenced: bool = False
    bounced: bool = False
    stopped: NoContact | None = None
    others_open: int = 0
    """Other applications of theirs that nobody has decided about, nor is about to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one person would be told, and when."""

    outcome: Outcome
    feedback: FeedbackDraft
    alone: bool = False
    """Whether something in it was written about this person only."""
    due: datetime
    zone: ZoneInfo
    chosen_moment: bool = False
    """Whether somebody has chosen when, against the rule that knows nights and weekends."""
    unfilled: bool = False
    worst: Severity | None = None
    """The gravest that the wording check has found and nobody has settled."""


def holds(person: Person, telling: Telling, allowed: Collection[str]) -> tuple[Hold, ...]:
    """What holds somebody back, the gravest first; nothing if they go."""
    found = {_known(person)} | _written(person, telling)
    if telling.outcome.owes_notice:
        found |= _reached(person) | _timed(telling)
        if person.promising and person.has_number and TO_CALL not in allowed:
            found.add(Hold.CALL_FIRST)
    return tuple(
        hold for hold in Hold if hold in found and not (hold.may_pass and hold.value in allowed)
    )


def _known(person: Person) -> Hold | None:
    if person.origin is Origin.HISTORY:
        return Hold.HISTORY
    if person.decision is DecisionState.RELEASED:
        return Hold.DECIDED
    if person.decision is DecisionState.IMPORTED:
        return Hold.TOLD if person.told else Hold.DECIDED_ELSEWHERE
    return Hold.WRITING if person.being_written else None


def _written(person: Person, telling: Telling) -> set[Hold]:
    found = set()
    if needs_own_words(person.stage_kind, telling.outcome) and not telling.alone:
        found.add(Hold.NO_FEEDBACK)
    else:
        try:
            feedback_policy.check_release(telling.feedback, telling.outcome, person.stage_kind)
        except Refusal:
            empty = telling.feedback.empty
            found.add(Hold.NO_WORDS if empty else Hold.NO_FEEDBACK)
    if telling.unfilled:
        found.add(Hold.UNFILLED)
    if telling.worst is Severity.BLOCK:
        found.add(Hold.BLOCKED_WORDING)
    elif telling.worst is Severity.WARN:
        found.add(Hold.WORDING)
    return found


def _reached(person: Person) -> set[Hold]:
    found = set()
    if person.stopped is not None:
        found.add(Hold.STOPPED)
    if not person.by_text:
        if not (person.has_address and person.may_email):
            found.add(Hold.NO_ADDRESS)
        elif person.silenced:
            found.add(Hold.SILENCED)
        elif person.bounced:
            found.add(Hold.BOUNCED)
    if person.others_open:
        found.add(Hold.OTHER_OPEN)
    return found


def _timed(telling: Telling) -> set[Hold]:
    if not telling.chosen_moment:
        return set()
    there = telling.due.astimezone(telling.zone)
    found = set()
    if not FIRST_HOUR <= there.hour < LAST_HOUR:
        found.add(Hold.NIGHT)
    if there.weekday() >= _SATURDAY:
        found.add(Hold.WEEKEND)
    return found


def needs_own_words(stage_kind: StageKind, outcome: Outcome) -> bool:
    """Whether words for everybody are not enough for somebody at this stage."""
    return stage_kind.interviewed and outcome is Outcome.REJECTED
