"""The applications of one vacancy: the longest list, so it is read in as few steps as can be."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.models import Application, Candidate, Decision, Vacancy
from portal.queries import visible
from portal.queries.fate import UNDECIDED, with_fate
from portal.queries.visible import Viewer
from portal.vocabulary import DecisionState

PAGE = 50


class Show(StrEnum):
    """Which applications to show."""

    UNDECIDED = "undecided"
    DECIDED = "decided"
    ALL = "all"


_WHO: Select[*tuple[Any, ...]] = (
    select(
        Application.id,
        Application.stage_id,
        Application.applied_at,
        Application.promised_by,
        Application.promising,
        Application.origin,
        Candidate.name,
        Candidate.headline,
    )
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .where(Application.vacancy_id == bindparam("vacancy_id"))
)
_APPLICATIONS = with_fate(_WHO)


# Built once for each viewer: a hot page should not spend its time on building SQL.
@lru_cache(maxsize=1024)
def _applications(
    viewer: Viewer, show: Show, *, at_stage: bool, paged: bool
) -> Select[*tuple[Any, ...]]:
    query = _APPLICATIONS.where(visible.applications(viewer))
    if show is Show.UNDECIDED:
        query = query.where(UNDECIDED)
    elif show is Show.DECIDED:
        query = query.where(Decision.state != DecisionState.DRAFT)
    if at_stage:
        query = query.where(Application.stage_id == bindparam("stage_id"))
    if paged:
        query = query.where(Application.id > bindparam("after"))
    return query.order_by(Application.id).limit(PAGE + 1)


def page(
    session: Session,
    viewer: Viewer,
    vacancy_id: int,
    *,
    show: Show = Show.ALL,
    stage_id: int | None = None,
    after: int | None = None,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Applications in the order in which they came; one more than a page holds if more follow."""
    query = _applications(viewer, show, at_stage=stage_id is not None, paged=after is not None)
    values = {"vacancy_id": vacancy_id, "stage_id": stage_id, "after": after}
    return session.execute(
        query, {name: value for name, value in values.items() if value is not None}
    ).all()


def belong(
    session: Session, viewer: Viewer, vacancy_id: int, application_ids: Sequence[int]
) -> bool:
    """Whether all these applications are for this vacancy, and exist for this viewer."""
    found = (
        select(func.count())
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Application.vacancy_id == vacancy_id,
            Application.id.in_(application_ids),
            visible.applications(viewer),
        )
    )
    return session.scalar(found) == len(set(application_ids))


def applied_already(session: Session, vacancy_id: int, candidate_ids: Sequence[int]) -> set[int]:
    """Which of these people have applied for the vacancy already."""
    query = select(Application.candidate_id).where(
        Application.vacancy_id == vacancy_id, Application.candidate_id.in_(candidate_ids)
    )
    return set(session.scalars(query))
