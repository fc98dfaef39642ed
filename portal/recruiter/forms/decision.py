"""Writing a decision: the outcome, the internal part, and what the candidate will read."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal.policy.feedback import LONGEST_TEXT, FeedbackDraft, PointDraft
from portal.policy.proofreading import ADVICE, MESSAGE, Passage, next_time, seen
from portal.queries.applications import ApplicationRow, ReasonRow
from portal.queries.users import Colleague
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


_VERDICTS = frozenset(PointKind)


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
    written_in = HiddenField(default=lambda: secrets.token_hex(8))
    """The open page: what it has kept by itself is its own."""
    points = FieldList(FormField(PointForm))
    advice = TextAreaField("If they take one thing along", [at_most(LONGEST_TEXT)])
    message = TextAreaField("Your personal message", [at_most(LONGEST_TEXT)])
    kept = SelectMultipleField("Keep it", choices=[], validate_choice=False)
    """What the wording check has found and the writer wants to keep."""
    approver = ChoiceField("Who looks at it", coerce=optional_int, validate_choice=False)

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
                if entry.kind.data in _VERDICTS
            ),
            advice=self.advice.data or "",
            message=self.message.data or "",
        )

    def passages(self) -> tuple[Passage, ...]:
        """Every text as it stands in its box, with or without a verdict beside it."""
        boxes = [(MESSAGE, self.message.data)]
        for entry in self.points:
            boxes.append((seen(entry.criterion.data), entry.seen.data))
            boxes.append((next_time(entry.criterion.data), entry.next_time.data))
        boxes.append((ADVICE, self.advice.data))
        return tuple(Passage(name, text) for name, text in boxes if text)

    def keeps(self) -> frozenset[str]:
        """What the writer has ticked to keep."""
        return frozenset(str(key)[:200] for key in self.kept.data or ())

    def offer_approvers(self, others: Sequence[Colleague]) -> None:
        """Offer whoever else may approve these words."""
        self.approver.choices = options([(person.id, person.name) for person in others])

    def take(self, point: PointDraft) -> None:
        """Put a point that somebody gave into the box of its criterion, below what is there."""
        for entry in self.points:
            if entry.criterion.data == point.criterion:
                entry.kind.data = entry.kind.data or point.kind.value
                entry.seen.data = _below(entry.seen.data, point.seen)
                entry.next_time.data = _below(entry.next_time.data, point.next_time)
                return
        self.points.append_entry(point_values(point.criterion, point))


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

    @property
    def chosen(self) -> Outcome:
        """The outcome; the usual one where none was chosen that there is."""
        chosen = self.outcome.data
        return Outcome(chosen) if chosen in ENDED_BY else Outcome.REJECTED

    def draft(self) -> DecisionDraft:
        """What was typed, as a decision."""
        outcome = self.chosen
        return DecisionDraft(
            outcome=outcome,
            ended_by=ENDED_BY[outcome],
            reason_id=self.reason_id.data,
            internal_note=self.internal_note.data or "",
            feedback=self.feedback(),
            promising=bool(self.promising.data),
            invites_to_pool=bool(self.invites_to_pool.data) and outcome is not Outcome.HIRED,
            version=self.version.data or 0,
            kept=self.keeps(),
            page=(self.written_in.data or "")[:32],
            **self.sending_draft(),
            **self.call_draft(),
            **self.template_draft(),
        )

    def feedback_alone(self, row: ApplicationRow) -> DecisionDraft:
        """What somebody typed who may only write feedback: all else stays as it stands."""
        typed, stands = self.draft(), row.decision
        if stands is None:
            return replace(
                typed, promising=row.promising, invites_to_pool=True, call_first=row.promising
            )
        return replace(
            typed,
            outcome=stands.outcome,
            ended_by=ENDED_BY[stands.outcome],
            reason_id=stands.reason_id,
            internal_note=stands.internal_note,
            promising=row.promising,
            invites_to_pool=stands.invites_to_pool,
            call_first=stands.call_first,
            send_when=stands.send_when,
            send_at=stands.send_at,
            template_id=stands.template_id,
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


def correction_form(
    row: ApplicationRow, *, approved: FeedbackDraft | None = None
) -> CorrectionForm:
    """The form of a released decision's feedback, or of the correction that somebody looked at."""
    return CorrectionForm(data=_feedback_values(row, approved))


_SIDE = {EndedBy.US: "We", EndedBy.THEM: "They"}


def _feedback_values(row: ApplicationRow, instead: FeedbackDraft | None = None) -> dict[str, Any]:
    written = row.decision.latest if row.decision else None
    draft = instead or (written.draft if written else FeedbackDraft())
    there = {point.criterion: point for point in draft.points}
    names = list(dict.fromkeys([*row.criteria, *there]))
    return {
        "version": row.decision.version if row.decision else 0,
        "points": [point_values(name, there.get(name)) for name in names],
        "advice": draft.advice,
        "message": draft.message,
    }


def _below(there: str | None, more: str) -> str:
    """A text with more of it below; the same is not said twice."""
    return "\n".join(dict.fromkeys(part for part in ((there or "").strip(), more) if part))


def point_values(name: str, point: PointDraft | None) -> dict[str, str]:
    """What stands in the boxes of one criterion."""
    if point is None:
        return {"criterion": name, "kind": "", "seen": "", "next_time": ""}
    return {
        "criterion": name,
        "kind": point.kind.value,
        "seen": point.seen,
        "next_time": point.next_time,
    }
