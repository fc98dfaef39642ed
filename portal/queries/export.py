"""Our own export: people with their applications, a few hundred at a time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Decision,
    Note,
    Notice,
    Reason,
    Stage,
    Vacancy,
)
from portal.policy.imports.fields import Field
from portal.policy.imports.own_file import Value
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import DecisionState, NoticeState, Outcome, Purpose

AT_ONCE = 300
"""People that are read at a time: an export of any size takes the same memory."""

Values = dict[Field, Value]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to have: everybody, those of one vacancy, those since a day."""

    vacancy_id: int | None = None
    since: datetime | None = None


def people(session: Session, viewer: Viewer, asked: Asked) -> int:
    """How many people that are."""
    query = select(func.count()).select_from(Candidate).where(_wanted(viewer, asked))
    return session.scalar(query) or 0


def rows(session: Session, viewer: Viewer, asked: Asked) -> Iterator[Values]:
    """A row for each application, and one for a person without any."""
    after = 0
    while found := _people(session, viewer, asked, after):
        ids = [person.id for person in found]
        applications = _applications(session, viewer, asked, ids)
        emails = _all(session, CandidateEmail.address, CandidateEmail.position, ids)
        phones = _all(session, CandidatePhone.typed, CandidatePhone.position, ids)
        notes = _all(session, Note.text, Note.id, ids)
        for person in found:
            own = _person(person)
            own |= {Field.EMAIL: emails[person.id], Field.PHONE: phones[person.id]}
            for position, application in enumerate(applications[person.id] or [{}]):
                first = {Field.NOTES: notes[person.id]} if position == 0 else {}
                yield own | application | first
        after = ids[-1]


def _wanted(viewer: Viewer, asked: Asked) -> ColumnElement[bool]:
    theirs = (
        select(Application.id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(Application.candidate_id == Candidate.id, visible.applications(viewer))
        .correlate(Candidate)
    )
    wanted: ColumnElement[bool] = true()
    if asked.vacancy_id is not None or asked.since is not None:
        wanted = theirs.where(_of(asked)).exists()
    if asked.vacancy_id is None and asked.since is not None:
        new_here = and_(~theirs.exists(), Candidate.created_at >= asked.since)
        wanted = or_(wanted, new_here)
    return and_(visible.candidates(viewer), wanted)


def _of(asked: Asked) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if asked.vacancy_id is not None:
        conditions.append(Application.vacancy_id == asked.vacancy_id)
    if asked.since is not None:
        conditions.append(Application.applied_at >= asked.since)
    return and_(*conditions)


def _people(session: Session, viewer: Viewer, asked: Asked, after: int) -> Sequence[Row[Any]]:
    columns = [Candidate.__table__.c[name] for name in ("id", *_OF_PERSON)]
    query = select(*columns).where(_wanted(viewer, asked), Candidate.id > after)
    return session.execute(query.order_by(Candidate.id).limit(AT_ONCE)).all()


def _all(
    session: Session,
    text: InstrumentedAttribute[str],
    order: InstrumentedAttribute[int],
    ids: Sequence[int],
) -> dict[int, list[str]]:
    owner = text.class_.candidate_id
    found: dict[int, list[str]] = defaultdict(list)
    query = select(owner, text).where(owner.in_(ids)).order_by(owner, order)
    for candidate_id, each in session.execute(query):
        found[candidate_id].append(each)
    return found


def _applications(
    session: Session, viewer: Viewer, asked: Asked, ids: Sequence[int]
) -> dict[int, list[Values]]:
    query = (
        select(*_OF_APPLICATION)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(Stage, Stage.id == Application.stage_id)
        .outerjoin(
            Decision,
            and_(
                Decision.application_id == Application.id,
                Decision.state.in_((DecisionState.RELEASED, DecisionState.IMPORTED)),
            ),
        )
        .outerjoin(Reason, Reason.id == Decision.reason_id)
        .where(Application.candidate_id.in_(ids), visible.applications(viewer), _of(asked))
        .order_by(Application.candidate_id, Application.id)
    )
    found: dict[int, list[Values]] = defaultdict(list)
    for row in session.execute(query):
        found[row.candidate_id].append(_application(row))
    return found


def _person(row: Row[Any]) -> Values:
    return {
        Field.NAME: row.name,
        Field.CALLED: row.called,
        Field.LOCATION: row.location,
        Field.HEADLINE: row.headline,
        Field.SKILLS: row.skills,
        Field.EXPERIENCE: row.experience,
        Field.EDUCATION: row.education,
        Field.LINKS: row.links,
        Field.LANGUAGE: row.language,
        Field.TIME_ZONE: row.time_zone,
        Field.SOURCE: row.source if row.source_id else None,
        Field.CANDIDATE_ID: row.source_id if row.source else None,
        Field.CANDIDATE_URL: row.source_url,
        Field.PRIVATE: row.private or None,
        Field.MAY_EMAIL: None if row.may_email else False,
        Field.STOPPED: row.stopped,
    }


def _application(row: Row[Any]) -> Values:
    return {
        Field.VACANCY: row.title,
        Field.STAGE: row.stage,
        Field.STAGE_KIND: row.kind,
        Field.ORIGIN: row.origin,
        Field.PROMISING: row.promising or None,
        Field.APPLIED_AT: row.applied_at,
        Field.WAITS_SINCE: row.waits_since,
        Field.PROMISED_BY: row.promised_by,
        Field.STATUS: row.outcome.replace("_", " ") if row.outcome else None,
        Field.DECIDED_AT: row.decided_at,
        Field.ENDED_BY: row.ended_by,
        Field.REASON: row.reason or row.imported_reason,
        Field.DECISION_NOTE: row.internal_note,
        Field.TOLD_AT: row.told_elsewhere_at or row.accepted_at or _hired_at(row),
        Field.APPLICATION_SOURCE: row.source if row.source_id else None,
        Field.APPLICATION_ID: row.source_id if row.source else None,
    }


def _hired_at(row: Row[Any]) -> datetime | None:
    """Whoever is hired gets no message of ours, and knows it."""
    at: datetime | None = row.released_at if row.outcome is Outcome.HIRED else None
    return at


_OF_PERSON = (
    "name",
    "called",
    "location",
    "headline",
    "skills",
    "experience",
    "education",
    "links",
    "language",
    "time_zone",
    "source",
    "source_id",
    "source_url",
    "private",
    "may_email",
    "stopped",
)
_ACCEPTED_AT = (
    select(func.min(Notice.accepted_at))
    .where(
        Notice.decision_id == Decision.id,
        Notice.purpose == Purpose.DECISION,
        Notice.state == NoticeState.ACCEPTED,
    )
    .correlate(Decision)
    .scalar_subquery()
)
_OF_APPLICATION: tuple[Any, ...] = (
    Application.candidate_id,
    Vacancy.title,
    Stage.name.label("stage"),
    Stage.kind,
    Application.origin,
    Application.promising,
    Application.applied_at,
    Application.waits_since,
    Application.promised_by,
    Application.source,
    Application.source_id,
    Decision.outcome,
    Decision.decided_at,
    Decision.released_at,
    Decision.ended_by,
    Decision.imported_reason,
    Decision.internal_note,
    Decision.told_elsewhere_at,
    Reason.name.label("reason"),
    _ACCEPTED_AT.label("accepted_at"),
)
