"""When a call suits somebody."""

from portal.policy.call_list import EARLIEST, LATEST, CallHours
from portal.web.forms import ChoiceField, PortalForm, optional_int, options

NO_WISH = "any time in the day"

_FROM, _UNTIL = (
    options([(hour, f"{hour:02}:00") for hour in hours], empty=NO_WISH)
    for hours in (range(EARLIEST, LATEST), range(EARLIEST + 1, LATEST + 1))
)


class CallHoursForm(PortalForm):
    """Between which hours somebody likes to be called."""

    calls_from = ChoiceField("From", coerce=optional_int, choices=_FROM)
    calls_until = ChoiceField("Until", coerce=optional_int, choices=_UNTIL)

    @classmethod
    def showing(cls, hours: CallHours | None) -> "CallHoursForm":
        """The form with what holds now."""
        first, until = (hours.first, hours.until) if hours else (None, None)
        return cls(formdata=None, calls_from=first, calls_until=until)

    def chosen(self) -> tuple[int | None, int | None]:
        """What was chosen, once it is accepted."""
        return self.calls_from.data, self.calls_until.data
