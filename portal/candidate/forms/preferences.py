"""How, how often and about what somebody wants to hear."""

from wtforms import IntegerField
from wtforms.validators import InputRequired

from portal.policy.preferences import CHOICES, ContactPreferences
from portal.services.preferences import LANGUAGES
from portal.vocabulary import Channel, Topic
from portal.web.forms import ChoiceField, PortalForm, Ticks, options
from portal.web.words import WORDS

CHANNELS = {Channel.EMAIL: "By e-mail"}
OFTEN = {
    0: "never",
    1: "once a year",
    2: "twice a year",
    4: "four times a year",
    6: "every two months",
    12: "once a month",
}


class PreferencesForm(PortalForm):
    """The candidate's own choice, which no setting of the team can override."""

    channels = Ticks("How may we write to you?", choices=options(CHANNELS.items()))
    topics = Ticks(
        "What would you like to hear about?",
        choices=options((topic, WORDS[topic]) for topic in Topic),
    )
    at_most = ChoiceField(
        "At most how often?", choices=options((number, OFTEN[number]) for number in CHOICES)
    )
    language = ChoiceField("In which language?", choices=options(LANGUAGES.items()))

    @classmethod
    def showing(cls, chosen: ContactPreferences, language: str) -> "PreferencesForm":
        """The form with what holds now."""
        return cls(
            formdata=None,
            channels=[channel.value for channel in chosen.channels],
            topics=[topic.value for topic in chosen.topics],
            at_most=str(chosen.at_most),
            language=language,
        )

    def offer_texts(self, number: str | None) -> None:
        """Offer text messages to the number of theirs that can take them, if there is one."""
        offered = dict(CHANNELS)
        if number is not None:
            offered[Channel.SMS] = f"By text message to {number}"
        self.channels.choices = options(offered.items())

    def chosen(self) -> ContactPreferences:
        """What was chosen, once it is accepted."""
        return ContactPreferences(
            channels=tuple(Channel(value) for value in self.channels.data or []),
            topics=tuple(Topic(value) for value in self.topics.data or []),
            at_most=int(self.at_most.data),
        )


class PauseForm(PortalForm):
    """For how many months nothing optional is to come."""

    months = IntegerField("Months", [InputRequired()])
