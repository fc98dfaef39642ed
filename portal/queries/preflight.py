"""What is known of many people before they are decided about at once: a few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Decision,
    Feedback,
    Notice,
    Stage,
    User,
)
from portal.policy.preflight import Person
from portal.queries import sending, suppressed, texting
from portal.queries.fate import STANDING
from portal.settings import Settings
from portal.vocabulary import Channel, DecisionState, NoticeState, Origin, SendWhen

AT_ONCE = 1_000
"""Ids in one IN list."""
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody who may be decided about, with what is shown of them."""

    application_id: int
    name: str
    called: str
    language: str
    stage_id: int
    person: Person
    decided_by: str | None
    zone: ZoneInfo
    due: datetime

    @property
    def channel(self) -> Channel:
        """By which means they would be told."""
        return Channel.SMS if self.person.by_text else Channel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a decision for many is told, as its writer has chosen."""

    now: datetime
    when: SendWhen
    at: datetime | None
    reason_id: int | None


_other, _decided = aliased(Application), aliased(Decision)
Rows = Select[*tuple[Any, ...]]
_AMONG: BindParameter[Any] = bindparam("ids", expanding=True)
_PEOPLE: Rows = (
    select(
        Application.id,
        Application.candidate_id,
        Application.stage_id,
        Application.origin,
        Application.promising,
        Stage.kind,
        Candidate.name,
        Candidate.called,
        Candidate.language,
        Candidate.may_email,
        Candidate.stopped,
        CandidateEmail.address,
        Decision.state,
        Decision.told_elsewhere_at,
        User.name.label("decided_by"),
        select(Feedback.id)
        .where(Feedback.decision_id == Decision.id)
        .correlate(Decision)
        .exists()
        .label("written"),
    )
    .join(Stage, Stage.id == Application.stage_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .outerjoin(
        CandidateEmail,
        and_(CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0),
    )
    .outerjoin(Decision, STANDING)
    .outerjoin(User, User.id == Decision.decided_by_id)
    .where(Application.id.in_(_AMONG))
    .order_by(Application.id)
)
_OPEN: Rows = (
    select(_other.candidate_id, _other.id)
    .outerjoin(
        _decided,
        and_(_decided.application_id == _other.id, _decided.state != DecisionState.REVERSED),
    )
    .where(
        _other.candidate_id.in_(_AMONG),
        _other.origin == Origin.LIVE,
        or_(_decided.id.is_(None), _decided.state == DecisionState.DRAFT),
    )
)
_CAME_BACK: Rows = select(Notice.candidate_id, Notice.pinned_address).where(
    Notice.candidate_id.in_(_AMONG),
    Notice.channel == Channel.EMAIL,
    Notice.state.in_((NoticeState.BOUNCED, NoticeState.FAILED_SOFT)),
)
_NUMBERS: Rows = (
    select(CandidatePhone.candidate_id)
    .where(CandidatePhone.candidate_id.in_(_AMONG), CandidatePhone.wrong_at.is_(None))
    .group_by(CandidatePhone.candidate_id)
)


def known(
    session: Session, application_ids: Sequence[int], moment: Moment, settings: Settings
) -> dict[int, Known]:
    """These people as they stand now; whoever is among them is no other open application."""
    times = sending.times(session, settings.undo)
    facts = sending.facts(session, application_ids, moment.now)
    among, found = set(application_ids), {}
    due_of: dict[sending.Fact, datetime] = {}
    for row, person in _people(session, application_ids, among, settings):
        fact = facts[row.id]
        if fact not in due_of:
            due_of[fact] = times.due(
                fact, moment.now, when=moment.when, at=moment.at, reason=moment.reason_id
            )
        found[row.id] = Known(
            application_id=row.id,
            name=row.name,
            called=row.called,
            language=row.language or "en",
            stage_id=row.stage_id,
            person=person,
            decided_by=row.decided_by,
            zone=fact.zone,
            due=due_of[fact],
        )
    return found


def _people(
    session: Session, ids: Sequence[int], among: Collection[int], settings: Settings
) -> Iterable[tuple[AnyRow, Person]]:
    connection = session.connection()
    for start in range(0, len(ids), AT_ONCE):
        rows = connection.execute(_PEOPLE, {"ids": list(ids[start : start + AT_ONCE])}).all()
        theirs = {"ids": [row.candidate_id for row in rows]}
        others = _counted(connection.execute(_OPEN, theirs).all(), among)
        back = {(who, address) for who, address in connection.execute(_CAME_BACK, theirs)}
        numbers = set(connection.execute(_NUMBERS, theirs).scalars())
        silenced = suppressed.among(
            session,
            {row.id: (Channel.EMAIL, row.address) for row in rows if row.address},
            settings.address_key,
        )
        texted = texting.preferring(session, theirs["ids"]) if settings.sms_url else set()
        for row in rows:
            yield (
                row,
                Person(
                    stage_kind=row.kind,
                    origin=row.origin,
                    decision=row.state,
                    told=row.told_elsewhere_at is not None,
                    being_written=row.written,
                    promising=row.promising,
                    has_number=row.candidate_id in numbers,
                    by_text=row.candidate_id in texted,
                    has_address=row.address is not None,
                    may_email=row.may_email,
                    silenced=row.id in silenced,
                    bounced=(row.candidate_id, row.address) in back,
                    stopped=row.stopped,
                    others_open=others.get(row.candidate_id, 0),
                ),
            )


def _counted(rows: Iterable[Any], among: Collection[int]) -> Mapping[int, int]:
    """Open applications of each person that are not decided with this."""
    found: dict[int, int] = {}
    for candidate_id, application_id in rows:
        if application_id not in among:
            found[candidate_id] = found.get(candidate_id, 0) + 1
    return found


def stage_names(session: Session, vacancy_id: int) -> dict[int, str]:
    """The stages of a vacancy, in their order."""
    query = select(Stage.id, Stage.name).where(Stage.vacancy_id == vacancy_id)
    return dict(session.execute(query.order_by(Stage.position)).all())
