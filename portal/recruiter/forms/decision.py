"""Writing a decision: the outcome, the internal part, and what the candidate will read."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal.policy.feedback import LONGEST_TEXT, FeedbackDraft, PointDraft
from portal.queries.applications import ApplicationRow, ReasonRow
from portal.recruiter.forms.call import CallFields, call_values
from portal.recruiter.forms.sending import SendingFields, sending_values
from portal.recruiter.forms.template import TemplateFields, template_values
from portal.services.decisions import DecisionDraft
from portal.vocabulary import EndedBy, Outcome, PointKind
from portal.web.forms import ChoiceField, PortalForm, at_most, optional_int, options

KINDS = options([("", "say nothing"), (PointKind.STRENGTH, "strong"), (PointKind.GAP, "missing")])
ENDED_BY = {
    Outcome.REJECTED: EndedBy.US,
    Outcome.HIRED: EndedBy.US,
    Outcome.WITHDRAWN: EndedBy.THEM,
    Outcome.OFFER_DECLINED: EndedBy.THEM,
}
OUTCOMES = options(
    [
        (Outcome.REJECTED, "Not chosen"),
        (Outcome.WITHDRAWN, "They withdrew"),
        (Outcome.OFFER_DECLINED, "They declined our offer"),
        (Outcome.HIRED, "Hired"),
    ]
)


class PointForm(Form):
    """One criterion: strong or missing, what was seen, what would help next time."""

    criterion = HiddenField()
    kind = RadioField("How it was", choices=KINDS, default="", validate_choice=True)
    seen = TextAreaField("What you saw", [at_most(LONGEST_TEXT)])
    next_time = TextAreaField("What would help next time", [at_most(LONGEST_TEXT)])

    def validate_seen(self, field: TextAreaField) -> None:
        """Words without a verdict would be lost, a verdict without words helps nobody."""
        if self.kind.data and not (field.data or "").strip():
            raise ValidationError("Say what you saw, or choose “say nothing”.")
        if not self.kind.data and (
            (field.data or "").strip() or (self.next_time.data or "").strip()
        ):
            raise ValidationError("Choose “strong” or “missing” for this.")


class FeedbackForm(PortalForm):
    """What the candidate will read."""

    version = IntegerField("Version", [Optional()], default=0, widget=HiddenInput())
    points = FieldList(FormField(PointForm))
    advice = TextAreaField("If they take one thing along", [at_most(LONGEST_TEXT)])
    message = TextAreaField("Your personal message", [at_most(LONGEST_TEXT)])

    def feedback(self) -> FeedbackDraft:
        """What was typed, as feedback."""
        return FeedbackDraft(
            points=tuple(
                PointDraft(
                    criterion=entry.criterion.data[:200],
                    kind=PointKind(entry.kind.data),
                    seen=(entry.seen.data or "").strip(),
                    next_time=(entry.next_time.data or "").strip(),
                )
                for entry in self.points
                if entry.kind.data
            ),
            advice=self.advice.data or "",
            message=self.message.data or "",
        )


class CorrectionForm(FeedbackForm):
    """Feedback once more, after it was released."""

    tell = BooleanField("Tell them that it was corrected")


class DecisionForm(SendingFields, CallFields, TemplateFields, FeedbackForm):
    """A decision with its feedback, and with how and when it is told."""

    outcome = RadioField("Outcome", choices=OUTCOMES, default=Outcome.REJECTED.value)
    reason_id = ChoiceField("Internal reason", coerce=optional_int)
    internal_note = TextAreaField("Internal note", [at_most(LONGEST_TEXT)])
    promising = BooleanField("Promising: worth a call, worth keeping")
    invites_to_pool = BooleanField("Invite to the talent pool")

    def draft(self) -> DecisionDraft:
        """What was typed, as a decision."""
        outcome = Outcome(self.outcome.data)
        return DecisionDraft(
            outcome=outcome,
            ended_by=ENDED_BY[outcome],
            reason_id=self.reason_id.data,
            internal_note=self.internal_note.data or "",
            feedback=self.feedback(),
            promising=bool(self.promising.data),
            invites_to_pool=bool(self.invites_to_pool.data) and outcome is not Outcome.HIRED,
            version=self.version.data or 0,
            **self.sending_draft(),
            **self.call_draft(),
            **self.template_draft(),
        )


def decision_form(row: ApplicationRow, reasons: Sequence[ReasonRow]) -> DecisionForm:
    """The form of an undecided application, filled with what was drafted."""
    values: dict[str, Any] = {"promising": row.promising, "invites_to_pool": True}
    if row.decision is not None:
        values |= {
            "outcome": row.decision.outcome.value,
            "reason_id": row.decision.reason_id,
            "internal_note": row.decision.internal_note,
            "invites_to_pool": row.decision.invites_to_pool or row.decision.latest is None,
        }
    values |= sending_values(row) | call_values(row) | template_values(row)
    form = DecisionForm(data=values | _feedback_values(row))
    form.offer_sending(row)
    form.offer_call(row)
    form.offer_template(row)
    form.reason_id.choices = options(
        [(reason.id, f"{_SIDE[reason.ended_by]}: {reason.name}") for reason in reasons],
        empty="none",
    )
    return form


def correction_form(row: ApplicationRow) -> CorrectionForm:
    """The form of a released decision's feedback."""
    return CorrectionForm(data=_feedback_values(row))


_SIDE = {EndedBy.US: "We", EndedBy.THEM: "They"}


def _feedback_values(row: ApplicationRow) -> dict[str, Any]:
    written = row.decision.latest if row.decision else None
    draft = written.draft if written else FeedbackDraft()
    there = {point.criterion: point for point in draft.points}
    names = list(dict.fromkeys([*row.criteria, *there]))
    return {
        "version": row.decision.version if row.decision else 0,
        "points": [_point_values(name, there.get(name)) for name in names],
        "advice": draft.advice,
        "message": draft.message,
    }


def _point_values(name: str, point: PointDraft | None) -> dict[str, str]:
    if point is None:
        return {"criterion": name, "kind": "", "seen": "", "next_time": ""}
    return {
        "criterion": name,
        "kind": point.kind.value,
        "seen": point.seen,
        "next_time": point.next_time,
    }
