"""What an administrator types about a connection to another system."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from portal.services.connections import ConnectionDraft
from portal.vocabulary import ConnectionKind
from portal.web.forms import (
    ChoiceField,
    OneOf,
    PortalForm,
    at_most,
    optional_int,
    options,
    required,
)

KINDS = options(
    [
        (ConnectionKind.GREENHOUSE.value, "Greenhouse"),
        (ConnectionKind.GENERIC.value, "Another system, in the form that we document"),
    ]
)


class ConnectionForm(PortalForm):
    """What can be changed later."""

    name = StringField("Name", [required("a name"), at_most(200)])
    owner_id = ChoiceField(
        "Who owns the vacancies that it opens",
        [InputRequired("Choose somebody.")],
        coerce=optional_int,
    )


class NewConnectionForm(ConnectionForm):
    """A connection, and what it is."""

    kind = OneOf("System", choices=KINDS)
    source = StringField(
        "The word for this system", [at_most(200)], filters=[lambda typed: (typed or "").lower()]
    )

    def draft(self) -> ConnectionDraft:
        """What was typed; without a word for it, the system is called what it is."""
        kind = ConnectionKind(self.kind.data)
        return ConnectionDraft(
            kind=kind,
            name=self.name.data or "",
            source=self.source.data or kind.value,
            owner_id=self.owner_id.data,
        )


class EndForm(PortalForm):
    """The end of a connection, meant."""

    sure = BooleanField(
        "I am sure: what it sends from now on is turned away",
        [InputRequired("Tick this if you are sure.")],
    )
