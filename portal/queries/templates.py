"""Message templates: what a decision can be told with, and what their settings show."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from portal.models import (
    Application,
    Candidate,
    MessageTemplate,
    Organisation,
    Stage,
    TemplateRevision,
    User,
    Vacancy,
)
from portal.policy.template_choice import Choice, Setting
from portal.vocabulary import Outcome, StageKind

AnyRow = Row[*tuple[Any, ...]]
AT_ONCE = 1_000
"""Applications of one statement."""
_newest = (
    select(func.max(TemplateRevision.revision))
    .where(TemplateRevision.template_id == MessageTemplate.id)
    .correlate(MessageTemplate)
    .scalar_subquery()
)
_WORDS: Select[*tuple[Any, ...]] = select(
    MessageTemplate.id,
    MessageTemplate.name,
    MessageTemplate.outcome,
    MessageTemplate.stage_kind,
    MessageTemplate.language,
    TemplateRevision.text,
    TemplateRevision.id.label("revision_id"),
).join(TemplateRevision, TemplateRevision.template_id == MessageTemplate.id)
_CHOICES = _WORDS.where(TemplateRevision.revision == _newest)
_PEOPLE: Select[*tuple[Any, ...]] = (
    select(
        Application.id,
        Candidate.called,
        Vacancy.title,
        Stage.name,
        Stage.kind,
    )
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .join(Stage, Stage.id == Application.stage_id)
    .where(Application.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Revision:
    """The words as they were at one time, with who wrote them (None: they came with the portal)."""

    number: int
    text: str
    written_by: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """A template as its settings show it."""

    id: int
    name: str
    outcome: Outcome
    stage_kind: StageKind | None
    language: str
    retired_at: datetime | None
    revision: int
    text: str
    history: tuple[Revision, ...] = field(default=())
    """All its revisions, the newest first; read for one template only."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """What is filled in for one person of many, and how far they were."""

    setting: Setting
    stage_kind: StageKind


def choices(session: Session) -> list[Choice]:
    """All that is offered, in its order."""
    query = _CHOICES.where(MessageTemplate.retired_at.is_(None))
    rows = session.execute(query.order_by(MessageTemplate.position, MessageTemplate.id))
    return [_choice(row) for row in rows]


def choice(session: Session, template_id: int) -> Choice | None:
    """One template with its newest words, retired or not."""
    row = session.execute(_CHOICES.where(MessageTemplate.id == template_id)).one_or_none()
    return None if row is None else _choice(row)


def revision(session: Session, revision_id: int) -> Choice | None:
    """A template with its words as they were."""
    row = session.execute(_WORDS.where(TemplateRevision.id == revision_id)).one_or_none()
    return None if row is None else _choice(row)


def people(
    session: Session, application_ids: Collection[int], *, writer: str
) -> dict[int, Addressed]:
    """Application to what is filled in for its candidate, whoever it is about."""
    house = session.scalar(select(Organisation.name)) or ""
    found: dict[int, Addressed] = {}
    ids = list(application_ids)
    for start in range(0, len(ids), AT_ONCE):
        rows = session.connection().execute(_PEOPLE, {"ids": ids[start : start + AT_ONCE]})
        for application_id, called, role, stage, kind in rows:
            setting = Setting(
                called=called, role=role, organisation=house, stage=stage, writer=writer
            )
            found[application_id] = Addressed(setting, kind)
    return found


def rows(session: Session) -> list[TemplateRow]:
    """All templates with their newest words, retired ones too, in their order."""
    query = _rows().order_by(MessageTemplate.position, MessageTemplate.id)
    return [_row(row) for row in session.execute(query)]


def one(session: Session, template_id: int) -> TemplateRow | None:
    """One template with its history."""
    row = session.execute(_rows().where(MessageTemplate.id == template_id)).one_or_none()
    if row is None:
        return None
    history = session.execute(
        select(
            TemplateRevision.revision, TemplateRevision.text, User.name, TemplateRevision.written_at
        )
        .outerjoin(User, User.id == TemplateRevision.written_by_id)
        .where(TemplateRevision.template_id == template_id)
        .order_by(TemplateRevision.revision.desc())
    )
    return replace(_row(row), history=tuple(Revision(*old) for old in history))


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        MessageTemplate.id,
        MessageTemplate.name,
        MessageTemplate.outcome,
        MessageTemplate.stage_kind,
        MessageTemplate.language,
        MessageTemplate.retired_at,
        TemplateRevision.revision,
        TemplateRevision.text,
    ).join(
        TemplateRevision,
        and_(
            TemplateRevision.template_id == MessageTemplate.id, TemplateRevision.revision == _newest
        ),
    )


def _row(row: AnyRow) -> TemplateRow:
    return TemplateRow(**row._mapping)


def _choice(row: AnyRow) -> Choice:
    return Choice(**row._mapping)
