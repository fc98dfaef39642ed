"""What of the people here goes into a file."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from wtforms import DateField
from wtforms.validators import Optional

from portal.queries.export import Asked
from portal.web.forms import ChoiceField, PortalForm, optional_int, options


class ExportForm(PortalForm):
    """Everybody, those of one vacancy, those since a day."""

    vacancy_id = ChoiceField("Vacancy", coerce=optional_int)
    since = DateField("Applied since", [Optional()])

    def asked(self, zone: ZoneInfo) -> Asked:
        """What was chosen; a day begins where the team lives."""
        day: date | None = self.since.data
        since = datetime.combine(day, time(), tzinfo=zone) if day else None
        return Asked(self.vacancy_id.data, since)


def export_form(vacancies: list[tuple[int, str]]) -> ExportForm:
    """The form with the vacancies that somebody may see."""
    form = ExportForm()
    form.vacancy_id.choices = options(vacancies, empty="all vacancies, and people without any")
    return form
