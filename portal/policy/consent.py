"""Talent pool membership, derived from consent and preferences, never stored twice."""

from dataclasses import dataclass
from datetime import datetime

from portal.vocabulary import ConsentEvent, Membership


@dataclass(frozen=True, slots=True)
class LastConsent:
    """The last event of a person's pool consent."""

    event: ConsentEvent
    at: datetime
    until: datetime | None


def membership(
    last: LastConsent | None, paused_until: datetime | None, now: datetime
) -> Membership:
    """Where somebody stands: silence is never consent, and consent ends by itself."""
    if last is None:
        return Membership.NONE
    match last.event:
        case ConsentEvent.OFFERED:
            return Membership.INVITED
        case ConsentEvent.WITHDRAWN:
            return Membership.LEFT
        case ConsentEvent.EXPIRED:
            return Membership.EXPIRED
    if last.until is not None and last.until <= now:
        return Membership.EXPIRED
    if paused_until is not None and paused_until > now:
        return Membership.PAUSED
    return Membership.MEMBER


def months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months on, or the last day of a shorter month."""
    index = moment.month - 1 + months
    year, month = moment.year + index // 12, index % 12 + 1
    day = moment.day
    while True:
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            day -= 1
