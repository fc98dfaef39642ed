"""Choosing whose news goes back to the other system."""

from collections.abc import Sequence
from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import DateField
from wtforms.validators import Optional, ValidationError

from portal.queries.told import Told
from portal.web.forms import ChoiceField, PortalForm, optional_int, options

TOLD = ((Told.YES, "told"), (Told.NOT_YET, "not yet"), (Told.UNKNOWN, "unknown"))


class ToldForm(PortalForm):
    """Which vacancy and system, and since when."""

    vacancy = ChoiceField("Vacancy", coerce=optional_int)
    system = ChoiceField("System")
    told = ChoiceField("Told")
    since = DateField("Since", [Optional()])
    until = DateField("Until", [Optional()])

    def validate_until(self, field: DateField) -> None:
        """Raises ValidationError for a time that ends before it begins."""
        since: date | None = self.since.data
        if since is not None and field.data is not None and field.data < since:
            raise ValidationError("This is before the first day.")


def told_form(
    values: MultiDict[str, str], vacancies: Sequence[tuple[int, str]], systems: Sequence[str]
) -> ToldForm:
    """The form as an address fills it."""
    unsaid = {"vacancy": "", "system": "", "told": ""}
    form = ToldForm(formdata=MultiDict({**unsaid, **values.to_dict()}))
    form.vacancy.choices = options(vacancies, empty="all")
    form.system.choices = options(((name, name) for name in systems), empty="all")
    form.told.choices = options(TOLD, empty="all")
    return form
