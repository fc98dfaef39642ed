"""The applications of one vacancy: the longest list, so it is read in as few steps as can be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.models import Application, Candidate, Decision, Vacancy
from portal.policy.waiting import DUE_SOON, Wait
from portal.queries import search, visible
from portal.queries.fate import STANDING, UNDECIDED, with_fate
from portal.queries.visible import Viewer
from portal.vocabulary import DecisionState

PAGE = 50


class Show(StrEnum):
    """Which applications to show."""

    UNDECIDED = "undecided"
    DECIDED = "decided"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which applications of a vacancy somebody looks at."""

    show: Show = Show.ALL
    stage_id: int | None = None
    promising: bool = False
    waits: Wait | None = None
    """Only those overdue or due soon, if one of these."""
    words: str = ""
    """What somebody searches for."""


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
_IDS: Select[*tuple[Any, ...]] = (
    select(Application.id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Decision, STANDING)
    .where(Application.vacancy_id == bindparam("vacancy_id"))
)


# Built once for each viewer: a hot page should not spend its time on building SQL.
@lru_cache(maxsize=1024)
def _applications(viewer: Viewer, chosen: Chosen, *, paged: bool) -> Select[*tuple[Any, ...]]:
    query = _narrowed(_APPLICATIONS, chosen).where(visible.applications(viewer))
    if paged:
        query = query.where(Application.id > bindparam("after"))
    return query.order_by(Application.id).limit(PAGE + 1)


def _narrowed(query: Select[*tuple[Any, ...]], chosen: Chosen) -> Select[*tuple[Any, ...]]:
    if chosen.show is Show.UNDECIDED:
        query = query.where(UNDECIDED)
    elif chosen.show is Show.DECIDED:
        query = query.where(Decision.state != DecisionState.DRAFT)
    if chosen.stage_id is not None:
        query = query.where(Application.stage_id == bindparam("stage_id"))
    if chosen.promising:
        query = query.where(Application.promising)
    if chosen.waits is Wait.OVERDUE:
        query = query.where(UNDECIDED, Application.promised_by < bindparam("now"))
    elif chosen.waits is Wait.DUE_SOON:
        soon = Application.promised_by.between(bindparam("now"), bindparam("soon"))
        query = query.where(UNDECIDED, soon)
    if chosen.words:
        query = query.where(search.matching(chosen.words))
    return query


def page(
    session: Session,
    viewer: Viewer,
    vacancy_id: int,
    chosen: Chosen,
    *,
    now: datetime,
    after: int | None = None,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Applications in the order in which they came; one more than a page holds if more follow."""
    # What somebody has typed is looked for, but its statement is not kept.
    built = _applications.__wrapped__ if chosen.words else _applications
    shape = chosen if chosen.stage_id is None else replace(chosen, stage_id=0)
    query = built(viewer, shape, paged=after is not None)
    values = _values(vacancy_id, chosen, now) | ({} if after is None else {"after": after})
    return session.execute(query, values).all()


def all_of(
    session: Session,
    viewer: Viewer,
    vacancy_id: int,
    chosen: Chosen,
    *,
    now: datetime,
    most: int,
) -> list[int]:
    """Everybody chosen, up to so many."""
    query = _narrowed(_IDS, chosen).where(visible.applications(viewer))
    values = _values(vacancy_id, chosen, now)
    return list(session.scalars(query.order_by(Application.id).limit(most), values))


def _values(vacancy_id: int, chosen: Chosen, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"vacancy_id": vacancy_id}
    if chosen.stage_id is not None:
        values["stage_id"] = chosen.stage_id
    if chosen.waits is not None:
        values["now"] = now
    if chosen.waits is Wait.DUE_SOON:
        values["soon"] = now + DUE_SOON
    return values


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
