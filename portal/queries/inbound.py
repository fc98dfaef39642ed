"""What came in, counted: for those who look after the portal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import InboundMessage
from portal.vocabulary import InboundState

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages came to the same end, and when the last of them came."""

    state: InboundState
    why: str | None
    number: int
    last_at: datetime


def lately(session: Session, now: datetime) -> list[Count]:
    """What became of the messages of the last 30 days, the most frequent first."""
    number = func.count()
    rows = session.execute(
        select(
            InboundMessage.state,
            InboundMessage.why,
            number,
            func.max(InboundMessage.received_at, type_=InboundMessage.received_at.type),
        )
        .where(InboundMessage.received_at > now - LATELY)
        .group_by(InboundMessage.state, InboundMessage.why)
        .order_by(number.desc(), InboundMessage.state)
    )
    return [Count(*row) for row in rows]
