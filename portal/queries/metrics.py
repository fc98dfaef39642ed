"""Numbers for a monitoring system, read so that a million notices do not slow it down: what is
due and what went wrong by their indexes, what was tried by counting only what is new.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from portal.models import Attempt, Import, InboundMessage, Notice, Relay, Task, WebhookEvent
from portal.queries import organisation
from portal.vocabulary import (
    UNTOLD,
    AttemptResult,
    Channel,
    ImportState,
    InboundState,
    NoticeState,
    RelayState,
    TaskKind,
    WebhookState,
)

_WAITING = text("notices.state IN ('scheduled', 'retry', 'sending')")
"""The condition of the index `ix_notices_due`."""
Tried = dict[tuple[Channel, AttemptResult], int]


@dataclass(frozen=True, slots=True)
class Due:
    """What should be on its way by one channel."""

    number: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand at one moment."""

    due: dict[Channel, Due]
    unhappy: dict[tuple[Channel, NoticeState], int]
    """Notices that reached nobody, or have no date."""
    relays: dict[Channel, RelayState]
    waiting: dict[str, int]
    """Other work that waits for a worker."""
    tasks: dict[TaskKind, int]
    """What waits for a person."""
    locked: bool


def standing(session: Session, now: datetime) -> Standing:
    """All that can be read quickly."""
    return Standing(
        due=due(session, now),
        unhappy=_unhappy(session),
        relays=relays(session),
        waiting={
            "imports": _count(session, Import.id, Import.state == ImportState.RUNNING),
            "webhook_events": _count(
                session, WebhookEvent.id, WebhookEvent.state == WebhookState.RECEIVED
            ),
            "inbound": _count(
                session, InboundMessage.id, InboundMessage.state == InboundState.RECEIVED
            ),
        },
        tasks=_tasks(session),
        locked=organisation.is_locked(session),
    )


def due(session: Session, now: datetime) -> dict[Channel, Due]:
    """How many are due by each channel, and since when the longest."""
    query = (
        select(Notice.channel, func.count(), func.min(Notice.not_before))
        .where(_WAITING, Notice.not_before <= now)
        .group_by(Notice.channel)
    )
    found = {row[0]: Due(row[1], row[2]) for row in session.execute(query)}
    return {channel: found.get(channel, Due(0, None)) for channel in (Channel.EMAIL, Channel.SMS)}


def oldest_due(session: Session, now: datetime) -> dict[Channel, datetime]:
    """Since when the longest due has been so, by each channel; nothing where nothing is due."""
    found = {}
    for channel in (Channel.EMAIL, Channel.SMS):
        since = session.scalar(
            select(Notice.not_before)
            .where(_WAITING, Notice.not_before <= now, Notice.channel == channel)
            .order_by(Notice.not_before)
            .limit(1)
        )
        if since is not None:
            found[channel] = since
    return found


def relays(session: Session) -> dict[Channel, RelayState]:
    """Each way out; one of which nothing is known has never failed."""
    found = {row[0]: row[1] for row in session.execute(select(Relay.channel, Relay.state))}
    return {
        channel: found.get(channel, RelayState.OPEN) for channel in (Channel.EMAIL, Channel.SMS)
    }


def last_try(session: Session) -> datetime | None:
    """When an attempt to send last came to an end."""
    return session.scalar(select(Attempt.ended_at).order_by(Attempt.id.desc()).limit(1))


def newest_attempt(session: Session, before: datetime) -> int:
    """The id of the newest attempt that had come to its end by then."""
    query = select(Attempt.id).where(Attempt.ended_at <= before)
    return session.scalar(query.order_by(Attempt.id.desc()).limit(1)) or 0


def tried(session: Session, *, after: int, up_to: int | None = None) -> Tried:
    """How attempts ended, from one id to another."""
    query = (
        select(Notice.channel, Attempt.result, func.count())
        .join(Notice, Notice.id == Attempt.notice_id)
        .where(Attempt.id > after)
        .group_by(Notice.channel, Attempt.result)
    )
    if up_to is not None:
        query = query.where(Attempt.id <= up_to)
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def _unhappy(session: Session) -> dict[tuple[Channel, NoticeState], int]:
    states = (*sorted(UNTOLD), NoticeState.HELD)
    query = (
        select(Notice.channel, Notice.state, func.count())
        .where(Notice.state.in_(states))
        .group_by(Notice.channel, Notice.state)
    )
    found = {(row[0], row[1]): row[2] for row in session.execute(query)}
    return {
        (channel, state): found.get((channel, state), 0)
        for channel in (Channel.EMAIL, Channel.SMS)
        for state in states
    }


def _tasks(session: Session) -> dict[TaskKind, int]:
    query = select(Task.kind, func.count()).where(Task.done_at.is_(None)).group_by(Task.kind)
    found = {row[0]: row[1] for row in session.execute(query)}
    return {kind: found.get(kind, 0) for kind in TaskKind}


def _count(session: Session, column: Any, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(condition)) or 0
