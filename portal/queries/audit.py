"""Who did what to whom, when: the plain table, for those who may read all of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.models import (
    Application,
    AuditEvent,
    Candidate,
    Connection,
    Decision,
    Notice,
    User,
    Vacancy,
)
from portal.queries import concerns
from portal.queries.timeline import NOT_SHOWN
from portal.vocabulary import Act, ActorKind

Rows = Select[*tuple[Any, ...]]
PAGE = 100
CHUNK = 1_000
"""Acts of one read of the export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which acts somebody wants to see; None: all."""

    candidate_id: int | None = None
    vacancy_id: int | None = None
    act: Act | None = None
    user_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Before this moment."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act, with the names of those who are still here."""

    id: int
    at: datetime
    act: Act
    actor_kind: ActorKind
    actor_id: int | None
    actor: str | None
    candidate_id: int | None
    candidate: str | None
    application_id: int | None
    vacancy_id: int | None
    vacancy: str | None
    notice_id: int | None
    facts: dict[str, Any]


_ROWS: Rows = (
    select(
        AuditEvent.id,
        AuditEvent.at,
        AuditEvent.act,
        AuditEvent.actor_kind,
        AuditEvent.actor_id,
        func.coalesce(User.name, Connection.name),
        AuditEvent.candidate_id,
        Candidate.name,
        AuditEvent.application_id,
        AuditEvent.vacancy_id,
        Vacancy.title,
        AuditEvent.notice_id,
        AuditEvent.facts,
    )
    .outerjoin(User, and_(AuditEvent.actor_kind == ActorKind.USER, User.id == AuditEvent.actor_id))
    .outerjoin(
        Connection,
        and_(AuditEvent.actor_kind == ActorKind.CONNECTION, Connection.id == AuditEvent.actor_id),
    )
    .outerjoin(Candidate, Candidate.id == AuditEvent.candidate_id)
    .outerjoin(Vacancy, Vacancy.id == AuditEvent.vacancy_id)
    .order_by(AuditEvent.id.desc())
)


def page(session: Session, asked: Asked, *, before: int | None = None) -> list[ActRow]:
    """The newest acts; one more than a page holds if there are older ones."""
    return _read(session, asked, before, PAGE + 1)


def every(session: Session, asked: Asked) -> Iterator[ActRow]:
    """All of them, the newest first, without holding them all at once."""
    before: int | None = None
    while rows := _read(session, asked, before, CHUNK):
        yield from rows
        before = rows[-1].id


def number(session: Session, asked: Asked) -> int:
    """How many they are."""
    query = select(func.count(AuditEvent.id))
    return session.scalar(_asked(query, asked)) or 0


def _read(session: Session, asked: Asked, before: int | None, most: int) -> list[ActRow]:
    query = _asked(_ROWS, asked).limit(most)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return [ActRow(*row) for row in session.execute(query)]


def _asked(query: Select[Any], asked: Asked) -> Select[Any]:
    # What somebody opened is theirs, and who confided in whom is their owner's.
    query = query.where(AuditEvent.act.not_in(NOT_SHOWN), concerns.act_is_open())
    if asked.candidate_id is not None:
        query = query.where(AuditEvent.candidate_id == asked.candidate_id)
    if asked.vacancy_id is not None:
        query = query.where(_about(asked.vacancy_id))
    if asked.act is not None:
        query = query.where(AuditEvent.act == asked.act)
    if asked.user_id is not None:
        by_user = AuditEvent.actor_kind == ActorKind.USER
        query = query.where(by_user, AuditEvent.actor_id == asked.user_id)
    if asked.since is not None:
        query = query.where(AuditEvent.at >= asked.since)
    if asked.until is not None:
        query = query.where(AuditEvent.at < asked.until)
    return query


def _about(vacancy_id: int) -> Any:
    """Acts that name the vacancy, one of its applications, or a message about one."""
    applications = select(Application.id).where(Application.vacancy_id == vacancy_id)
    notices = (
        select(Notice.id)
        .outerjoin(Decision, Decision.id == Notice.decision_id)
        .join(
            Application,
            Application.id == func.coalesce(Notice.application_id, Decision.application_id),
        )
        .where(Application.vacancy_id == vacancy_id)
    )
    return or_(
        AuditEvent.vacancy_id == vacancy_id,
        AuditEvent.application_id.in_(applications),
        AuditEvent.notice_id.in_(notices),
    )
