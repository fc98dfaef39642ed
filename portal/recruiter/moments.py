"""Moments as the team reads them: in the day of the person who is told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from portal.policy.sending import Rule
from portal.web.filters import brand


def there(moment: datetime, home: ZoneInfo) -> str:
    """A moment where somebody lives: "Tuesday, 3 March at 10:00 in Lisbon (11:00 here)"."""
    then = moment.astimezone(home)
    said = f"{then:%A}, {then.day} {then:%B} at {then:%H:%M} in {city(home)}"
    ours = moment.astimezone(here())
    if ours.replace(tzinfo=None) == then.replace(tzinfo=None):
        return said
    clock = f"{ours:%H:%M}" if ours.date() == then.date() else f"{ours:%A}, {ours:%H:%M}"
    return f"{said} ({clock} here)"


def here() -> ZoneInfo:
    """The organisation's zone: that of the moments which the team types."""
    return ZoneInfo(brand().time_zone)


def city(home: ZoneInfo) -> str:
    """The place that a zone is named after."""
    return home.key.rpartition("/")[2].replace("_", " ")


def rule_sentence(rule: Rule) -> str:
    """A rule as one says it: "On the next working day at 10:00, where the person lives."."""
    kind = "day" if rule.weekends else "working day"
    match rule.working_days:
        case 0:
            days = f"On the same day, or on the next {kind} once that hour is over,"
        case 1:
            days = f"On the next {kind}"
        case number:
            days = f"{number} {kind}s later"
    also = ", weekends and days off included" if rule.weekends else ""
    return f"{days} at {rule.hour}:00, where the person lives{also}."
