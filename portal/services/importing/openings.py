"""The vacancies that a file names: found by their title, opened where there is none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from sqlalchemy import select, update

from portal.context import Context
from portal.models import Criterion, Stage, Vacancy
from portal.policy import waiting
from portal.policy.folding import fold
from portal.policy.imports.applicant import Applicant
from portal.policy.imports.findings import Finding, Findings
from portal.policy.stages import kind_of
from portal.queries import organisation, visible
from portal.queries.visible import Viewer
from portal.services import vacancies
from portal.vocabulary import StageKind, VacancyStatus

MOST_STAGES = 30
"""Of one vacancy; more names than that are no stages."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A vacancy as a row needs it."""

    id: int
    first_stage: int
    stages: dict[str, int]
    """By folded name."""
    promised_by: datetime
    """For whoever waits at a stage without a promise of its own."""
    is_unwritten: bool
    """Whether nobody has written its criteria yet: then its stages are not chosen yet either."""
    promised_at: dict[int, datetime] = field(default_factory=dict)
    """By stage, where a stage promises an answer in another time."""

    def promised(self, stage_id: int) -> datetime:
        """Until when somebody hears who comes in at this stage now."""
        return self.promised_at.get(stage_id, self.promised_by)


@dataclass(slots=True)
class Openings:
    """All vacancies that the importer may see, by title; those of a dry run are never written."""

    viewer: Viewer
    owner_id: int
    default_id: int | None
    dry_run: bool
    findings: Findings
    _ids: dict[str, int] = field(default_factory=dict)
    _known: dict[int, Opening] = field(default_factory=dict)
    _imagined: Iterator[int] = field(default_factory=lambda: count(-1, -1))

    def find(self, context: Context, title: str, line: int) -> Opening | None:
        """The vacancy for a row; None if neither the row nor the importer names one."""
        if not title:
            if self.default_id is None:
                return None
            return self._known.get(self.default_id) or self._read(context, self.default_id)
        key = fold(title)
        if key not in self._ids:
            # Read now and not before: another import, or a person, may just have opened it.
            self._ids |= self._titles(context)
        if key not in self._ids:
            self.findings.note(Finding.VACANCY_OPENED, title, line)
            self._ids[key] = self._open(context, title)
        return self._known.get(self._ids[key]) or self._read(context, self._ids[key])

    def stage(self, context: Context, opening: Opening, applicant: Applicant) -> int:
        """The stage that a row names: of a vacancy that nobody has written yet it becomes one, of
        others a name that is not known there is the first one.
        """
        name = applicant.stage
        found = opening.stages.get(fold(name))
        if found is None and name:
            kind = _kind(applicant)
            if kind and opening.is_unwritten and len(opening.stages) < MOST_STAGES:
                found = opening.stages[fold(name)] = self._add_stage(context, opening, name, kind)
                self.findings.note(Finding.STAGE_ADDED, name, applicant.line)
            else:
                self.findings.note(Finding.UNKNOWN_STAGE, name, applicant.line)
        return found or opening.first_stage

    def _add_stage(self, context: Context, opening: Opening, name: str, kind: StageKind) -> int:
        """Behind the last stage that is for the same, or for something earlier."""
        if self.dry_run:
            return opening.first_stage
        order = list(StageKind)
        of_vacancy = Stage.vacancy_id == opening.id
        stages = context.session.execute(select(Stage.position, Stage.kind).where(of_vacancy)).all()
        earlier = [row.position for row in stages if order.index(row.kind) <= order.index(kind)]
        position = max(earlier, default=-1) + 1
        context.session.execute(
            update(Stage)
            .where(of_vacancy, Stage.position >= position)
            .values(position=Stage.position + 1)
        )
        stage = Stage(vacancy_id=opening.id, position=position, name=name, kind=kind)
        context.session.add(stage)
        context.session.flush()
        return stage.id

    def _titles(self, context: Context) -> dict[str, int]:
        """Of several with one title: one that is not closed, and the newest of those."""
        query = (
            select(Vacancy.title, Vacancy.id)
            .where(visible.vacancies(self.viewer))
            .order_by((Vacancy.status != VacancyStatus.CLOSED), Vacancy.id)
        )
        return {fold(title): id_ for title, id_ in context.session.execute(query)}

    def _open(self, context: Context, title: str) -> int:
        promise_days = organisation.settings(context.session).promise_days
        if not self.dry_run:
            return vacancies.for_import(context, title, self.owner_id, promise_days).id
        id_ = next(self._imagined)
        stages = {fold(name): position for position, (name, _) in enumerate(vacancies.STAGES, 1)}
        self._known[id_] = Opening(id_, 1, stages, context.now, is_unwritten=True)
        return id_

    def _read(self, context: Context, vacancy_id: int) -> Opening:
        promise_days = context.session.scalars(
            select(Vacancy.promise_days).where(Vacancy.id == vacancy_id)
        ).one()
        stages = context.session.execute(
            select(Stage.name, Stage.id, Stage.promise_days)
            .where(Stage.vacancy_id == vacancy_id)
            .order_by(Stage.position)
        ).all()
        calendar = organisation.calendar(context.session)
        opening = self._known[vacancy_id] = Opening(
            id=vacancy_id,
            first_stage=stages[0].id,
            stages={fold(stage.name): stage.id for stage in stages},
            promised_by=waiting.promised_by(context.now, promise_days, calendar),
            is_unwritten=context.session.scalar(
                select(Criterion.id).where(Criterion.vacancy_id == vacancy_id).limit(1)
            )
            is None,
            promised_at={
                stage.id: waiting.promised_by(context.now, stage.promise_days, calendar)
                for stage in stages
                if stage.promise_days is not None
            },
        )
        return opening


def _kind(applicant: Applicant) -> StageKind | None:
    """How far a stage that is not known is; None for the beginning, which every vacancy has."""
    if applicant.own and applicant.own.stage_kind:
        return applicant.own.stage_kind
    kind = kind_of(applicant.stage)
    return None if kind is StageKind.APPLIED else kind
