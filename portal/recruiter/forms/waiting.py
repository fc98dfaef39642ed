"""Asking somebody to wait, and noting when somebody last talked with them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.policy.holding import LONGEST_LINE
from portal.policy.waiting import END_OF_WORK
from portal.web.forms import PortalForm, at_most

A_DAY = "Enter a day such as 2026-05-14."


class DayField(DateField):
    """A day; what is none is said in words that a person understands."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say how one is written."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(A_DAY) from None


class HoldingForm(PortalForm):
    """By when they will hear, with a line for them and a reason for the team."""

    promised_on = DayField("They will hear by", [InputRequired(A_DAY)])
    message = TextAreaField("A line of your own", [at_most(LONGEST_LINE)])
    reason = StringField("Why they have to wait again", [at_most(LONGEST_LINE)])

    def promised_by(self, zone: ZoneInfo) -> datetime:
        """The end of that working day."""
        return datetime.combine(self.promised_on.data or date.min, END_OF_WORK, tzinfo=zone)


class InterviewForm(PortalForm):
    """The day on which somebody last talked with them."""

    interviewed_on = DayField("Last talked with them on", [InputRequired(A_DAY)])
    knows_new_day = BooleanField("They know the new day")
