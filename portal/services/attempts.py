"""The append-only ledger of attempts, and what it says about the relay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Table, insert, select

from portal.context import Context
from portal.models import Attempt, AuditEvent
from portal.policy import delivery
from portal.queries.dispatch import Dispatch
from portal.vocabulary import Act, AttemptResult, NoContact, NoticeState

_attempts = cast(Table, Attempt.__table__)
_audit = cast(Table, AuditEvent.__table__)
_WRITE, _TELL = insert(_attempts), insert(_audit)

_TURNED_AWAY = frozenset({AttemptResult.UNREACHABLE, AttemptResult.POLICY})
_TALKED = (
    *_TURNED_AWAY,
    AttemptResult.ACCEPTED,
    AttemptResult.TEMPORARY,
    AttemptResult.PERMANENT,
)
"""Results that say how the relay is; the others say something about us."""
_LOOK_BACK = 8
_ACTS = {
    NoticeState.ACCEPTED: Act.NOTICE_ACCEPTED,
    NoticeState.BOUNCED: Act.NOTICE_FAILED,
    NoticeState.DEAD: Act.NOTICE_FAILED,
    NoticeState.EXPIRED: Act.NOTICE_FAILED,
    NoticeState.STOPPED: Act.NOTICE_STOPPED,
    NoticeState.CANCELLED: Act.NOTICE_CANCELLED,
}
"""What the timeline tells; that a message waits for its next try is told by the ledger alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an attempt ended."""

    owed: Dispatch
    result: AttemptResult
    code: str | None = None
    wire_at: datetime | None = None
    why: NoContact | None = None
    when: datetime | None = None


def write(context: Context, connection: Connection, ending: Ending, state: NoticeState) -> None:
    """Write down an attempt that is over, and tell the timeline where the notice is at its end.

    On the connection itself: this runs for every message, and a session costs half as much again
    as the statement, an object in it ten times as much.
    """
    owed = ending.owed
    connection.execute(
        _WRITE,
        {
            "notice_id": owed.id,
            "epoch": owed.epoch,
            "claimed_at": owed.claimed_at or context.now,
            "wire_at": ending.wire_at,
            "ended_at": context.now,
            "result": ending.result,
            "code": ending.code,
        },
    )
    if state in _ACTS:
        connection.execute(_TELL, _act(context, ending, _ACTS[state]))


def bury(context: Context, left_behind: Sequence[Dispatch]) -> None:
    """Write down the attempts of those who held these rows before us and never came back."""
    rows = [
        {
            "notice_id": owed.id,
            "epoch": owed.epoch - 1,
            "claimed_at": owed.claimed_at or owed.created_at,
            "wire_at": owed.wire_at,
            "ended_at": context.now,
            "result": AttemptResult.UNKNOWN if owed.wire_at else AttemptResult.ABANDONED,
            "code": None,
        }
        for owed in left_behind
    ]
    if rows:
        context.session.execute(_WRITE, rows)


def leave_relay_in_peace(context: Context) -> bool:
    """Whether the relay has turned us away so often in a row that we wait a little."""
    latest = context.session.execute(
        select(_attempts.c.result, _attempts.c.ended_at)
        .where(_attempts.c.result.in_(_TALKED))
        .order_by(_attempts.c.id.desc())
        .limit(_LOOK_BACK)
    ).all()
    failures = 0
    for attempt in latest:
        if attempt.result not in _TURNED_AWAY:
            break
        failures += 1
    if not failures:
        return False
    since: timedelta = context.now - latest[0].ended_at
    # A clock that was ahead must not keep the mail back.
    return -delivery.LONGEST_PAUSE <= since < delivery.pause_after(failures)


def _act(context: Context, ending: Ending, act: Act) -> dict[str, Any]:
    owed = ending.owed
    facts = {"purpose": owed.purpose.value, "result": ending.result.value}
    if ending.why is not None:
        facts["reason"] = ending.why.value
    return {
        "at": context.now,
        "act": act,
        "actor_kind": context.actor.kind,
        "actor_id": context.actor.id,
        "candidate_id": owed.candidate_id,
        "application_id": owed.application_id,
        "vacancy_id": owed.vacancy_id,
        "notice_id": owed.id,
        "facts": facts,
    }
