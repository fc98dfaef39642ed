"""Closing a vacancy: one text for each stage, a line for whom somebody has met; or a pause."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, TextAreaField
from wtforms.validators import Optional

from portal.policy.feedback import LONGEST_TEXT, PointDraft
from portal.queries.applications import ReasonRow
from portal.queries.closing import Left, LeftRow
from portal.recruiter.forms.many import KINDS, ManyForm, reason_choices
from portal.recruiter.forms.waiting import HoldingForm
from portal.services.batches_prepared import LONGEST_LINE
from portal.services.closing import LineDraft, PauseDraft
from portal.vocabulary import Outcome, PointKind, SendWhen
from portal.web.forms import ChoiceField, at_most, options

MOST_ALONE = 50
"""So many people have a line of their own on the page; the others have it on the next one."""


class PersonForm(Form):
    """What only one person reads."""

    application_id = HiddenField()
    criterion = ChoiceField("What you saw something of")
    kind = RadioField("How it was", choices=KINDS, validators=[Optional()])
    seen = TextAreaField("What you saw", [at_most(LONGEST_TEXT)])
    line = TextAreaField("A line that only they read", [at_most(LONGEST_LINE)])


class ClosingForm(ManyForm):
    """The answer to everybody who is left."""

    people = FieldList(FormField(PersonForm))

    def lines(self, rows: Iterable[LeftRow]) -> list[LineDraft]:
        """What was written for one person alone, of those who are left."""
        there = {str(row.application_id) for row in rows}
        entries = [entry.form for entry in self.people]
        return [
            _line(entry)
            for entry in entries
            if entry.application_id.data in there and (entry.seen.data or entry.line.data)
        ]


class PauseForm(HoldingForm):
    """By when those who are left will hear, where the vacancy is paused."""

    tells_rest = BooleanField("I tell those who cannot be written to in another way")

    def draft(self, zone: Any) -> PauseDraft:
        """The pause as typed."""
        return PauseDraft(
            promised_by=self.promised_by(zone),
            message=self.message.data or "",
            reason=self.reason.data or "",
            tells_rest=bool(self.tells_rest.data),
        )


def closing_form(
    left: Left, criteria: Sequence[str], reasons: Sequence[ReasonRow], *, posted: bool
) -> ClosingForm:
    """The form with a part for each stage, and one for everybody whom somebody has met."""
    met = [row for row in left.rows if row.kind.interviewed][:MOST_ALONE]
    values = {
        "outcome": Outcome.REJECTED.value,
        "stages": [_stage(stage.id, criteria) for stage in left.stages],
        "send_when": SendWhen.BY_RULE.value,
        "invites_to_pool": True,
        "people": [{"application_id": str(row.application_id)} for row in met],
    }
    form = ClosingForm(data=values) if posted else ClosingForm(formdata=None, data=values)
    form.reason_id.choices = reason_choices(reasons)
    for entry in form.people:
        entry.form.criterion.choices = options(
            [(name, name) for name in criteria or ("Their application",)]
        )
    return form


def pause_form(day: date, *, posted: bool) -> PauseForm:
    """The form with the day that would be promised now."""
    return PauseForm() if posted else PauseForm(formdata=None, promised_on=day)


def _stage(stage_id: int, criteria: Sequence[str]) -> dict[str, Any]:
    points = [{"criterion": name, "kind": "", "seen": "", "next_time": ""} for name in criteria]
    return {"stage_id": str(stage_id), "message": "", "advice": "", "points": points}


def _line(entry: Any) -> LineDraft:
    seen = _clean(entry.seen.data)
    kind = PointKind(entry.kind.data or PointKind.STRENGTH.value)
    return LineDraft(
        application_id=int(entry.application_id.data),
        line=_clean(entry.line.data),
        points=(PointDraft(entry.criterion.data, kind, seen, ""),) if seen else (),
    )


def _clean(typed: str | None) -> str:
    # No database text can hold a NUL, and no keyboard types one.
    return (typed or "").replace("\0", "").strip()
