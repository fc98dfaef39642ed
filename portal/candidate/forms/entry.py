"""Asking for a new link."""

from wtforms import StringField

from portal.web.forms import PortalForm, at_most, required


class LinkForm(PortalForm):
    """The address that we have on file."""

    email = StringField("Your e-mail address", [required("your e-mail address"), at_most(254)])
