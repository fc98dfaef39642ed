"""Writing a personal word."""

from wtforms import SelectMultipleField, TextAreaField

from portal.services.check_ins import LONGEST
from portal.web.forms import PortalForm, at_most, required


class CheckInForm(PortalForm):
    """A few lines for one person."""

    personal = TextAreaField("Your words", [required("a few words"), at_most(LONGEST)])
    kept = SelectMultipleField("Keep it", choices=[], validate_choice=False)
    """What the wording check has found and the writer wants to keep."""

    def keeps(self) -> frozenset[str]:
        """What the writer has ticked to keep."""
        return frozenset(str(key)[:200] for key in self.kept.data or ())
