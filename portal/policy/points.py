"""Points from somebody without an account: how many, how often they are asked, how long they may
change what they said.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from portal.policy.feedback import PointDraft
from portal.policy.refusal import Refusal

MOST = 3
LONGEST = 1_000
"""Characters of what was seen: two minutes on a telephone are not for essays."""
REMINDED_AFTER, REMINDERS = 2, 2
"""Working days until somebody is asked again, and how often."""
MAY_CORRECT = timedelta(hours=24)


class Standing(StrEnum):
    """Where a request for points stands, for whoever opens its link."""

    OPEN = "open"
    CORRECTABLE = "correctable"
    GIVEN = "given"
    OVER = "over"


def standing(answered_at: datetime | None, *, over: bool, now: datetime) -> Standing:
    """Whether points can be given, changed, or neither; `over` is one nobody needs any more."""
    if over:
        return Standing.OVER
    if answered_at is None:
        return Standing.OPEN
    return Standing.CORRECTABLE if now - answered_at < MAY_CORRECT else Standing.GIVEN


def check(points: Sequence[PointDraft]) -> None:
    """Raises Refusal if these are no points that somebody could work with."""
    if not points:
        raise Refusal("Write at least one point.")
    if len(points) > MOST:
        raise Refusal(f"{MOST} points are enough.")
    for point in points:
        if not point.criterion or not point.seen:
            raise Refusal("Say for each point what it is about, and what you saw.")
