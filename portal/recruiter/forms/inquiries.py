"""Answering what candidates ask, and writing down what somebody heard on the telephone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired

from portal.policy.holding import LONGEST_LINE
from portal.policy.waiting import END_OF_WORK
from portal.services.inquiries import LONGEST
from portal.vocabulary import AnsweredBy, MissingNotice
from portal.web.forms import (
    ChoiceField,
    OneOf,
    PortalForm,
    at_most,
    optional_int,
    options,
    required,
)
from portal.web.words import WORDS

BY = (
    (AnsweredBy.CALL.value, "on the telephone"),
    (AnsweredBy.WORDS.value, "in writing, elsewhere"),
)


class AnswerForm(PortalForm):
    """An answer in words."""

    answer = TextAreaField("Your answer", [required("your answer"), at_most(LONGEST)])


class AnsweredForm(PortalForm):
    """By what somebody has answered already."""

    by = OneOf("How?", choices=options(BY))


class MissingForm(PortalForm):
    """Which message of ours would have made it needless."""

    missing = OneOf(
        "What had been missing?", choices=options((one, WORDS[one]) for one in MissingNotice)
    )


class HoldingForm(PortalForm):
    """That nothing is decided yet, and by when it will be."""

    promised_on = DateField(
        "They hear by", [InputRequired("Enter the day by which they will hear.")]
    )
    message = TextAreaField("A line of your own", [at_most(LONGEST_LINE)])
    reason = TextAreaField("Why they have to wait again", [at_most(LONGEST_LINE)])

    def promised_by(self, zone: ZoneInfo) -> datetime:
        """The end of that working day."""
        return datetime.combine(self.promised_on.data or date.max, END_OF_WORK, tzinfo=zone)


class HeardForm(PortalForm):
    """What somebody asked on the telephone."""

    application_id = ChoiceField("What is it about?", coerce=optional_int)
    text = TextAreaField(
        "What they would like to know", [required("a few words"), at_most(LONGEST)]
    )
