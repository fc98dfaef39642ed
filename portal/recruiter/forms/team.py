"""What an administrator types about the people of the team."""

from wtforms import StringField
from wtforms.validators import InputRequired

from portal.vocabulary import Role
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

ROLES = options((role.value, WORDS[role].capitalize()) for role in Role)


class MemberForm(PortalForm):
    """Name, title and role."""

    name = StringField("Name", [required("their name"), at_most(200)])
    job_title = StringField("Job title", [at_most(200)])
    role = OneOf("Role", choices=ROLES)


class InvitationForm(MemberForm):
    """Somebody new."""

    email = StringField("E-mail", [required("their e-mail address"), at_most(254)])


class HandOverForm(PortalForm):
    """Who takes over."""

    heir = ChoiceField(
        "Who takes it over", [InputRequired("Choose somebody.")], coerce=optional_int
    )
