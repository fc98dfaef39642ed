"""When a way out is left in peace, when one message may try it again, and when a person must look.

Trouble on the way to a relay, or its rules against us, say nothing about the people we write to:
their messages wait, and no try of theirs is burned.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.vocabulary import AttemptResult, RelayState

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(seconds=60)
LOOK_AGAIN = timedelta(minutes=10)
"""How often one message tries a paused relay, whether a person has looked or not."""
RULES_AGAINST_US = 3
"""Refusals by rule in a row, of different messages, after which a person has to look."""
LOST_IN_A_ROW = 3
"""Answers lost in a row, of different messages, after which a relay is left in peace: whatever it
is given it may keep, and nobody would know.
"""

TURNED_AWAY = frozenset({AttemptResult.UNREACHABLE, AttemptResult.POLICY})
TALKED = frozenset({AttemptResult.ACCEPTED, AttemptResult.TEMPORARY, AttemptResult.PERMANENT})
"""Results that show that the relay works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a relay has behaved."""

    state: RelayState = RelayState.OPEN
    failures: int = 0
    until: datetime | None = None
    since: datetime | None = None
    code: str | None = None


GOOD = Condition()


def rests(found: Condition, now: datetime) -> bool:
    """Whether nothing may be sent by it at this moment.

    A moment further away than any pause was written by a clock that was ahead.
    """
    if found.state is RelayState.OPEN or found.until is None:
        return False
    return now < found.until <= now + 2 * LOOK_AGAIN


def reserved(found: Condition, now: datetime) -> datetime:
    """Until when nobody else tries it, once one message is on its way to."""
    paused = found.state is RelayState.PAUSED
    return now + (LOOK_AGAIN if paused else pause_after(found.failures))


def turned_away(
    found: Condition, *, by_rule: bool, refused: int, code: str | None, now: datetime
) -> Condition:
    """How a relay stands after it would not talk to us; `refused` counts the messages that it has
    refused by rule since it last took one.
    """
    failures = found.failures + 1
    paused = found.state is RelayState.PAUSED or (by_rule and refused >= RULES_AGAINST_US)
    return Condition(
        state=RelayState.PAUSED if paused else RelayState.WAITING,
        failures=failures,
        until=now + (LOOK_AGAIN if paused else pause_after(failures)),
        since=found.since or now,
        code=code,
    )


def pause_after(failures: int) -> timedelta:
    """How long to leave a relay in peace that has turned us away so many times in a row."""
    if failures == 0:
        return timedelta(0)
    doubled: int = 2 ** min(failures - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
