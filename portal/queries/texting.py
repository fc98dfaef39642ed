"""Who can be reached by text message: their number, whether they want it, where they live."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from portal.models import (
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Consent,
    Notice,
    Organisation,
    Preferences,
)
from portal.policy import phones, quiet_hours
from portal.policy.contact import Texting
from portal.policy.preferences import DEFAULT
from portal.vocabulary import Channel, ConsentEvent, ConsentKind, Means


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody as a text message would find them."""

    number: str | None
    """The first of their numbers that can take one."""
    allowed: bool
    instead_of_mail: bool
    """Whether they want text messages and no mail, or have no address for mail."""
    time_zone: str | None
    stopped: bool
    """Whether they have answered STOP, and not taken that back."""

    @property
    def by_text(self) -> bool:
        """Whether a text message may be sent to them."""
        return self.allowed and self.number is not None

    def texting(self, house: Organisation, now: datetime) -> Texting:
        """What contact policy asks."""
        zone = quiet_hours.zone_of(self.time_zone, self.number, house.time_zone, now)
        return Texting(self.allowed, zone, self.stopped)


STOPPED = (ConsentEvent.WITHDRAWN, Means.TEXT_MESSAGE)
_LATEST = (
    select(func.max(Consent.id))
    .where(Consent.candidate_id == Candidate.id, Consent.kind == ConsentKind.SMS)
    .correlate(Candidate)
    .scalar_subquery()
)
_PEOPLE = (
    select(
        Candidate.id,
        Candidate.time_zone,
        Consent.event,
        Consent.means,
        CandidateEmail.id.label("email_id"),
        Preferences.channels,
    )
    .outerjoin(Consent, Consent.id == _LATEST)
    .outerjoin(
        CandidateEmail,
        and_(CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0),
    )
    .outerjoin(Preferences, Preferences.candidate_id == Candidate.id)
    .where(Candidate.id.in_(bindparam("ids", expanding=True)))
)
_NUMBERS = (
    select(CandidatePhone.candidate_id, CandidatePhone.e164)
    .where(
        CandidatePhone.candidate_id.in_(bindparam("ids", expanding=True)),
        CandidatePhone.e164.is_not(None),
        CandidatePhone.wrong_at.is_(None),
    )
    .order_by(CandidatePhone.candidate_id, CandidatePhone.position)
)


def known(session: Session, candidate_ids: Collection[int]) -> dict[int, Reached]:
    """These people as a text message would find them."""
    ids = {"ids": sorted(candidate_ids)}
    numbers: dict[int, str] = {}
    for candidate_id, number in session.execute(_NUMBERS, ids):
        if candidate_id not in numbers and number and phones.is_mobile(number):
            numbers[candidate_id] = number
    return {
        row.id: Reached(
            number=numbers.get(row.id),
            allowed=row.event is ConsentEvent.GRANTED,
            instead_of_mail=row.email_id is None or _wants_no_mail(row.channels),
            time_zone=row.time_zone,
            stopped=(row.event, row.means) == STOPPED,
        )
        for row in session.execute(_PEOPLE, ids)
    }


def preferring(session: Session, candidate_ids: Iterable[int]) -> set[int]:
    """Those of them who are written to by text message and not by mail."""
    allowed = select(Consent.candidate_id).where(
        Consent.candidate_id.in_(sorted(set(candidate_ids))),
        Consent.kind == ConsentKind.SMS,
        Consent.event == ConsentEvent.GRANTED,
    )
    # Most people have never been asked: they cost one look at an index.
    asked = set(session.scalars(allowed))
    if not asked:
        return set()
    people = known(session, asked)
    return {i for i, reached in people.items() if reached.by_text and reached.instead_of_mail}


def behind(session: Session, number: str) -> list[int]:
    """Everybody who has this number, whoever was written to last first."""
    last = (
        select(func.max(Notice.id))
        .where(
            Notice.candidate_id == CandidatePhone.candidate_id,
            Notice.channel == Channel.SMS,
            Notice.pinned_address == number,
        )
        .correlate(CandidatePhone)
        .scalar_subquery()
    )
    query = (
        select(CandidatePhone.candidate_id)
        .where(CandidatePhone.e164 == number)
        .group_by(CandidatePhone.candidate_id)
        .order_by(func.coalesce(func.max(last), 0).desc(), CandidatePhone.candidate_id)
    )
    return list(session.scalars(query))


def asking(session: Session, number: str, *, at_most: int) -> list[int]:
    """Everybody who may be sent by text message what is asked for with this number: nobody once
    one of them has answered STOP.
    """
    event, means = STOPPED
    silent = (
        select(CandidatePhone.id)
        .join(Candidate, Candidate.id == CandidatePhone.candidate_id)
        .join(Consent, Consent.id == _LATEST)
        .where(CandidatePhone.e164 == number, Consent.event == event, Consent.means == means)
        .exists()
    )
    query = select(CandidatePhone.candidate_id).where(
        CandidatePhone.e164 == number, CandidatePhone.wrong_at.is_(None), ~silent
    )
    return list(session.scalars(query.distinct().limit(at_most)))


def _wants_no_mail(channels: list[str] | None) -> bool:
    chosen = [channel.value for channel in DEFAULT.channels] if channels is None else channels
    return Channel.SMS in chosen and Channel.EMAIL not in chosen
