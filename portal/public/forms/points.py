"""Three points from somebody without an account."""

from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField, RadioField, TextAreaField
from wtforms.validators import ValidationError

from portal.policy.feedback import PointDraft
from portal.policy.points import LONGEST, MOST
from portal.queries.points import Asked
from portal.vocabulary import PointKind
from portal.web.forms import ChoiceField, PortalForm, at_most, options

IN_GENERAL = "In general"
KINDS = options([(PointKind.STRENGTH, "strong"), (PointKind.GAP, "missing")])


class GivenPoint(Form):
    """What it is about, strong or missing, what was seen, what would help."""

    criterion = ChoiceField("About")
    kind = RadioField("How it was", choices=KINDS, validate_choice=False)
    seen = TextAreaField("What you saw", [at_most(LONGEST)])
    next_time = TextAreaField("What would help next time", [at_most(LONGEST)])

    def validate_kind(self, field: RadioField) -> None:
        """Raises ValidationError for words without a verdict."""
        if self.written and field.data not in set(PointKind):
            raise ValidationError("Choose “strong” or “missing”.")

    def validate_seen(self, _field: TextAreaField) -> None:
        """Raises ValidationError for a verdict without words, which helps nobody."""
        if not self.written and (self.kind.data or (self.next_time.data or "").strip()):
            raise ValidationError("Say what you saw.")

    @property
    def written(self) -> str:
        """What was seen; nothing in a box that was left empty."""
        return (self.seen.data or "").strip()


class PointsForm(PortalForm):
    """Up to three points, with the token of the link."""

    token = HiddenField()
    points = FieldList(FormField(GivenPoint), min_entries=MOST, max_entries=MOST)

    def given(self) -> list[PointDraft]:
        """What was written; boxes that were left empty fall out."""
        return [
            PointDraft(
                criterion=entry.criterion.data,
                kind=PointKind(entry.kind.data),
                seen=entry.form.written,
                next_time=(entry.next_time.data or "").strip(),
            )
            for entry in self.points
            if entry.form.written
        ]


def points_form(asked: Asked, token: str, *, posted: bool) -> PointsForm:
    """The form for a request, filled with what was given before, or with what was posted."""
    values = {"points": [_values(point) for point in asked.given], "token": token}
    form = PointsForm(data=values) if posted else PointsForm(formdata=None, data=values)
    names = [*asked.criteria, IN_GENERAL]
    for number, entry in enumerate(form.points):
        entry.form.criterion.choices = options([(name, name) for name in names])
        if not posted and number >= len(asked.given):
            # One box each for what the vacancy asks for first; whoever likes chooses another.
            entry.form.criterion.data = names[min(number, len(names) - 1)]
    return form


def _values(point: PointDraft) -> dict[str, Any]:
    return {
        "criterion": point.criterion,
        "kind": point.kind.value,
        "seen": point.seen,
        "next_time": point.next_time,
    }
