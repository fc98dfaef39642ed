"""The ledger of one notice: every attempt, every report about it, and what people did with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from portal.models import Attempt, AuditEvent, Receipt, User
from portal.vocabulary import Act, ActorKind, AttemptResult, ReceiptKind

BY_PEOPLE = (
    *(Act.NOTICE_CANCELLED, Act.NOTICE_RESCHEDULED, Act.NOTICE_COPIED, Act.NOTICE_MOVED),
    *(Act.TOLD_BY_CALL, Act.TOLD_ELSEWHERE),
)


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt of a notice."""

    at: datetime
    wire_at: datetime | None
    result: AttemptResult
    code: str | None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One report about a notice that had left."""

    at: datetime
    kind: ReceiptKind
    applied: bool
    code: str | None


@dataclass(frozen=True, slots=True)
class ActRow:
    """What somebody did with a notice; without a name it was done by itself."""

    at: datetime
    act: Act
    name: str | None


Entry = AttemptRow | ReceiptRow | ActRow


def of(session: Session, notice_id: int, candidate_id: int | None) -> list[Entry]:
    """All that is known of a notice, the oldest first."""
    entries: list[Entry] = [*_attempts(session, notice_id), *_receipts(session, notice_id)]
    if candidate_id is not None:
        entries += _acts(session, notice_id, candidate_id)
    return sorted(entries, key=lambda entry: entry.at)


def _attempts(session: Session, notice_id: int) -> list[AttemptRow]:
    query = select(Attempt.ended_at, Attempt.wire_at, Attempt.result, Attempt.code)
    rows = session.execute(query.where(Attempt.notice_id == notice_id).order_by(Attempt.epoch))
    return [AttemptRow(*row) for row in rows]


def _receipts(session: Session, notice_id: int) -> list[ReceiptRow]:
    query = select(Receipt.received_at, Receipt.kind, Receipt.applied, Receipt.code)
    rows = session.execute(query.where(Receipt.notice_id == notice_id).order_by(Receipt.id))
    return [ReceiptRow(*row) for row in rows]


def _acts(session: Session, notice_id: int, candidate_id: int) -> list[ActRow]:
    # By the person first: that is what the audit is indexed by.
    query = (
        select(AuditEvent.at, AuditEvent.act, User.name)
        .outerjoin(
            User, and_(AuditEvent.actor_kind == ActorKind.USER, User.id == AuditEvent.actor_id)
        )
        .where(
            AuditEvent.candidate_id == candidate_id,
            AuditEvent.notice_id == notice_id,
            AuditEvent.act.in_(BY_PEOPLE),
        )
        .order_by(AuditEvent.id)
    )
    return [ActRow(*row) for row in session.execute(query)]
