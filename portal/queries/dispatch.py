"""All that is needed to check, to write and to send notices, in one read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, bindparam, case, exists, func, or_, select, true
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
    Preferences,
    User,
    Vacancy,
)
from portal.policy.contact import Reach
from portal.policy.letter import BrokenWords, Words, kind_of
from portal.policy.optional import Standing
from portal.queries import optional, organisation, suppressed, texting
from portal.queries.fate import WAITS_ELSEWHERE
from portal.queries.texting import Reached
from portal.queries.unreached import ASKED_TO_CALL
from portal.vocabulary import Channel, ConsentEvent, LinkScope, NoticeState, Purpose


@dataclass(frozen=True, slots=True)
class LinkKey:
    """What a personal link's address is derived from."""

    id: int
    kid: int
    nonce: str
    scope: LinkScope
    short: bool


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
    channel: Channel
    created_at: datetime
    not_before: datetime
    claimed_at: datetime | None
    wire_at: datetime | None
    tries: int
    faults: int
    unknown_count: int
    candidate_id: int | None
    decision_id: int | None
    awaits_call: bool
    """Whether a person is asked to reach them by other means."""
    application_id: int | None
    vacancy_id: int | None
    revision: int | None
    link: LinkKey
    reach: Reach
    words: Words | None
    """None where nothing of ours is owed, or what was pinned cannot be read any more."""
    pins: Pins | None
    tries_relay: bool = False
    """Whether it was claimed alone, to find out whether its relay works again."""


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
_WRITER = func.coalesce(
    Feedback.writer_id,
    Decision.decided_by_id,
    case((Notice.purpose == Purpose.CHECK_IN, Notice.created_by_id)),
)
_OWED: Select[Any] = (
    select(
        Notice.__table__,
        Link.kid.label("link_kid"),
        Link.nonce.label("link_nonce"),
        Link.scope.label("link_scope"),
        Link.short.label("link_short"),
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
        Application.id.label("of_application_id"),
        Application.origin.label("origin"),
        Vacancy.id.label("vacancy_id"),
        func.coalesce(Vacancy.title, "").label("role"),
        Feedback.revision.label("revision"),
        or_(Feedback.message != "", Feedback.advice != "", _has_points).label("has_feedback"),
        func.coalesce(_writer.name, "").label("writer"),
        func.coalesce(_writer.job_title, "").label("job_title"),
        Preferences.paused_until.label("paused_until"),
        WAITS_ELSEWHERE.label("waits_elsewhere"),
        ASKED_TO_CALL.label("awaits_call"),
    )
    .join(Link, Link.id == Notice.link_id)
    .outerjoin(Candidate, Candidate.id == Notice.candidate_id)
    .outerjoin(
        CandidateEmail,
        and_(CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0),
    )
    .outerjoin(Preferences, Preferences.candidate_id == Notice.candidate_id)
    .outerjoin(_recipient, _recipient.id == Notice.user_id)
    .outerjoin(Decision, Decision.id == Notice.decision_id)
    .outerjoin(Application, Application.id == Decision.application_id)
    .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Feedback, and_(Feedback.decision_id == Decision.id, Feedback.revision == _latest))
    .outerjoin(_writer, _writer.id == _WRITER)
    .order_by(Notice.not_before, Notice.id)
    # A parameter, so that the statement is the same for every batch and need not be built anew.
    .where(Notice.id.in_(bindparam("ids", expanding=True)))
)


def read(session: Session, notice_ids: Sequence[int], address_key: str) -> list[Dispatch]:
    """These notices, the longest due first, as they and the people in them are now."""
    house = organisation.settings(session)
    rows = session.connection().execute(_OWED, {"ids": list(notice_ids)}).all()
    by_text = {row.candidate_id for row in rows if row.channel is Channel.SMS}
    people = texting.known(session, by_text) if by_text else {}
    taken = [_dispatch(row, house, people.get(row.candidate_id)) for row in rows]
    return _without_suppressed(session, _with_standing(session, taken), address_key)


def _with_standing(session: Session, taken: list[Dispatch]) -> list[Dispatch]:
    """The same, with what decides about those that nobody is owed."""
    return [
        replace(owed, reach=replace(owed.reach, standing=_standing(session, owed)))
        if owed.purpose.optional and owed.candidate_id is not None
        else owed
        for owed in taken
    ]


def _standing(session: Session, owed: Dispatch) -> Standing:
    people = [owed.candidate_id or 0]
    return optional.standings(session, people, before=owed.id)[people[0]]


def _without_suppressed(
    session: Session, taken: list[Dispatch], address_key: str
) -> list[Dispatch]:
    """The same, with those marked whose address is not written to any more."""
    addresses = {
        owed.id: (owed.channel, owed.reach.address) for owed in taken if owed.reach.address
    }
    silent = suppressed.among(session, addresses, address_key)
    if not silent:
        return taken
    return [
        replace(owed, reach=replace(owed.reach, suppressed=owed.id in silent)) for owed in taken
    ]


def _dispatch(row: Row[Any], house: Organisation, reached: Reached | None) -> Dispatch:
    """`reached` is None for every channel but text messages."""
    words = _words(row, house) if row.pinned_words is None else _kept(row)
    return Dispatch(
        id=row.id,
        public_id=row.public_id,
        epoch=row.epoch,
        state=row.state,
        purpose=row.purpose,
        channel=row.channel,
        created_at=row.created_at,
        not_before=row.not_before,
        claimed_at=row.claimed_at,
        wire_at=row.wire_at,
        tries=row.tries,
        faults=row.faults,
        unknown_count=row.unknown_count,
        candidate_id=row.candidate_id,
        decision_id=row.decision_id,
        awaits_call=bool(row.awaits_call),
        application_id=row.of_application_id,
        vacancy_id=row.vacancy_id,
        revision=row.revision,
        link=LinkKey(row.link_id, row.link_kid, row.link_nonce, row.link_scope, row.link_short),
        reach=_reach(row, house, reached),
        words=words,
        pins=_pins(row, words),
    )


def _reach(row: Row[Any], house: Organisation, reached: Reached | None) -> Reach:
    number = reached.number if reached else None
    address = number if row.channel is Channel.SMS else row.address
    return Reach(
        purpose=row.purpose,
        owed_since=row.created_at,
        not_before=row.not_before,
        address=row.pinned_address or address,
        link_ends=None if row.link_revoked_at else row.link_expires_at,
        decision=row.decision_state,
        origin=row.origin,
        recalled=row.recall_requested_at is not None,
        stopped=row.stopped,
        may_email=bool(row.may_email),
        paused_until=row.paused_until,
        waits_elsewhere=bool(row.waits_elsewhere),
        texting=reached.texting(house, row.not_before) if reached else None,
    )


def _words(row: Row[Any], house: Organisation) -> Words | None:
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
        personal=row.personal_text or "",
        link_ends=last_day.isoformat(),
        **of_house(house),
    )


def _kept(row: Row[Any]) -> Words | None:
    try:
        return Words.kept(row.pinned_words)
    except BrokenWords:
        return None


def _pins(row: Row[Any], words: Words | None) -> Pins | None:
    if row.pinned_at is None or row.pinned_words is None or words is None:
        return None
    return Pins(
        row.pinned_date,
        row.pinned_address,
        row.pinned_template,
        row.pinned_revision,
        words,
    )


def of_house(house: Organisation) -> dict[str, str]:
    """What a letter says of the organisation, as keywords of Words."""
    return {
        "organisation": house.name,
        "accent": house.accent,
        "sender_name": house.sender_name or house.name,
        "reply_to": house.reply_to,
    }
