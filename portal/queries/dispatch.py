"""All that is needed to check, to write and to send notices, in one read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    Consent,
    Decision,
    Feedback,
    FeedbackPoint,
    Link,
    Notice,
    Organisation,
    User,
    Vacancy,
)
from portal.policy.contact import Reach
from portal.policy.letter import Words, kind_of
from portal.queries import organisation
from portal.vocabulary import ConsentEvent, LinkScope, NoticeState, Purpose


@dataclass(frozen=True, slots=True)
class LinkKey:
    """What a personal link's address is derived from."""

    id: int
    kid: int
    nonce: str
    scope: LinkScope


@dataclass(frozen=True, slots=True)
class Pins:
    """What was fixed when the message first went on the wire: later copies have the same bytes."""

    date: datetime
    address: str
    template: str
    revision: int | None
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One notice on its way out."""

    id: int
    public_id: str
    epoch: int
    state: NoticeState
    purpose: Purpose
    created_at: datetime
    not_before: datetime
    claimed_at: datetime | None
    wire_at: datetime | None
    tries: int
    faults: int
    unknown_count: int
    candidate_id: int | None
    application_id: int | None
    vacancy_id: int | None
    revision: int | None
    link: LinkKey
    reach: Reach
    words: Words | None
    """None where nothing of ours is owed: a decision that is none any more."""
    pins: Pins | None


_recipient, _writer = aliased(User), aliased(User)
_latest = (
    select(func.max(Feedback.revision))
    .where(Feedback.decision_id == Decision.id)
    .correlate(Decision)
    .scalar_subquery()
)
_has_points = exists().where(FeedbackPoint.feedback_id == Feedback.id).correlate(Feedback)
_offered = (
    exists()
    .where(
        Consent.candidate_id == Notice.candidate_id,
        Consent.decision_id == Decision.id,
        Consent.event == ConsentEvent.OFFERED,
    )
    .correlate(Notice, Decision)
)
_OWED: Select[Any] = (
    select(
        Notice.__table__,
        Link.kid.label("link_kid"),
        Link.nonce.label("link_nonce"),
        Link.scope.label("link_scope"),
        Link.expires_at.label("link_expires_at"),
        Link.revoked_at.label("link_revoked_at"),
        Candidate.language.label("language"),
        Candidate.stopped.label("stopped"),
        func.coalesce(Candidate.may_email, true()).label("may_email"),
        func.coalesce(Candidate.called, _recipient.name, "").label("called"),
        func.coalesce(CandidateEmail.address, _recipient.email).label("address"),
        Decision.state.label("decision_state"),
        Decision.outcome.label("outcome"),
        and_(Decision.invites_to_pool, _offered).label("invites"),
        Application.id.label("application_id"),
        Application.origin.label("origin"),
        Vacancy.id.label("vacancy_id"),
        func.coalesce(Vacancy.title, "").label("role"),
        Feedback.revision.label("revision"),
        or_(Feedback.message != "", Feedback.advice != "", _has_points).label("has_feedback"),
        func.coalesce(_writer.name, "").label("writer"),
        func.coalesce(_writer.job_title, "").label("job_title"),
    )
    .join(Link, Link.id == Notice.link_id)
    .outerjoin(Candidate, Candidate.id == Notice.candidate_id)
    .outerjoin(
        CandidateEmail,
        and_(CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0),
    )
    .outerjoin(_recipient, _recipient.id == Notice.user_id)
    .outerjoin(Decision, Decision.id == Notice.decision_id)
    .outerjoin(Application, Application.id == Decision.application_id)
    .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Feedback, and_(Feedback.decision_id == Decision.id, Feedback.revision == _latest))
    .outerjoin(_writer, _writer.id == func.coalesce(Feedback.writer_id, Decision.decided_by_id))
    .order_by(Notice.not_before, Notice.id)
)


def read(session: Session, notice_ids: Sequence[int]) -> list[Dispatch]:
    """These notices, the longest due first, as they and the people in them are now."""
    house = organisation.settings(session)
    rows = session.execute(_OWED.where(Notice.id.in_(notice_ids)))
    return [_dispatch(row, house) for row in rows]


def _dispatch(row: Row[Any], house: Organisation) -> Dispatch:
    link_ends = None if row.link_revoked_at else row.link_expires_at
    return Dispatch(
        id=row.id,
        public_id=row.public_id,
        epoch=row.epoch,
        state=row.state,
        purpose=row.purpose,
        created_at=row.created_at,
        not_before=row.not_before,
        claimed_at=row.claimed_at,
        wire_at=row.wire_at,
        tries=row.tries,
        faults=row.faults,
        unknown_count=row.unknown_count,
        candidate_id=row.candidate_id,
        application_id=row.application_id,
        vacancy_id=row.vacancy_id,
        revision=row.revision,
        link=LinkKey(row.link_id, row.link_kid, row.link_nonce, row.link_scope),
        reach=Reach(
            purpose=row.purpose,
            owed_since=row.created_at,
            not_before=row.not_before,
            address=row.pinned_address or row.address,
            link_ends=link_ends,
            decision=row.decision_state,
            origin=row.origin,
            recalled=row.recall_requested_at is not None,
            stopped=row.stopped,
            may_email=bool(row.may_email),
        ),
        words=_words(row, house),
        pins=_pins(row),
    )


def _words(row: Row[Any], house: Organisation) -> Words | None:
    if row.pinned_words:
        return Words.kept(row.pinned_words)
    try:
        kind = kind_of(row.purpose, row.outcome)
    except KeyError:
        return None
    last_day = row.link_expires_at.astimezone(ZoneInfo(house.time_zone)).date()
    return Words(
        kind=kind,
        language=row.language or "en",
        called=row.called,
        role=row.role,
        writer=row.writer,
        job_title=row.job_title,
        invites=bool(row.invites),
        has_feedback=bool(row.has_feedback),
        link_ends=last_day.isoformat(),
        **of_house(house),
    )


def _pins(row: Row[Any]) -> Pins | None:
    if row.pinned_at is None or row.pinned_words is None:
        return None
    return Pins(
        row.pinned_date,
        row.pinned_address,
        row.pinned_template,
        row.pinned_revision,
        Words.kept(row.pinned_words),
    )


def of_house(house: Organisation) -> dict[str, str]:
    """What a letter says of the organisation, as keywords of Words."""
    return {
        "organisation": house.name,
        "accent": house.accent,
        "sender_name": house.sender_name or house.name,
        "reply_to": house.reply_to,
    }
