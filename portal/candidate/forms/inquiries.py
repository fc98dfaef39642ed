"""Asking us something, and raising a concern."""

from collections.abc import Sequence

from wtforms import TextAreaField

from portal.queries.mine_applications import MyApplication
from portal.services.inquiries import LONGEST
from portal.vocabulary import ConcernKind
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

LABELS = {kind: WORDS[kind] for kind in ConcernKind}


class AskForm(PortalForm):
    """A question, about an application or in general."""

    application_id = ChoiceField("What is it about?", coerce=optional_int)
    text = TextAreaField("Your question", [required("your question"), at_most(LONGEST)])

    def offer(self, applications: Sequence[MyApplication]) -> None:
        """Let them choose among what is theirs."""
        self.application_id.choices = options(
            ((one.id, one.vacancy) for one in applications), empty="Something else"
        )


class ConcernForm(PortalForm):
    """What somebody wants to say about what we wrote, and how it came to be."""

    kind = OneOf("What would you like to tell us?", choices=options(LABELS.items()))
    text = TextAreaField("In your own words", [required("a few words"), at_most(LONGEST)])
