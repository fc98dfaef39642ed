"""How decently a vacancy treats its applicants, in a few numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of how many."""

    of: int
    are: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that only all of them are 100; None where there is nobody."""
        return self.are * 100 // self.of if self.of else None


def median_days(passed: Sequence[timedelta]) -> float | None:
    """The middle one in days, to one decimal; None where there is none.

    Whoever was told before their decision was written down here has waited no time.
    """
    if not passed:
        return None
    return round(max(median(each / DAY for each in passed), 0.0), 1)
