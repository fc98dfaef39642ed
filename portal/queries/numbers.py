"""How decently each vacancy treats its applicants: one row a vacancy, one query for all of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.models import (
    Application,
    Candidate,
    Decision,
    Feedback,
    FeedbackPoint,
    Inquiry,
    Notice,
    Stage,
    Vacancy,
)
from portal.policy.decency import Share, median_days
from portal.queries import visible
from portal.queries.concerns import CONFIDENTIAL
from portal.queries.fate import STANDING
from portal.queries.visible import Viewer
from portal.vocabulary import (
    TOLD,
    ConcernKind,
    DecisionState,
    MissingNotice,
    Origin,
    Outcome,
    Purpose,
    StageKind,
    VacancyStatus,
)

Rows = Select[*tuple[Any, ...]]
PAGE = 50
_MET = tuple(kind for kind in StageKind if kind.interviewed)
_FINAL = (DecisionState.RELEASED, DecisionState.IMPORTED)


@dataclass(frozen=True, slots=True)
class VacancyNumbers:
    """The numbers of one vacancy."""

    id: int
    title: str
    status: VacancyStatus
    applications: int
    by_promise: Share
    """Of those who waited for our answer and were told, or whose day is over: told in time."""
    days_to_told: float | None
    """The median from the decision to the moment at which they were told."""
    with_feedback: Share
    """Of those with whom somebody has talked and whom we have rejected."""
    inquiries: int
    missing: dict[MissingNotice, int]
    """Which message of ours would have made how many of them needless."""


_first = (
    select(
        Notice.decision_id,
        func.min(func.coalesce(Notice.accepted_at, Notice.delivered_at)).label("at"),
    )
    .where(Notice.purpose == Purpose.DECISION, Notice.state.in_(TOLD))
    .group_by(Notice.decision_id)
    .subquery()
)
_elsewhere = Decision.told_elsewhere_at
_TOLD_AT = case(
    (or_(_first.c.at.is_(None), _elsewhere < _first.c.at), _elsewhere), else_=_first.c.at
)
_IS_FINAL = and_(Decision.id.is_not(None), Decision.state.in_(_FINAL))
_OURS = or_(Decision.id.is_(None), ~_IS_FINAL, Decision.outcome == Outcome.REJECTED)
"""Whoever has withdrawn, or was hired, does not wait for our answer."""
_HAS_POINT = (
    exists()
    .where(
        Feedback.decision_id == Decision.id,
        FeedbackPoint.feedback_id == Feedback.id,
        FeedbackPoint.seen != "",
    )
    .correlate(Decision)
)


def page(
    session: Session, viewer: Viewer, now: datetime, *, before: int | None = None
) -> list[VacancyNumbers]:
    """The newest vacancies; one more than a page holds if there are older ones."""
    query = _vacancies(viewer).order_by(Vacancy.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Vacancy.id < before)
    return _with_numbers(session, viewer, now, query)


def one(session: Session, viewer: Viewer, now: datetime, vacancy_id: int) -> VacancyNumbers | None:
    """The numbers of a vacancy, or None if it does not exist for this viewer."""
    query = _vacancies(viewer).where(Vacancy.id == vacancy_id)
    return next(iter(_with_numbers(session, viewer, now, query)), None)


def every(session: Session, viewer: Viewer, now: datetime) -> Iterator[VacancyNumbers]:
    """All vacancies, the newest first, without holding them all at once."""
    before: int | None = None
    while rows := page(session, viewer, now, before=before)[:PAGE]:
        yield from rows
        before = rows[-1].id


def _vacancies(viewer: Viewer) -> Rows:
    query: Rows = select(Vacancy.id, Vacancy.title, Vacancy.status)
    return query.where(visible.vacancies(viewer))


def _with_numbers(
    session: Session, viewer: Viewer, now: datetime, query: Rows
) -> list[VacancyNumbers]:
    rows = session.execute(query).all()
    ids = [row.id for row in rows]
    counts = _counts(session, viewer, now, ids)
    days = _passed(session, viewer, ids)
    asked = _asked(session, viewer, ids)
    made = []
    for row in rows:
        count = counts.get(row.id, (0, 0, 0, 0, 0))
        missing = asked.get(row.id, {})
        made.append(
            VacancyNumbers(
                id=row.id,
                title=row.title,
                status=row.status,
                applications=count[0],
                by_promise=Share(of=count[1], are=count[2]),
                days_to_told=median_days(days.get(row.id, ())),
                with_feedback=Share(of=count[3], are=count[4]),
                inquiries=sum(missing.values()),
                missing={kind: n for kind, n in missing.items() if kind is not None},
            )
        )
    return made


def _counts(
    session: Session, viewer: Viewer, now: datetime, ids: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    promised = and_(_OURS, Application.promised_by.is_not(None))
    known = and_(_IS_FINAL, _TOLD_AT.is_not(None))
    due = and_(promised, or_(known, Application.promised_by < now))
    in_time = and_(promised, known, Application.promised_by >= _TOLD_AT)
    met = and_(
        _IS_FINAL,
        Decision.outcome == Outcome.REJECTED,
        or_(Stage.kind.in_(_MET), Application.interviewed_at.is_not(None)),
    )
    query = _seen(viewer, ids).with_only_columns(
        Application.vacancy_id,
        func.count(),
        _number(due),
        _number(in_time),
        _number(met),
        _number(and_(met, _HAS_POINT)),
    )
    rows = session.execute(query.group_by(Application.vacancy_id))
    return {row[0]: tuple(row[1:]) for row in rows}


def _passed(session: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, list[timedelta]]:
    """From each decision to the moment at which its person was told."""
    decided = func.coalesce(Decision.released_at, Decision.decided_at)
    query = _seen(viewer, ids).with_only_columns(Application.vacancy_id, decided, _TOLD_AT)
    ours = (_IS_FINAL, Decision.outcome != Outcome.HIRED, _TOLD_AT.is_not(None))
    found: dict[int, list[timedelta]] = defaultdict(list)
    for vacancy_id, begun, told in session.execute(query.where(*ours)):
        found[vacancy_id].append(told - begun)
    return found


def _asked(
    session: Session, viewer: Viewer, ids: Sequence[int]
) -> dict[int, dict[MissingNotice | None, int]]:
    """Questions, and what had been missing; thanks are none, and concerns are their owner's."""
    of_nobody = (*CONFIDENTIAL, ConcernKind.THANKS)
    query = (
        select(Application.vacancy_id, Inquiry.missing, func.count())
        .join(Application, Application.id == Inquiry.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Application.vacancy_id.in_(ids),
            or_(Inquiry.concern.is_(None), Inquiry.concern.not_in(of_nobody)),
            visible.applications(viewer),
        )
        .group_by(Application.vacancy_id, Inquiry.missing)
    )
    found: dict[int, dict[MissingNotice | None, int]] = defaultdict(dict)
    for vacancy_id, missing, number in session.execute(query):
        found[vacancy_id][missing] = number
    return found


def _seen(viewer: Viewer, ids: Sequence[int]) -> Rows:
    """The live applications of these vacancies with their decision and when they were told."""
    query: Rows = (
        select(Application.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(Stage, Stage.id == Application.stage_id)
        .outerjoin(Decision, STANDING)
        .outerjoin(_first, _first.c.decision_id == Decision.id)
    )
    return query.where(
        Application.vacancy_id.in_(ids),
        Application.origin == Origin.LIVE,
        visible.applications(viewer),
    )


def _number(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
