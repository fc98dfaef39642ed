"""Joining the talent pool."""

from wtforms import IntegerField
from wtforms.validators import NumberRange

from portal.web.forms import PortalForm
from portal.web.ids import LARGEST


class JoinForm(PortalForm):
    """Which wording was on the page when the button was pressed."""

    text_id = IntegerField("Wording", [NumberRange(min=1, max=LARGEST)])
