"""Writing down a person, a note about them, their files."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from portal.queries.record import Profile
from portal.recruiter.forms.vacancies import refuse_long_lines
from portal.services.candidates import CandidateDraft
from portal.services.preferences import LANGUAGES
from portal.web.forms import (
    ChoiceField,
    LinesField,
    PortalForm,
    at_most,
    options,
    required,
)

LONGEST_LINE, LONGEST_NOTE, LONGEST_PHONE = 500, 10_000, 60
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


class PersonForm(PortalForm):
    """The least that we need to know about somebody."""

    name = StringField("Name", [required("the person's name"), at_most(200)])
    emails = LinesField("E-mail addresses")
    phones = LinesField("Telephone numbers")
    headline = StringField("Headline", [at_most(200)])
    location = StringField("Lives in", [at_most(200)])

    def validate_phones(self, field: LinesField) -> None:
        """Raises ValidationError for a line that the column cannot keep."""
        refuse_long_lines(field, longest=LONGEST_PHONE)

    def draft(self) -> CandidateDraft:
        """What was typed, as a person."""
        return CandidateDraft(
            name=self.name.data or "",
            emails=tuple(self.emails.data or ()),
            phones=tuple(self.phones.data or ()),
            headline=self.headline.data or "",
            location=self.location.data or "",
        )


class CandidateForm(PersonForm):
    """Everything that we hold about somebody."""

    called = StringField("Called", [at_most(200)])
    time_zone = ChoiceField("Time zone")
    language = ChoiceField("Language")
    skills = LinesField("Skills")
    experience = LinesField("Experience")
    education = LinesField("Education")
    links = LinesField("Links")
    source = StringField("Other system", [at_most(200)])
    source_id = StringField("Number there", [at_most(200)])
    source_url = StringField("Address there", [at_most(500)])

    def validate_skills(self, field: LinesField) -> None:
        """Raises ValidationError for a line that is rather a text."""
        refuse_long_lines(field, longest=LONGEST_LINE)

    validate_experience = validate_education = validate_links = validate_skills

    def draft(self) -> CandidateDraft:
        """What was typed, as a person."""
        return CandidateDraft(
            name=self.name.data or "",
            called=self.called.data or "",
            emails=tuple(self.emails.data or ()),
            phones=tuple(self.phones.data or ()),
            location=self.location.data or "",
            time_zone=self.time_zone.data or None,
            language=self.language.data,
            headline=self.headline.data or "",
            skills=tuple(self.skills.data or ()),
            experience=tuple(self.experience.data or ()),
            education=tuple(self.education.data or ()),
            links=tuple(self.links.data or ()),
            source=self.source.data or None,
            source_id=self.source_id.data or None,
            source_url=self.source_url.data or None,
        )


class NoteForm(PortalForm):
    """A note for the team."""

    text = TextAreaField("New note", [required("a note"), at_most(LONGEST_NOTE)])


class DocumentForm(PortalForm):
    """A file for the record."""

    document = FileField("PDF or Word file (.docx), up to 5 MB")


def candidate_form(person: Profile | None = None) -> CandidateForm:
    """The form of a person, or of a new one."""
    values: dict[str, Any] = {"language": "en"}
    if person is not None:
        values = {name: getattr(person, name) for name in CandidateDraft.__slots__}
        values["phones"] = [phone.typed for phone in person.phones]
    form = CandidateForm(data=values)
    zones = list(_zones())
    if values.get("time_zone") and values["time_zone"] not in zones:
        zones.insert(0, values["time_zone"])
    form.time_zone.choices = options(((z, z.replace("_", " ")) for z in zones), empty="not known")
    languages = {values["language"]: values["language"]} | LANGUAGES
    form.language.choices = options(languages.items())
    return form


@cache
def _zones() -> tuple[str, ...]:
    """Zones that are called after a place, without their many old names."""
    return tuple(sorted(z for z in available_timezones() if z.partition("/")[0] in REGIONS))
