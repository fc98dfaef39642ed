"""Who was decided elsewhere and may not know it yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from portal.models import Application, Candidate, CandidateEmail, Decision, Stage, Vacancy
from portal.policy.triage import Case, no_letter
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import DecisionState, EndedBy, Outcome

Rows = Select[*tuple[Any, ...]]
PAGE = 50
UNCLEAR = "unclear"
"""Who ended it, where nobody has said so."""
_SOURCE = func.coalesce(Application.source, Candidate.source, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People of one vacancy, stage, outcome and reason, brought in from one system."""

    vacancy_id: int
    vacancy: str
    stage: str
    outcome: Outcome
    ended_by: EndedBy | None
    reason: str
    source: str
    people: int
    newest: int
    """The last of them: "all" means those up to here, whoever comes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which of them somebody looks at; None: whatever it is."""

    vacancy_id: int | None = None
    stage: str | None = None
    outcome: Outcome | None = None
    ended_by: EndedBy | str | None = None
    reason: str | None = None
    source: str | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing was chosen."""
        return self == Chosen()

    def takes(self, group: Group) -> bool:
        """Whether this group is looked at."""
        pairs = (
            (self.vacancy_id, group.vacancy_id),
            (self.stage, group.stage),
            (self.outcome, group.outcome),
            (self.ended_by, group.ended_by or UNCLEAR),
            (self.reason, group.reason),
            (self.source, group.source),
        )
        return all(wanted is None or wanted == there for wanted, there in pairs)

    def conditions(self) -> Iterable[ColumnElement[bool]]:
        """The same as conditions of a query."""
        pairs: tuple[tuple[object, Any], ...] = (
            (self.vacancy_id, Vacancy.id),
            (self.stage, Stage.name),
            (self.outcome, Decision.outcome),
            (self.reason, Decision.imported_reason),
            (self.source, _SOURCE),
        )
        yield from (column == wanted for wanted, column in pairs if wanted is not None)
        if self.ended_by == UNCLEAR:
            yield Decision.ended_by.is_(None)
        elif self.ended_by is not None:
            yield Decision.ended_by == self.ended_by


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageRow:
    """Somebody decided elsewhere, of whom nobody has said whether they were told."""

    decision_id: int
    application_id: int
    name: str
    called: str
    vacancy_id: int
    vacancy: str
    stage: str
    reason: str
    decided_at: datetime
    case: Case

    @property
    def unwritable(self) -> str | None:
        """Why nothing can be written to them, if so."""
        return no_letter(self.case)


@dataclass(frozen=True, slots=True)
class TriagePage:
    """One page of them; `more` is the id after which the next page begins."""

    rows: list[TriageRow]
    more: int | None


def groups(session: Session, viewer: Viewer) -> list[Group]:
    """Everybody in triage, counted, the fullest vacancy first."""
    keys = (
        Vacancy.id.label("vacancy_id"),
        Vacancy.title.label("vacancy"),
        Stage.name.label("stage"),
        Decision.outcome,
        Decision.ended_by,
        Decision.imported_reason.label("reason"),
        _SOURCE.label("source"),
    )
    counted: Rows = select(
        *keys, func.count(Decision.id).label("people"), func.max(Decision.id).label("newest")
    )
    query = _waiting(counted, viewer).group_by(*keys)
    found = [Group(**row._mapping) for row in session.execute(query)]
    of_vacancy: dict[int, int] = {}
    for group in found:
        of_vacancy[group.vacancy_id] = of_vacancy.get(group.vacancy_id, 0) + group.people
    return sorted(
        found, key=lambda g: (-of_vacancy[g.vacancy_id], g.vacancy_id, -g.people, g.newest)
    )


def page(session: Session, viewer: Viewer, chosen: Chosen, after: int) -> TriagePage:
    """The next people, in the order in which they came in."""
    query = _waiting(_ROWS, viewer).where(*chosen.conditions(), Decision.id > after)
    found = session.execute(query.order_by(Decision.id).limit(PAGE + 1))
    rows = [_row(row) for row in found]
    return TriagePage(rows[:PAGE], rows[PAGE - 1].decision_id if len(rows) > PAGE else None)


def all_of(session: Session, viewer: Viewer, chosen: Chosen, up_to: int) -> list[int]:
    """Those chosen that were in triage when somebody looked."""
    query = _waiting(select(Decision.id), viewer).where(*chosen.conditions(), Decision.id <= up_to)
    return list(session.scalars(query.order_by(Decision.id)))


def first_of(session: Session, viewer: Viewer, chosen: Chosen, most: int) -> list[TriageRow]:
    """The first of those chosen, up to so many."""
    query = _waiting(_ROWS, viewer).where(*chosen.conditions())
    return [_row(row) for row in session.execute(query.order_by(Decision.id).limit(most))]


def these(session: Session, viewer: Viewer, decision_ids: Collection[int]) -> list[TriageRow]:
    """These decisions as they are now, in triage or no longer, as far as they are visible."""
    query = _joined(_ROWS).where(Decision.id.in_(decision_ids), visible.applications(viewer))
    return [_row(row) for row in session.execute(query.order_by(Decision.id))]


def seen(session: Session, viewer: Viewer, decision_ids: Collection[int]) -> set[int]:
    """Which of these decisions somebody may see, in triage or no longer."""
    query = _joined(select(Decision.id)).where(
        Decision.id.in_(decision_ids), visible.applications(viewer)
    )
    return set(session.scalars(query))


def is_visible(session: Session, viewer: Viewer, vacancy_id: int) -> bool:
    """Whether somebody may see a vacancy, whoever of it is in triage."""
    query = select(Vacancy.id).where(Vacancy.id == vacancy_id, visible.vacancies(viewer))
    return session.scalar(query) is not None


_ROWS: Rows = select(
    Decision.id.label("decision_id"),
    Application.id.label("application_id"),
    Candidate.name,
    Candidate.called,
    Vacancy.id.label("vacancy_id"),
    Vacancy.title.label("vacancy"),
    Stage.name.label("stage"),
    Decision.imported_reason.label("reason"),
    Decision.decided_at,
    Decision.state,
    Decision.told_elsewhere_at,
    Decision.outcome,
    Decision.ended_by,
    Application.origin,
    Stage.kind,
    select(CandidateEmail.id)
    .where(CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0)
    .correlate(Candidate)
    .exists()
    .label("has_address"),
    Candidate.may_email,
    Candidate.stopped,
)


def _row(row: Row[*tuple[Any, ...]]) -> TriageRow:
    return TriageRow(
        decision_id=row.decision_id,
        application_id=row.application_id,
        name=row.name,
        called=row.called,
        vacancy_id=row.vacancy_id,
        vacancy=row.vacancy,
        stage=row.stage,
        reason=row.reason,
        decided_at=row.decided_at,
        case=Case(
            state=row.state,
            told=row.told_elsewhere_at is not None,
            outcome=row.outcome,
            ended_by=row.ended_by,
            origin=row.origin,
            interviewed=row.kind.interviewed,
            has_address=row.has_address,
            may_email=row.may_email,
            stopped=row.stopped,
        ),
    )


def _joined(query: Rows) -> Rows:
    return (
        query.select_from(Decision)
        .join(Application, Application.id == Decision.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(Stage, Stage.id == Application.stage_id)
    )


def _waiting(query: Rows, viewer: Viewer) -> Rows:
    return _joined(query).where(
        Decision.state == DecisionState.IMPORTED,
        Decision.told_elsewhere_at.is_(None),
        visible.applications(viewer),
    )
