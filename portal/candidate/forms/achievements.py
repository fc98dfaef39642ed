"""Something that somebody has reached."""

from datetime import date
from typing import Any

from wtforms import DateField, StringField
from wtforms.validators import ValidationError

from portal.services.achievements import AchievementDraft
from portal.vocabulary import AchievementKind
from portal.web.forms import OneOf, PortalForm, at_most, options, required
from portal.web.words import WORDS

LONGEST_LINK = 480
"""Leaves room for the https:// that is put before a link without it."""


class DayField(DateField):
    """A day; refuses what is none in words a person understands."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Raises ValueError for nothing and for what is no day."""
        try:
            super().process_formdata([value for value in valuelist if value])
        except ValueError as error:
            raise ValueError("Enter a day such as 2026-03-31.") from error

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError if no day was entered."""
        if self.data is None and not self.process_errors:
            raise ValidationError("Enter the day.")


class AchievementForm(PortalForm):
    """Kind, title and day; the rest may stay empty."""

    kind = OneOf("What is it?", choices=options((kind, WORDS[kind]) for kind in AchievementKind))
    title = StringField("In a few words", [required("what you have reached"), at_most(200)])
    reached_on = DayField("When")
    issuer = StringField("Where or from whom", [at_most(200)])
    link = StringField("A link to it", [at_most(LONGEST_LINK)])

    def draft(self) -> AchievementDraft:
        """What was typed, once it is accepted."""
        return AchievementDraft(
            kind=AchievementKind(self.kind.data),
            title=self.title.data or "",
            reached_on=self.reached_on.data or date.max,
            issuer=self.issuer.data or "",
            link=self.link.data or "",
        )
