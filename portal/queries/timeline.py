"""Every touchpoint with a person, read from the audit: who, what, when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.models import (
    Achievement,
    Application,
    AuditEvent,
    Connection,
    Decision,
    Notice,
    Stage,
    User,
    Vacancy,
)
from portal.queries import concerns, visible
from portal.queries.visible import Viewer
from portal.vocabulary import Act, ActorKind, Channel, NoContact, Outcome, Purpose, TaskKind

PAGE = 50
NOT_SHOWN = (Act.LINK_OPENED,)
"""What somebody opened is not for the team to see."""


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One act; what it was about is named as far as it still exists."""

    id: int
    at: datetime
    act: Act
    actor_kind: ActorKind
    actor: str | None
    """The name of a user or of a connected system; None for a candidate and the portal itself."""
    application_id: int | None
    vacancy: str | None
    notice_id: int | None
    purpose: Purpose | None
    channel: Channel | None
    why_not: NoContact | None
    outcome: Outcome | None
    stage: str | None
    achievement: str | None
    task: TaskKind | None


_TOUCHPOINTS = (
    select(
        AuditEvent.id,
        AuditEvent.at,
        AuditEvent.act,
        AuditEvent.actor_kind,
        func.coalesce(User.name, Connection.name).label("name"),
        Application.id.label("application_id"),
        Vacancy.title,
        AuditEvent.notice_id,
        Notice.purpose,
        Notice.channel,
        AuditEvent.facts,
    )
    .outerjoin(User, and_(AuditEvent.actor_kind == ActorKind.USER, User.id == AuditEvent.actor_id))
    .outerjoin(
        Connection,
        and_(AuditEvent.actor_kind == ActorKind.CONNECTION, Connection.id == AuditEvent.actor_id),
    )
    .outerjoin(Notice, Notice.id == AuditEvent.notice_id)
    # Acts on a message may name nothing else: its vacancy still decides who may see them.
    .outerjoin(Decision, Decision.id == Notice.decision_id)
    .outerjoin(
        Application,
        Application.id == func.coalesce(AuditEvent.application_id, Decision.application_id),
    )
    .outerjoin(Vacancy, Vacancy.id == func.coalesce(AuditEvent.vacancy_id, Application.vacancy_id))
    .where(AuditEvent.act.not_in(NOT_SHOWN))
    .order_by(AuditEvent.id.desc())
    .limit(PAGE + 1)
)


def of(
    session: Session, viewer: Viewer, candidate_id: int, *, before: int | None = None
) -> list[Touchpoint]:
    """A person's touchpoints, the newest first; one more than a page holds if there are older."""
    query = _TOUCHPOINTS.where(
        AuditEvent.candidate_id == candidate_id,
        or_(Vacancy.id.is_(None), visible.vacancies(viewer)),
        concerns.act_is_open(),
    )
    if before is not None:
        query = query.where(AuditEvent.id < before)
    rows = session.execute(query).all()
    stages = _names(session, Stage.id, Stage.name, _ids(rows, "stage"))
    achieved = _names(session, Achievement.id, Achievement.title, _ids(rows, "achievement"))
    return [_touchpoint(row, stages, achieved) for row in rows]


def by_day(
    touchpoints: Iterable[Touchpoint], zone: ZoneInfo
) -> list[tuple[date, list[Touchpoint]]]:
    """The touchpoints of each day as the reader's calendar has it."""
    days = groupby(touchpoints, key=lambda touchpoint: touchpoint.at.astimezone(zone).date())
    return [(day, list(those)) for day, those in days]


def _touchpoint(
    row: Row[*tuple[Any, ...]], stages: dict[int, str], achieved: dict[int, str]
) -> Touchpoint:
    facts: dict[str, Any] = row.facts
    return Touchpoint(
        id=row.id,
        at=row.at,
        act=row.act,
        actor_kind=row.actor_kind,
        actor=row.name,
        application_id=row.application_id,
        vacancy=row.title,
        notice_id=row.notice_id,
        purpose=row.purpose,
        channel=row.channel,
        why_not=NoContact(facts["reason"]) if "reason" in facts else None,
        outcome=Outcome(facts["outcome"]) if "outcome" in facts else None,
        stage=stages.get(facts.get("stage", 0)),
        achievement=achieved.get(facts.get("achievement", 0)),
        task=TaskKind(facts["kind"]) if "task" in facts else None,
    )


def _ids(rows: Iterable[Row[*tuple[Any, ...]]], fact: str) -> set[int]:
    return {row.facts[fact] for row in rows if fact in row.facts}


def _names(session: Session, key: Any, name: Any, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = session.execute(select(key, name).where(key.in_(ids)))
    return {row[0]: row[1] for row in rows}
