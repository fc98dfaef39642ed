"""Who of those decided elsewhere gets the letter that is written to many, and who does not."""

from dataclasses import dataclass

from portal.vocabulary import DecisionState, EndedBy, NoContact, Origin, Outcome

LONGEST_LINE = 500
FOR_WHOM = {
    Outcome.REJECTED: "who were not chosen",
    Outcome.WITHDRAWN: "who withdrew",
    Outcome.OFFER_DECLINED: "who declined our offer",
}
"""For whom a letter can be written to many; who was hired is told by a person."""
NEEDS_LINE = "You have talked with this person: write a line that only they read."
_STATES = {
    DecisionState.RELEASED: "This application is decided already.",
    DecisionState.DRAFT: "Somebody is writing to this person.",
    DecisionState.REVERSED: "The decision was taken back.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of somebody's decision from elsewhere, and whether they can be reached."""

    state: DecisionState
    told: bool
    outcome: Outcome
    ended_by: EndedBy | None
    origin: Origin
    interviewed: bool
    has_address: bool
    may_email: bool
    stopped: NoContact | None


def no_letter(case: Case) -> str | None:
    """Why nothing can be written to them, whatever it says; None if it can."""
    if case.origin is Origin.HISTORY:
        return "This application is history: they were told elsewhere."
    if case.state is not DecisionState.IMPORTED:
        return _STATES[case.state]
    if case.told:
        return "They have been told already."
    if case.ended_by is None:
        return "It is unclear who ended it: say so in triage first."
    if case.stopped is not None:
        return "All contact with this person is stopped."
    if not case.has_address:
        return "There is no e-mail address."
    if not case.may_email:
        return "They do not want to be e-mailed: call them."
    return None


def not_this_letter(case: Case, outcome: Outcome, *, with_points: bool) -> str | None:
    """Why somebody is left out of this letter to many; None if they get it.

    `with_points`: whether it can say what was seen, by the criteria of one vacancy.
    """
    if why := no_letter(case):
        return why
    if case.outcome is not outcome:
        return f"This letter is for people {FOR_WHOM[outcome]}."
    if needs_line(case) and not with_points:
        return (
            "You have talked with this person: choose people of one vacancy only, so that you can "
            "say what you saw."
        )
    return None


def needs_line(case: Case) -> bool:
    """Whether words for everybody are not enough for this person."""
    return case.interviewed and case.outcome is Outcome.REJECTED
