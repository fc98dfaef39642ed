"""Who was told, when, how and by whom: for the system in which they were decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    Decision,
    Notice,
    SourceRecord,
    User,
    Vacancy,
)
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import (
    TOLD,
    Channel,
    DecisionState,
    NoContact,
    NoticeState,
    Outcome,
    Purpose,
    RecordKind,
)

Rows = Select[*tuple[Any, ...]]
PAGE = 50
CHUNK = 500
"""Rows of one read of the export."""


class Told(StrEnum):
    """Whether somebody knows what was decided."""

    YES = "yes"
    NOT_YET = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to know; None: everything."""

    vacancy_id: int | None = None
    source: str | None = None
    told: Told | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Before this moment."""
    candidate_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """What the other system calls them."""

    system: str = ""
    person: str = ""
    application: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """One decision, and whether the person knows it."""

    decision_id: int
    application_id: int
    candidate_id: int
    name: str
    email: str | None
    vacancy: str
    outcome: Outcome
    decided_at: datetime
    told: Told
    told_at: datetime | None
    by: str | None
    """Who wrote to them, or noted that they were told."""
    elsewhere: bool
    """Whether somebody noted it, and no message of ours did it."""
    notice_id: int | None
    notice: NoticeState | None
    channel: Channel | None
    not_before: datetime | None
    why_not: NoContact | None
    there: There = There()


_STATES = (DecisionState.IMPORTED, DecisionState.RELEASED)
_writer, _noter = aliased(User), aliased(User)
_latest = (
    select(func.max(Notice.id))
    .where(Notice.decision_id == Decision.id, Notice.purpose == Purpose.DECISION)
    .correlate(Decision)
    .scalar_subquery()
)
# What somebody said on the telephone is told by whoever has noted it.
_accepted = and_(Notice.state.in_(TOLD), Notice.channel != Channel.CALL)
_taken_at = func.coalesce(Notice.accepted_at, Notice.delivered_at)
_told_at = case((_accepted, _taken_at), else_=Decision.told_elsewhere_at)
_told = case(
    (or_(_accepted, Decision.told_elsewhere_at.is_not(None)), Told.YES.value),
    (Decision.state == DecisionState.IMPORTED, Told.UNKNOWN.value),
    else_=Told.NOT_YET.value,
)
_changed_at = func.coalesce(_told_at, Decision.decided_at)
"""When it became so: since then the other system may not know it."""
_ROWS: Rows = (
    select(
        Decision.id.label("decision_id"),
        Application.id.label("application_id"),
        Candidate.id.label("candidate_id"),
        Candidate.name,
        CandidateEmail.address.label("email"),
        Vacancy.title.label("vacancy"),
        Decision.outcome,
        Decision.decided_at,
        _told.label("told"),
        _told_at.label("told_at"),
        _accepted.label("by_message"),
        Decision.told_elsewhere_at,
        _writer.name.label("writer"),
        _noter.name.label("noter"),
        Notice.id.label("notice_id"),
        Notice.state.label("notice"),
        Notice.channel,
        Notice.not_before,
        Notice.reason.label("why_not"),
        Candidate.source.label("person_source"),
        Candidate.source_id.label("person_id"),
        Application.source.label("application_source"),
        Application.source_id.label("application_source_id"),
    )
    .select_from(Decision)
    .join(Application, Application.id == Decision.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(
        CandidateEmail,
        (CandidateEmail.candidate_id == Candidate.id) & (CandidateEmail.position == 0),
    )
    .outerjoin(Notice, Notice.id == _latest)
    .outerjoin(_writer, _writer.id == Decision.decided_by_id)
    .outerjoin(_noter, _noter.id == Decision.told_elsewhere_by_id)
    .where(
        Decision.state.in_(_STATES),
        # Who was hired is told by a person; the portal owes them nothing.
        Decision.outcome != Outcome.HIRED,
    )
    .order_by(Decision.id.desc())
)


def page(
    session: Session, viewer: Viewer, asked: Asked, *, before: int | None = None
) -> list[ToldRow]:
    """The newest decisions; one more than a page holds if there are older ones."""
    return _read(session, _asked(viewer, asked, before).limit(PAGE + 1), asked.source)


def every(session: Session, viewer: Viewer, asked: Asked) -> Iterator[ToldRow]:
    """All of them, the newest first, without holding them all at once."""
    before: int | None = None
    while rows := _read(session, _asked(viewer, asked, before).limit(CHUNK), asked.source):
        yield from rows
        before = rows[-1].decision_id


def systems(session: Session) -> list[str]:
    """The other systems that people and applications came from."""
    names: set[str] = set()
    for column in (Candidate.source, Application.source, SourceRecord.source):
        names |= set(session.scalars(select(column).where(column.is_not(None)).distinct()))
    return sorted(names)


def vacancies(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """The vacancies of which somebody was decided."""
    query = (
        select(Vacancy.id, Vacancy.title)
        .join(Application, Application.vacancy_id == Vacancy.id)
        .join(Decision, Decision.application_id == Application.id)
        .where(visible.vacancies(viewer), Decision.state.in_(_STATES))
        .distinct()
        .order_by(Vacancy.title, Vacancy.id)
    )
    return [(row.id, row.title) for row in session.execute(query)]


def _asked(viewer: Viewer, asked: Asked, before: int | None) -> Rows:
    query = _ROWS.where(visible.applications(viewer))
    if asked.vacancy_id is not None:
        query = query.where(Vacancy.id == asked.vacancy_id)
    if asked.candidate_id is not None:
        query = query.where(Candidate.id == asked.candidate_id)
    if asked.source is not None:
        query = query.where(_is_from(asked.source))
    if asked.told is not None:
        query = query.where(_told == asked.told.value)
    if asked.since is not None:
        query = query.where(_changed_at >= asked.since)
    if asked.until is not None:
        query = query.where(_changed_at < asked.until)
    return query if before is None else query.where(Decision.id < before)


def _is_from(source: str) -> ColumnElement[bool]:
    """Whether that system knows the application, or the person."""
    recorded = exists().where(
        SourceRecord.source == source,
        or_(
            SourceRecord.application_id == Application.id,
            SourceRecord.candidate_id == Candidate.id,
        ),
    )
    return or_(Application.source == source, Candidate.source == source, recorded)


def _read(session: Session, query: Rows, source: str | None) -> list[ToldRow]:
    rows = session.execute(query).all()
    records = _records(session, rows)
    return [_row(row, _there(row, records, source)) for row in rows]


def _row(row: Row[*tuple[Any, ...]], there: There) -> ToldRow:
    elsewhere = bool(row.told_elsewhere_at and not row.by_message)
    return ToldRow(
        decision_id=row.decision_id,
        application_id=row.application_id,
        candidate_id=row.candidate_id,
        name=row.name,
        email=row.email,
        vacancy=row.vacancy,
        outcome=row.outcome,
        decided_at=row.decided_at,
        told=Told(row.told),
        told_at=row.told_at,
        by=row.noter if elsewhere else row.writer,
        elsewhere=elsewhere,
        notice_id=row.notice_id,
        notice=row.notice,
        channel=row.channel,
        not_before=row.not_before,
        why_not=row.why_not,
        there=there,
    )


Records = dict[tuple[RecordKind, int], list[tuple[str, str]]]


def _records(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> Records:
    """What connected systems call these people and applications: (source, id) of each."""
    found: Records = {}
    for kind, column, ids in (
        (RecordKind.CANDIDATE, SourceRecord.candidate_id, {row.candidate_id for row in rows}),
        (RecordKind.APPLICATION, SourceRecord.application_id, {row.application_id for row in rows}),
    ):
        query: Rows = select(column, SourceRecord.source, SourceRecord.source_id).where(
            column.in_(ids), SourceRecord.kind == kind
        )
        for row_id, source, source_id in session.execute(query.order_by(SourceRecord.id)):
            found.setdefault((kind, row_id), []).append((source, source_id))
    return found


def _there(row: Row[*tuple[Any, ...]], records: Records, source: str | None) -> There:
    """Its ids in the system that was asked for, else in the one it came from."""
    people = [(row.person_source, row.person_id)]
    people += records.get((RecordKind.CANDIDATE, row.candidate_id), [])
    applications = [(row.application_source, row.application_source_id)]
    applications += records.get((RecordKind.APPLICATION, row.application_id), [])
    named = [system for system, known in (*applications, *people) if system and known]
    system = source or next(iter(named), row.application_source or row.person_source or "")
    return There(
        system=system,
        person=_id_in(system, people),
        application=_id_in(system, applications),
    )


def _id_in(system: str, known: Sequence[tuple[str | None, str | None]]) -> str:
    return next((found for name, found in known if name == system and found), "")
