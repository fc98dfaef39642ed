"""The ways out that do not work at the moment, and what waits for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import Notice, Relay
from portal.vocabulary import Channel, NoticeState, RelayState

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class RelayRow:
    """One way out in trouble."""

    channel: Channel
    state: RelayState
    since: datetime | None
    until: datetime | None
    code: str | None
    waiting: int
    """How many messages wait for it, one more than MOST_COUNTED at most."""


def in_trouble(session: Session, now: datetime) -> list[RelayRow]:
    """The ways out that are paused or left in peace, with what is due by them."""
    query = select(Relay.channel, Relay.state, Relay.since, Relay.until, Relay.code).where(
        Relay.state != RelayState.OPEN
    )
    rows = session.execute(query.order_by(Relay.channel)).all()
    return [RelayRow(*row, _waiting(session, row.channel, now)) for row in rows]


def _waiting(session: Session, channel: Channel, now: datetime) -> int:
    due = select(Notice.id).where(
        Notice.state.in_((NoticeState.SCHEDULED, NoticeState.RETRY, NoticeState.SENDING)),
        Notice.not_before <= now,
        Notice.channel == channel,
    )
    some = due.limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
