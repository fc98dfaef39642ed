"""Choosing which acts to read."""

from collections.abc import Iterable, Sequence
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField
from wtforms.validators import Optional, ValidationError

from portal.queries.vacancies import Colleague
from portal.vocabulary import Act
from portal.web.forms import ChoiceField, PortalForm, optional_int, options
from portal.web.ids import row_id


class AuditForm(PortalForm):
    """Whose acts, about what, and since when."""

    who = ChoiceField("Who", coerce=optional_int)
    what = ChoiceField("What")
    vacancy = ChoiceField("Vacancy", coerce=optional_int)
    candidate = HiddenField()
    since = DateField("Since", [Optional()])
    until = DateField("Until", [Optional()])

    def validate_until(self, field: DateField) -> None:
        """Raises ValidationError for a time that ends before it begins."""
        since: date | None = self.since.data
        if since is not None and field.data is not None and field.data < since:
            raise ValidationError("This is before the first day.")

    def validate_candidate(self, field: HiddenField) -> None:
        """Raises ValidationError for what can be nobody's number."""
        try:
            self.candidate_id = row_id(field.data) if field.data else None
        except ValueError:
            raise ValidationError("There is nobody with this number.") from None

    candidate_id: int | None = None


def audit_form(
    values: MultiDict[str, str],
    people: Iterable[Colleague],
    vacancies: Sequence[tuple[int, str]],
) -> AuditForm:
    """The form as an address fills it."""
    unsaid = {"who": "", "what": "", "vacancy": ""}
    form = AuditForm(formdata=MultiDict({**unsaid, **values.to_dict()}))
    form.who.choices = options(((person.id, person.name) for person in people), empty="everybody")
    form.what.choices = options(((act, said(act)) for act in Act), empty="everything")
    form.vacancy.choices = options(vacancies, empty="all")
    return form


def said(act: Act) -> str:
    """An act's code, as it is read."""
    return act.value.replace("_", " ")
