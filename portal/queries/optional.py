"""What people have agreed to and chosen, and which optional messages they got."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import Consent, Notice, Preferences
from portal.policy.consent import LastConsent
from portal.policy.optional import Standing
from portal.policy.preferences import DEFAULT, ContactPreferences
from portal.vocabulary import Channel, ConsentKind, NoticeState, Purpose, Topic

OPTIONAL = tuple(purpose for purpose in Purpose if purpose.optional)
NEVER_LEFT = (
    *(NoticeState.STOPPED, NoticeState.CANCELLED),
    *(NoticeState.EXPIRED, NoticeState.DEAD, NoticeState.HELD),
)


def standings(
    session: Session, people: Collection[int], *, before: int | None = None
) -> dict[int, Standing]:
    """Where these people stand; `before` leaves out a message itself and those behind it."""
    ids = list(people)
    last, chosen = _consents(session, ids), _chosen(session, ids)
    sent = _sent(session, ids, before)
    return {
        one: Standing(last.get(one), chosen.get(one, DEFAULT), tuple(sent.get(one, ())))
        for one in ids
    }


def _consents(session: Session, ids: list[int]) -> dict[int, LastConsent]:
    rows = session.execute(
        select(Consent.candidate_id, Consent.event, Consent.at, Consent.until)
        .where(Consent.candidate_id.in_(ids), Consent.kind == ConsentKind.POOL)
        .order_by(Consent.id)
    )
    return {row[0]: LastConsent(row[1], row[2], row[3]) for row in rows}


def _chosen(session: Session, ids: list[int]) -> dict[int, ContactPreferences]:
    rows = session.scalars(select(Preferences).where(Preferences.candidate_id.in_(ids)))
    return {
        row.candidate_id: ContactPreferences(
            channels=tuple(Channel(channel) for channel in row.channels),
            topics=tuple(Topic(topic) for topic in row.topics),
            at_most=row.at_most,
            paused_until=row.paused_until,
        )
        for row in rows
    }


def _sent(session: Session, ids: list[int], before: int | None) -> dict[int, list[datetime]]:
    when = func.coalesce(Notice.accepted_at, Notice.not_before, type_=Notice.not_before.type)
    query = select(Notice.candidate_id, when).where(
        Notice.candidate_id.in_(ids),
        Notice.purpose.in_(OPTIONAL),
        Notice.state.not_in(NEVER_LEFT),
    )
    if before is not None:
        query = query.where(Notice.id < before)
    found: dict[int, list[datetime]] = defaultdict(list)
    for candidate_id, at in session.execute(query):
        if candidate_id is not None:
            found[candidate_id].append(at)
    return found
