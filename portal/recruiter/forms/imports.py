"""A file to import, and what its columns hold."""

from typing import cast

from flask_wtf.file import FileField
from wtforms import RadioField, StringField

from portal.policy.imports import own_file, presets
from portal.policy.imports.fields import Columns, Field
from portal.queries.imports import ImportRow
from portal.services.imports import LAST_TIME, ImportChoices
from portal.vocabulary import DateOrder, Origin
from portal.web.forms import ChoiceField, PortalForm, at_most, optional_int, options, required

LABELS = {
    Field.NAME: "Name",
    Field.FIRST_NAME: "First name",
    Field.LAST_NAME: "Last name",
    Field.EMAIL: "E-mail",
    Field.PHONE: "Telephone",
    Field.LOCATION: "Lives in",
    Field.HEADLINE: "Headline (what they do)",
    Field.SKILLS: "Skills",
    Field.TAGS: "Tags (internal)",
    Field.EXPERIENCE: "Experience",
    Field.EDUCATION: "Education",
    Field.LINKS: "Links",
    Field.LANGUAGE: "Language",
    Field.TIME_ZONE: "Time zone",
    Field.VACANCY: "Vacancy",
    Field.STAGE: "Stage",
    Field.STATUS: "Status or outcome",
    Field.REASON: "Reason (internal)",
    Field.APPLIED_AT: "Applied on",
    Field.DECIDED_AT: "Rejected on",
    Field.NOTES: "Note (internal)",
    Field.INTERNAL: "Internal, noted with the column's name",
    Field.CHANNEL: "Found us by (internal)",
    Field.SOURCE: "System that the ids belong to",
    Field.CANDIDATE_ID: "Id of the person",
    Field.CANDIDATE_URL: "Link to the person there",
    Field.APPLICATION_ID: "Id of the application",
}
OWN_LABELS = {field: header for header, field in own_file.COLUMNS if field not in LABELS}
"""What only our own export holds."""
NO_PRESET = "no export that we know: guess from the names"
ORIGINS = (
    (Origin.LIVE, "They still count on us: who has no answer yet waits from today"),
    (Origin.HISTORY, "History: they were told elsewhere, no clock runs, nobody is written to"),
)
ORDERS = (
    (DateOrder.DAY_FIRST, "3 April: the day comes first"),
    (DateOrder.MONTH_FIRST, "March 4: the month comes first"),
)


class UploadForm(PortalForm):
    """A file."""

    file = FileField("File")


class PresetForm(PortalForm):
    """What a file is read as."""

    preset = ChoiceField("Read it as")


class ColumnsForm(PortalForm):
    """What the columns hold, and how the file is to be taken; `columns_form` adds the columns."""

    origin = RadioField("These applications", choices=options(ORIGINS), validate_choice=False)
    vacancy_id = ChoiceField("Vacancy", coerce=optional_int)
    date_order = ChoiceField(
        "A date such as 03/04/2025 is", choices=options(ORDERS, empty="what the file tells")
    )
    source = StringField(
        "The system that the file comes from", [required("a word for it"), at_most(60)]
    )

    def choices(self) -> ImportChoices:
        """What was chosen."""
        columns: Columns = {}
        for position, field in enumerate(self.column_fields()):
            if field.data:
                columns.setdefault(Field(field.data), []).append(position)
        known = [origin.value for origin in Origin]
        return ImportChoices(
            columns=columns,
            source=self.source.data or "",
            vacancy_id=self.vacancy_id.data,
            origin=Origin(self.origin.data) if self.origin.data in known else None,
            date_order=DateOrder(self.date_order.data) if self.date_order.data else None,
        )

    def column_fields(self) -> list[ChoiceField]:
        """The choice of each column, in the order of the file."""
        names = [name for name in self._fields if name.startswith("column-")]
        return [self._fields[name] for name in names]


def columns_form(row: ImportRow, vacancies: list[tuple[int, str]]) -> ColumnsForm:
    """The form for a file, with what was chosen or guessed so far."""
    is_own = presets.named(row.preset).is_own
    known = {**LABELS, **OWN_LABELS} if is_own else LABELS
    offered = options(known.items(), empty="leave out")
    fields = {
        f"column-{position}": ChoiceField(header or f"Column {position + 1}", choices=offered)
        for position, header in enumerate(row.headers)
    }
    kept = {
        f"column-{position}": field.value
        for field, positions in row.columns.items()
        for position in positions
    }
    form = cast(type[ColumnsForm], type("FileForm", (ColumnsForm,), fields))(
        data={
            **kept,
            "origin": row.origin.value if row.origin else None,
            "vacancy_id": row.vacancy_id,
            "date_order": row.date_order.value if row.date_order else "",
            "source": row.source,
        }
    )
    names_it = Field.VACANCY in form.choices().columns
    none = "as the file says" if names_it else "none: add the people only"
    form.vacancy_id.choices = options(vacancies, empty=none)
    return form


def preset_form(row: ImportRow, **values: None) -> PresetForm:
    """The exports that we know, with the one that a file is read as."""
    chosen = LAST_TIME if row.remembered else row.preset or ""
    form = PresetForm(data={"preset": chosen}, **values)
    known = [(preset.name, preset.label) for preset in presets.PRESETS.values()]
    last = [(LAST_TIME, f"as the last time: {row.source}")] if row.has_last_time else []
    form.preset.choices = options([*last, *known], empty=NO_PRESET)
    return form
