"""Calls: whether somebody calls first, which a decision's form asks; and how an attempt went."""

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, TextAreaField
from wtforms.validators import NumberRange
from wtforms.widgets import HiddenInput

from portal.queries.applications import ApplicationRow
from portal.queries.calls import CallRow
from portal.services.calls import AttemptDraft
from portal.vocabulary import CallOutcome, Outcome
from portal.web.forms import ChoiceField, OneOf, PortalForm, at_most, optional_int, options

LONGEST_NOTE = 2_000
OUTCOMES = options(
    [
        (CallOutcome.REACHED, "Reached: I have told them"),
        (CallOutcome.LEFT_MESSAGE, "Left a message, without the answer"),
        (CallOutcome.NO_ANSWER, "No answer"),
        (CallOutcome.WRONG_NUMBER, "Wrong number"),
        (CallOutcome.ASKED_FOR_MAIL, "They would rather have it in writing"),
    ]
)


class CallFields:
    """Whether somebody calls first; mixed into the form of a decision."""

    outcome: RadioField
    call_first = BooleanField("Call first")
    can_be_called = False
    """Whether there is a number: without one the field is not shown."""

    def call_draft(self) -> dict[str, Any]:
        """What was chosen, as keywords of DecisionDraft."""
        return {"call_first": self.comes_on_the_list}

    @property
    def comes_on_the_list(self) -> bool:
        """Whether somebody is going to call; nobody does whom we owe no answer."""
        return bool(self.call_first.data) and Outcome(self.outcome.data).owes_notice

    def offer_call(self, row: ApplicationRow) -> None:
        """Offer a call where there is a number."""
        self.can_be_called = bool(row.phones)


def call_values(row: ApplicationRow) -> dict[str, Any]:
    """A call for the promising who have a number, unless its writer has chosen otherwise."""
    if row.decision is not None and row.decision.latest is not None:
        return {"call_first": row.decision.call_first}
    return {"call_first": row.promising and bool(row.phones)}


class AttemptForm(PortalForm):
    """How one attempt went."""

    seen = IntegerField("Attempts", [NumberRange(min=0)], default=0, widget=HiddenInput())
    phone_id = ChoiceField("Number", coerce=optional_int)
    outcome = OneOf("How did it go?", choices=OUTCOMES)
    note = TextAreaField("A note for whoever calls next", [at_most(LONGEST_NOTE)])

    @classmethod
    def about(cls, row: CallRow) -> "AttemptForm":
        """The form for the next attempt at a call."""
        right = row.right_numbers
        form = cls(data={"seen": len(row.tried), "phone_id": right[0].id if right else None})
        form.phone_id.choices = options(
            [(number.id, number.typed) for number in right], empty=None if right else "none"
        )
        return form

    def draft(self) -> AttemptDraft:
        """What was typed, as an attempt."""
        return AttemptDraft(
            outcome=CallOutcome(self.outcome.data),
            note=self.note.data or "",
            phone_id=self.phone_id.data,
            seen=self.seen.data or 0,
        )
