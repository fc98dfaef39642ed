"""Asking for a new link."""

from wtforms import StringField

from portal.web.forms import PortalForm, at_most, required


class LinkForm(PortalForm):
    """The address that we have on file."""

    email = StringField("Your e-mail address", [required("your e-mail address"), at_most(254)])


class LinkOrNumberForm(LinkForm):
    """The same where text messages are sent as well: the mobile number will do."""

    email = StringField(
        "Your e-mail address or mobile number",
        [required("your e-mail address or mobile number"), at_most(254)],
    )
