"""When the organisation works, as an administrator types it."""

from collections.abc import Iterable
from datetime import date, datetime

from portal.policy.refusal import Refusal

MOST = 400
"""Days off; more than a year of them is a mistake."""
_FORMS = ("%Y-%m-%d", "%d.%m.%Y")
# With strokes a date could be read in two ways, so they are not among the forms.


def days_off(lines: Iterable[str]) -> list[str]:
    """Dates, one a line, as ISO dates in order and once each; raises Refusal naming the lines
    that are none.
    """
    found, wrong = set(), []
    for line in lines:
        day = _day(line)
        if day is None:
            wrong.append(f"“{line[:40]}”")
        else:
            found.add(day.isoformat())
    if wrong:
        which = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        verb = "is not a date" if len(wrong) == 1 else "are not dates"
        raise Refusal(f"{which} {verb} such as 2026-12-24.", "days_off")
    if len(found) > MOST:
        raise Refusal(f"Keep this to {MOST} days.", "days_off")
    return sorted(found)


def weekdays(chosen: Iterable[int]) -> str:
    """Weekdays as the organisation's row keeps them; raises Refusal when nobody ever works."""
    days = sorted(set(chosen))
    if not days:
        raise Refusal("Tick at least one day.", "working_days")
    return ",".join(str(day) for day in days)


def _day(line: str) -> date | None:
    for form in _FORMS:
        try:
            return datetime.strptime(line.strip(), form).date()
        except ValueError:
            continue
    return None
