"""The append-only ledger of attempts, and what it says about the relay."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, insert, select

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


def write(
    context: Context,
    owed: Dispatch,
    *,
    result: AttemptResult,
    wire_at: datetime | None,
    code: str | None,
) -> None:
    """Write down an attempt that is over."""
    context.session.connection().execute(
        _WRITE,
        {
            "notice_id": owed.id,
            "epoch": owed.epoch,
            "claimed_at": owed.claimed_at or context.now,
            "wire_at": wire_at,
            "ended_at": context.now,
            "result": result,
            "code": code,
        },
    )


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


def tell(
    context: Context,
    owed: Dispatch,
    *,
    state: NoticeState,
    result: AttemptResult,
    why: NoContact | None,
) -> None:
    """Tell the timeline of the person, where something has come to its end."""
    act = _ACTS.get(state)
    if act is None:
        return
    facts = {"purpose": owed.purpose.value, "result": result.value}
    if why is not None:
        facts["reason"] = why.value
    # Not by `audit.record`: an object in the session costs ten times as much as this row.
    context.session.connection().execute(
        _TELL,
        {
            "at": context.now,
            "act": act,
            "actor_kind": context.actor.kind,
            "actor_id": context.actor.id,
            "candidate_id": owed.candidate_id,
            "application_id": owed.application_id,
            "vacancy_id": owed.vacancy_id,
            "notice_id": owed.id,
            "facts": facts,
        },
    )


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
