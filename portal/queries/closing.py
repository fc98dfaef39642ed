"""Who is left without an answer where a vacancy is about to be closed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from portal.models import Application, Batch, Candidate, Decision, Feedback, Stage, Vacancy
from portal.queries import visible
from portal.queries.fate import STANDING, UNDECIDED
from portal.queries.visible import Viewer
from portal.vocabulary import BatchState, DecisionState, Origin, StageKind


@dataclass(frozen=True, slots=True)
class LeftRow:
    """Somebody who waits for an answer."""

    application_id: int
    name: str
    stage_id: int
    stage: str
    kind: StageKind
    promised_by: datetime | None
    being_written: bool
    """Whether somebody has begun to write to them."""


@dataclass(frozen=True, slots=True)
class StageLeft:
    """Those who are left at one stage."""

    id: int
    name: str
    kind: StageKind
    rows: tuple[LeftRow, ...]

    @property
    def people(self) -> int:
        """How many they are."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Left:
    """Everybody who is left, by how far they came."""

    stages: tuple[StageLeft, ...]
    hidden: int
    """People whom this viewer may not see."""
    in_triage: int
    """Decided elsewhere, and nobody has said whether they were told."""
    under_way: int | None
    """The decision about many that a worker has in hand."""

    @property
    def rows(self) -> list[LeftRow]:
        """All of them, stage by stage."""
        return [row for stage in self.stages for row in stage.rows]

    @property
    def nobody(self) -> bool:
        """Whether everybody has an answer."""
        return not (self.stages or self.hidden or self.in_triage)


def left(session: Session, viewer: Viewer, vacancy_id: int) -> Left:
    """Who is left at a vacancy that exists for this viewer."""
    rows = _rows(session, viewer, vacancy_id)
    by_stage: dict[int, list[LeftRow]] = {}
    for row in rows:
        by_stage.setdefault(row.stage_id, []).append(row)
    return Left(
        stages=tuple(
            StageLeft(stage_id, those[0].stage, those[0].kind, tuple(those))
            for stage_id, those in by_stage.items()
        ),
        hidden=waiting(session, vacancy_id) - len(rows),
        in_triage=in_triage(session, vacancy_id),
        under_way=_under_way(session, vacancy_id),
    )


def waiting(session: Session, vacancy_id: int) -> int:
    """How many people still wait for an answer, seen or not."""
    query = select(func.count(Application.id)).outerjoin(Decision, STANDING)
    return session.scalar(query.where(Application.vacancy_id == vacancy_id, UNDECIDED)) or 0


def everybody(session: Session, vacancy_id: int) -> list[int]:
    """The applications of all who wait for an answer, seen or not."""
    query = select(Application.id).outerjoin(Decision, STANDING)
    mine = query.where(Application.vacancy_id == vacancy_id, UNDECIDED)
    return list(session.scalars(mine.order_by(Application.id)))


def in_triage(session: Session, vacancy_id: int) -> int:
    """How many were decided elsewhere, and nobody has said whether they were told."""
    query = (
        select(func.count(Decision.id))
        .join(Application, Application.id == Decision.application_id)
        .where(
            Application.vacancy_id == vacancy_id,
            Application.origin == Origin.LIVE,
            Decision.state == DecisionState.IMPORTED,
            Decision.told_elsewhere_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def names(session: Session, viewer: Viewer, application_ids: list[int]) -> dict[int, str]:
    """What these people are called, as far as this viewer may see them."""
    query = (
        select(Application.id, Candidate.name)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(Application.id.in_(application_ids), visible.applications(viewer))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _rows(session: Session, viewer: Viewer, vacancy_id: int) -> list[LeftRow]:
    written = exists().where(Feedback.decision_id == Decision.id).correlate(Decision)
    query = (
        select(
            Application.id,
            Candidate.name,
            Stage.id,
            Stage.name,
            Stage.kind,
            Application.promised_by,
            and_(Decision.id.is_not(None), written),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(Stage, Stage.id == Application.stage_id)
        .outerjoin(Decision, STANDING)
        .where(Application.vacancy_id == vacancy_id, UNDECIDED, visible.applications(viewer))
        .order_by(Stage.position, Application.promised_by, Application.id)
    )
    return [LeftRow(*row) for row in session.execute(query)]


def _under_way(session: Session, vacancy_id: int) -> int | None:
    query = select(func.max(Batch.id)).where(
        Batch.vacancy_id == vacancy_id, Batch.state == BatchState.RUNNING
    )
    return session.scalar(query)
