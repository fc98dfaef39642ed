"""What an administrator types: the organisation, its promises, reasons and consent texts."""

from collections.abc import Callable
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import Field, FileField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.policy import addresses, colour, consent_text, public_holidays
from portal.policy import working_days as calendar
from portal.policy.refusal import Refusal
from portal.services.consent_texts import TextDraft
from portal.services.organisation import Identity, Promises
from portal.vocabulary import EndedBy, Region
from portal.web.forms import (
    ChoiceField,
    LinesField,
    OneOf,
    PortalForm,
    Ticks,
    at_most,
    optional_int,
    options,
    required,
)
from portal.web.words import WORDS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLACES = (
    "Africa/",
    "America/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "nl": "Dutch",
    "es": "Spanish",
    "it": "Italian",
    "pl": "Polish",
    "pt": "Portuguese",
}
LONGEST_PROMISE = 90


def obeying(rule: Callable[[Any], object]) -> Callable[[PortalForm, Field], None]:
    """A validator that says beside its field what a rule of the policy refuses."""

    def check(_form: PortalForm, field: Field) -> None:
        if field.errors:
            return
        try:
            rule(field.data)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    return check


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


class OrganisationForm(PortalForm):
    """How the organisation shows itself."""

    name = StringField("Name", [required("the name of your organisation"), at_most(200)])
    accent = StringField("Colour", [required("a colour such as #0b6a5b"), obeying(colour.colour)])
    sender_name = StringField("Name of the sender", [at_most(200)])
    reply_to = StringField("Replies go to", [Optional(), at_most(200), obeying(addresses.address)])
    privacy_contact = StringField("Contact for privacy", [at_most(200)])

    def typed(self) -> Identity:
        """What was typed."""
        return Identity(**{name: str(value or "") for name, value in self.data.items()})


class LogoForm(PortalForm):
    """A picture."""

    logo = FileField("Picture")

    def content(self) -> bytes:
        """The bytes of the picture; empty if none was chosen."""
        return self.logo.data.read() if self.logo.data else b""


class PromisesForm(PortalForm):
    """When the organisation works, and what it promises."""

    promise_days = IntegerField(
        "Everybody hears within",
        [NumberRange(1, LONGEST_PROMISE, f"Enter 1 to {LONGEST_PROMISE} working days.")],
    )
    working_days = Ticks(
        "Working days",
        [obeying(calendar.weekdays)],
        coerce=int,
        choices=options(enumerate(WEEKDAYS)),
    )
    country = ChoiceField("Public holidays")
    subdivision = ChoiceField("State or region")
    days_off = LinesField("Days off", [obeying(calendar.days_off)])
    time_zone = ChoiceField("Time zone")
    region = ChoiceField(
        "Region", choices=options((one.value, _first_up(WORDS[one])) for one in Region)
    )
    concern_owner_id = ChoiceField("Who answers concerns", coerce=optional_int)

    def typed(self) -> Promises:
        """What was typed."""
        return Promises(
            time_zone=self.time_zone.data,
            region=Region(self.region.data),
            working_days=tuple(self.working_days.data or ()),
            days_off=tuple(self.days_off.data or ()),
            promise_days=self.promise_days.data or 0,
            concern_owner_id=self.concern_owner_id.data,
            country=self.country.data or "",
            subdivision=self.subdivision.data or "",
        )

    def offer_holidays(self) -> None:
        """Offer the countries whose holidays are known, and the states of the one that is chosen;
        a state of another country is chosen no more.
        """
        self.country.choices = options(public_holidays.countries(), empty="None")
        states = public_holidays.states(self.country.data or "")
        self.subdivision.choices = options(states, empty="The whole country")
        if self.subdivision.data not in dict(states):
            self.subdivision.data = ""


class ReasonForm(PortalForm):
    """The words of a reason."""

    name = StringField("Reason", [required("a reason"), at_most(200)])


class NewReasonForm(ReasonForm):
    """A reason, and whose it is."""

    ended_by = OneOf(
        "Offered when", choices=options((one.value, _first_up(WORDS[one])) for one in EndedBy)
    )


class ConsentTextForm(PortalForm):
    """A wording of the pool's consent."""

    body = TextAreaField(
        "Wording", [required("what a candidate agrees to"), obeying(consent_text.checked)]
    )
    months = IntegerField(
        "It lasts",
        [
            NumberRange(
                1, consent_text.MOST_MONTHS, f"Enter 1 to {consent_text.MOST_MONTHS} months."
            )
        ],
    )
    version = HiddenField()

    def typed(self, language: str) -> TextDraft:
        """What was typed."""
        seen = self.version.data or ""
        return TextDraft(
            language=language,
            body=self.body.data or "",
            months=self.months.data or 0,
            version=int(seen) if seen.isascii() and seen.isdigit() else 0,
        )


@cache
def time_zones() -> tuple[tuple[str, str], ...]:
    """Zones that are named after a place, and UTC."""
    names = sorted(name for name in available_timezones() if name.startswith(PLACES))
    return tuple((name, name.replace("_", " ")) for name in ["UTC", *names])
