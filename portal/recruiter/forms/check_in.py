"""Writing a personal word."""

from wtforms import TextAreaField

from portal.services.check_ins import LONGEST
from portal.web.forms import PortalForm, at_most, required


class CheckInForm(PortalForm):
    """A few lines for one person."""

    personal = TextAreaField("Your words", [required("a few words"), at_most(LONGEST)])
