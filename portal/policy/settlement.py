"""What becomes of a notice after an attempt: the states of docs/delivery.md."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.policy import delivery, relays
from portal.vocabulary import AttemptResult, NoContact, NoticeState

COUNTS = frozenset(
    {
        AttemptResult.ACCEPTED,
        AttemptResult.TEMPORARY,
        AttemptResult.PERMANENT,
        AttemptResult.POLICY,
        AttemptResult.UNKNOWN,
    }
)
"""Results that count as a try; trouble on the way to the relay, or of our own, burns none."""
_FINAL = {
    AttemptResult.ACCEPTED: NoticeState.ACCEPTED,
    AttemptResult.PERMANENT: NoticeState.BOUNCED,
}
_STOPS: dict[NoContact | None, NoticeState] = {
    NoContact.RECALLED: NoticeState.CANCELLED,
    NoContact.STALE: NoticeState.EXPIRED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A notice as it was when the attempt began."""

    id: int
    not_before: datetime
    tries: int
    faults: int
    at_most: timedelta = delivery.OWED_FOR
    """For how long it is tried before it is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How the attempt ended; `when` and `why` are what the contact policy said."""

    result: AttemptResult
    why: NoContact | None = None
    when: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What the notice becomes."""

    state: NoticeState
    not_before: datetime
    tries: int
    faults: int
    mark_stays: bool = False
    """Nobody knows whether it arrived: the next claim counts that, and sends the same again."""
    unknown: bool = False
    """Nobody knows whether it arrived, and no claim will follow that could count it."""


def after(tried: Tried, ended: Result, *, steps: tuple[timedelta, ...], now: datetime) -> After:
    """What a notice becomes by how an attempt ended."""
    counted = replace(
        tried,
        tries=tried.tries + (ended.result in COUNTS),
        faults=tried.faults + (ended.result is AttemptResult.FAULT),
    )
    state, when = _next(counted, ended, steps=steps, now=now)
    unanswered = ended.result is AttemptResult.UNKNOWN
    return After(
        state=state,
        not_before=when or tried.not_before,
        tries=counted.tries,
        faults=counted.faults,
        mark_stays=unanswered and state is NoticeState.RETRY,
        unknown=unanswered and state is not NoticeState.RETRY,
    )


def _next(
    tried: Tried, ended: Result, *, steps: tuple[timedelta, ...], now: datetime
) -> tuple[NoticeState, datetime | None]:
    waiting = NoticeState.RETRY if tried.tries else NoticeState.SCHEDULED
    match ended.result:
        case AttemptResult.ACCEPTED | AttemptResult.PERMANENT:
            return _FINAL[ended.result], None
        case AttemptResult.STOPPED:
            return _STOPS.get(ended.why, NoticeState.STOPPED), None
        case AttemptResult.DEFERRED:
            return waiting, ended.when
        case AttemptResult.UNREACHABLE:
            return waiting, now + relays.FIRST_PAUSE
        case AttemptResult.FAULT if tried.faults >= delivery.FAULTS_ALLOWED:
            return NoticeState.DEAD, None
    number = tried.faults if ended.result is AttemptResult.FAULT else tried.tries
    when = delivery.next_try(tried.id, number, steps, now, at_most=tried.at_most)
    return (NoticeState.EXPIRED, None) if when is None else (NoticeState.RETRY, when)
