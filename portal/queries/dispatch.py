"""All that is needed to check, to write and to send notices, in one read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.models import (
    Organisation,
)
from portal.policy.contact import Reach
from portal.policy.letter import BrokenWords, Words, kind_of
from portal.policy.optional import Standing
from portal.queries import company, optional, organisation, suppressed, texting
from portal.queries.company import Asked, Found
from portal.queries.owed import OWED
from portal.queries.texting import Reached
from portal.vocabulary import (
    Channel,
    LinkScope,
    NoticeState,
    Purpose,
)


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
    link: LinkKey | None
    """None for what opens nothing."""
    reach: Reach
    words: Words | None
    """None where nothing of ours is owed, or what was pinned cannot be read any more."""
    pins: Pins | None
    told_with_id: int | None = None
    """The message that has told it as well, where another copy of that may be needed."""
    along: tuple[int, ...] = ()
    """Notices that go in the same message and that are in nobody's hands."""
    apart: bool = False
    """Whether something that its message has told is told no more, so that it cannot be copied."""
    company: tuple["Dispatch", ...] = ()
    """What the same message tells besides."""
    tries_relay: bool = False
    """Whether it was claimed alone, to find out whether its relay works again."""


def read(
    session: Session, notice_ids: Sequence[int], address_key: str, now: datetime
) -> list[Dispatch]:
    """These notices, the longest due first, as they and the people in them are now."""
    house = organisation.settings(session)
    rows = session.connection().execute(OWED, {"ids": list(notice_ids)}).all()
    by_text = {row.candidate_id for row in rows if row.channel is Channel.SMS}
    people = texting.known(session, by_text) if by_text else {}
    taken = [_dispatch(row, house, people.get(row.candidate_id)) for row in rows]
    taken = _with_company(session, _with_standing(session, taken), now)
    return _without_suppressed(session, taken, address_key)


def _with_company(session: Session, taken: list[Dispatch], now: datetime) -> list[Dispatch]:
    """The same, with what else is open about those who are told a decision."""
    told = [owed for owed in taken if owed.purpose is Purpose.DECISION and owed.candidate_id]
    new = [Asked(o.id, o.candidate_id or 0, o.channel) for o in told if o.pins is None]
    again = {o.id: o.told_with_id or o.id for o in told if o.pins is not None}
    ours = {owed.id for owed in taken}
    found = {
        **(company.around(session, new, ours, now) if new else {}),
        **(company.told_once(session, again, ours, now) if again else {}),
    }
    return [_in_company(owed, found[owed.id]) if owed.id in found else owed for owed in taken]


def _in_company(owed: Dispatch, found: Found) -> Dispatch:
    reach = replace(owed.reach, company=found.company)
    return replace(owed, reach=reach, along=found.along, apart=found.apart)


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
        told_with_id=row.told_with_id,
        link=_link(row),
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
        decided=bool(row.decided),
        texting=reached.texting(house, row.not_before) if reached else None,
    )


def _link(row: Row[Any]) -> LinkKey | None:
    if row.link_id is None:
        return None
    return LinkKey(row.link_id, row.link_kid, row.link_nonce, row.link_scope, row.link_short)


def _words(row: Row[Any], house: Organisation) -> Words | None:
    try:
        kind = kind_of(row.purpose, row.outcome)
    except KeyError:
        return None
    zone = ZoneInfo(house.time_zone)
    until = row.promised_by if row.purpose.before_decision else None
    return Words(
        kind=kind,
        language=(row.body and row.body_language) or row.language or "en",
        called=row.called,
        role=row.role,
        writer=row.writer,
        job_title=row.job_title,
        invites=bool(row.invites),
        has_feedback=bool(row.has_feedback),
        personal=row.personal_text or "",
        body=row.body or "",
        link_ends=_day(row.link_expires_at, zone),
        until=_day(until, zone),
        about=row.about,
        tried_to_call=bool(row.tried_to_call),
        **of_house(house),
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).date().isoformat()


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


class OfHouse(TypedDict):
    """What a letter says of the organisation, as keywords of Words."""

    organisation: str
    accent: str
    sender_name: str
    reply_to: str


def of_house(house: Organisation) -> OfHouse:
    """What a letter says of the organisation, as keywords of Words."""
    return {
        "organisation": house.name,
        "accent": house.accent,
        "sender_name": house.sender_name or house.name,
        "reply_to": house.reply_to,
    }
