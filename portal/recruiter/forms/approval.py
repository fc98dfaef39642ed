"""What somebody says of words that wait for a second pair of eyes."""

from wtforms import TextAreaField

from portal.services.approvals import LONGEST_REASON
from portal.web.forms import PortalForm, at_most, required


class RulingForm(PortalForm):
    """Why they may go out, or what should change."""

    reason = TextAreaField("Why", [required("why"), at_most(LONGEST_REASON)])
