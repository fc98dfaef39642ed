"""Saying who was told elsewhere."""

from wtforms import BooleanField

from portal.web.forms import PortalForm


class AllToldForm(PortalForm):
    """Everybody of a vacancy at once: not by a slip of the mouse."""

    sure = BooleanField("I know that all of them have been told")
