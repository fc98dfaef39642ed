"""The append-only ledger of attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, insert

from portal.context import Context
from portal.models import Attempt, AuditEvent
from portal.queries.dispatch import Dispatch
from portal.vocabulary import Act, AttemptResult, NoContact, NoticeState

_attempts = cast(Table, Attempt.__table__)
_audit = cast(Table, AuditEvent.__table__)
_WRITE, _TELL = insert(_attempts), insert(_audit)

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
    blames_address: bool = False
    """Whether the mail server said that there is no such address."""
    besides: bool = False
    """Whether it was told in the message of another, so that the relay was heard once."""
    parts: bool = False
    """Whether the message that has told several is let go of."""
    provider_id: str | None = None
    """How the provider of text messages names it."""


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
