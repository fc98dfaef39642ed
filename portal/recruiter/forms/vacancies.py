"""Writing down a vacancy: what is asked for, the way of an application, the promise."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.fields import IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from portal.queries.vacancies import Colleague, StageRow, VacancyDetail
from portal.services.vacancies import (
    CRITERIA_WANTED,
    FEWEST_CRITERIA,
    MOST_CRITERIA,
    STAGES,
    VacancyDraft,
)
from portal.vocabulary import PromiseRule, Role, StageKind
from portal.web.forms import (
    ChoiceField,
    LinesField,
    OneOf,
    PortalForm,
    at_most,
    optional_int,
    options,
    required,
)

SPARE_ROWS = 3
MOST_STAGES = 20
LONGEST_DESCRIPTION = 20_000
KINDS = options(
    [
        (StageKind.APPLIED, "received, nobody has looked yet"),
        (StageKind.SCREENING, "screening"),
        (StageKind.INTERVIEW, "interview: somebody talks with them"),
        (StageKind.OFFER, "offer"),
    ]
)
RULES = options(
    [
        (PromiseRule.WORKING_DAYS, "working days, from the day after somebody applied"),
        (
            PromiseRule.ONTARIO,
            "Ontario: 45 days after the last interview; working days before an interview",
        ),
    ]
)


class NumberField(IntegerField):
    """A whole number; what is none counts as empty, and its range says what is wanted."""

    # A browser's own number field would swallow what it cannot read.
    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep nothing of what is no number; what was typed is shown again all the same."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class StageForm(Form):
    """One stage; a row without a name is none."""

    class Meta(PortalForm.Meta):
        """Strips what was typed, as in every other form."""

    stage_id = HiddenField()
    place = NumberField("Place", [Optional(), NumberRange(1, 99, "1 to 99")])
    name = StringField("Name", [at_most(200)])
    kind = ChoiceField("Kind", choices=KINDS, default=StageKind.SCREENING.value)
    promise_days = NumberField("Hears within", [Optional(), NumberRange(1, 90, "1 to 90")])


class VacancyForm(PortalForm):
    """Everything about a vacancy."""

    title = StringField("Title", [required("the title"), at_most(200)])
    department = StringField("Department", [at_most(200)])
    location = StringField("Location", [at_most(200)])
    description = TextAreaField("Description", [at_most(LONGEST_DESCRIPTION)])
    owner_id = ChoiceField("Owner", coerce=int)
    hiring_manager_id = ChoiceField("Hiring manager", coerce=optional_int)
    confidential = BooleanField("Confidential")
    promise_days = NumberField(
        "Everybody hears within (working days)",
        [NumberRange(1, 90, "Choose 1 to 90 working days.")],
    )
    promise_rule = OneOf("How the promise counts", choices=RULES)
    sends_receipt = BooleanField("Confirm each application that comes in")
    criteria = LinesField("Criteria")
    stages = FieldList(FormField(StageForm), max_entries=MOST_STAGES)

    def validate_criteria(self, field: LinesField) -> None:
        """Raises ValidationError for too few, too many, and a line that cannot be kept."""
        if not FEWEST_CRITERIA <= len(field.data or ()) <= MOST_CRITERIA:
            raise ValidationError(CRITERIA_WANTED)
        refuse_long_lines(field, longest=200)

    def draft(self) -> VacancyDraft:
        """What was typed, as a vacancy; the stages in the order of their places."""
        rows = [entry.form for entry in self.stages if entry.form.name.data]
        # New rows without a place go to the end; a new one comes before what had its place.
        rows.sort(key=lambda row: (row.place.data or 100, bool(row.stage_id.data)))
        return VacancyDraft(
            title=self.title.data or "",
            department=self.department.data or "",
            location=self.location.data or "",
            description=self.description.data or "",
            owner_id=self.owner_id.data,
            hiring_manager_id=self.hiring_manager_id.data,
            confidential=bool(self.confidential.data),
            promise_days=self.promise_days.data or 0,
            criteria=tuple(self.criteria.data or ()),
            stages=tuple((row.name.data or "", StageKind(row.kind.data)) for row in rows),
            stage_ids=tuple(_key(row.stage_id.data) for row in rows),
            stage_days=tuple(row.promise_days.data for row in rows),
            promise_rule=PromiseRule(self.promise_rule.data),
            sends_receipt=bool(self.sends_receipt.data),
        )

    def add_spare_rows(self) -> None:
        """Offer some empty rows for more stages."""
        empty = sum(not entry.form.name.data for entry in self.stages)
        for _ in range(min(SPARE_ROWS - empty, MOST_STAGES - len(self.stages))):
            self.stages.append_entry({"kind": StageKind.SCREENING.value})


def vacancy_form(
    people: Sequence[Colleague],
    *,
    vacancy: VacancyDetail | None = None,
    stages: Sequence[StageRow] = (),
    owner_id: int | None = None,
    promise_days: int | None = None,
) -> VacancyForm:
    """The form of a vacancy, or of a new one that this user will own."""
    values: dict[str, Any] = {"owner_id": owner_id, "promise_days": promise_days}
    values["promise_rule"] = PromiseRule.WORKING_DAYS.value
    if vacancy is not None:
        names = (
            "title department location description owner_id hiring_manager_id confidential "
            "promise_days sends_receipt"
        )
        values = {name: getattr(vacancy, name) for name in names.split()}
        values["promise_rule"] = vacancy.promise_rule.value
        values["criteria"] = list(vacancy.criteria)
    values["stages"] = _stage_values(stages)
    form = VacancyForm(data=values)
    kept = {values.get("owner_id"), values.get("hiring_manager_id")}
    there = [person for person in people if person.active or person.id in kept]
    form.owner_id.choices = options(
        (person.id, _label(person)) for person in there if person.role is not Role.HIRING_MANAGER
    )
    form.hiring_manager_id.choices = options(
        ((person.id, _label(person)) for person in there), empty="nobody yet"
    )
    return form


def refuse_long_lines(field: LinesField, *, longest: int) -> None:
    """Raises ValidationError naming the first line that is too long."""
    for line in field.data or ():
        if len(line) > longest:
            raise ValidationError(
                f"“{line[:40]}…” is too long: keep a line to {longest} characters."
            )


def _stage_values(stages: Sequence[StageRow]) -> list[dict[str, Any]]:
    usual = [StageRow(0, name, kind) for name, kind in STAGES]
    return [
        {
            "stage_id": row.id or "",
            "place": place,
            "name": row.name,
            "kind": row.kind.value,
            "promise_days": row.promise_days,
        }
        for place, row in enumerate(stages or usual, start=1)
    ]


def _label(person: Colleague) -> str:
    return person.name if person.active else f"{person.name} (no longer active)"


def _key(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() else None
