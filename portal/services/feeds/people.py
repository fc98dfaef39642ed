"""A person of another system: found or added here, and kept as that system says."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from portal.models import Application, Candidate, SourceRecord
from portal.policy.feeds.said import Field
from portal.policy.imports import identity
from portal.services import audit, candidates
from portal.services.candidates import CandidateDraft
from portal.services.feeds import contacts, departures, records, shared_addresses
from portal.services.feeds.records import Feed
from portal.vocabulary import Act, RecordKind

_TEXTS = (Field.LOCATION, Field.HEADLINE)
_LISTS = (Field.SKILLS, Field.EXPERIENCE, Field.EDUCATION)


def settle(feed: Feed, record: SourceRecord, application_id: str = "") -> Candidate | None:
    """Bring a person up to what is said of them; None if nobody is here and nobody comes.

    Raises Unanswered while it is a question who they are.
    """
    candidate = _known(feed, record)
    if candidate is None:
        if not records.says(record, Field.COMES):
            return None
        candidate = _match(feed, record, application_id) or _add(feed, record)
    record.candidate_id = candidate.id
    if candidate.source is None:
        candidate.source, candidate.source_id = feed.source, record.source_id
    _fill(feed, record, candidate)
    every = _records_of(feed, candidate)
    _obey(candidate, every)
    departures.settle(feed, candidate, every)
    for waiting in shared_addresses.freed(feed.context, candidate):
        settle(feed, waiting)
    return candidate


def _known(feed: Feed, record: SourceRecord) -> Candidate | None:
    if record.candidate_id is not None:
        return feed.context.session.get(Candidate, record.candidate_id)
    return feed.context.session.scalar(
        select(Candidate).where(
            Candidate.source == feed.source, Candidate.source_id == record.source_id
        )
    )


def _match(feed: Feed, record: SourceRecord, application_id: str) -> Candidate | None:
    """Who is here without an id of this system and has their application, or their address."""
    owners = shared_addresses.open_owners(feed.context, record)
    name = str(records.value(record, Field.NAME) or "")
    applicant = feed.context.session.scalar(
        select(Candidate)
        .join(Application, Application.candidate_id == Candidate.id)
        .where(Application.source == feed.source, Application.source_id == application_id)
    )
    for candidate in (applicant, *owners.values()):
        if candidate is not None and _may_be(feed, candidate, name):
            return candidate
    if owners:
        shared_addresses.ask(feed.context, record, owners)
        raise shared_addresses.Unanswered
    return None


def _may_be(feed: Feed, candidate: Candidate, name: str) -> bool:
    """Whether they have no other id of this system, and a name that fits."""
    has_id = candidate.source == feed.source and candidate.source_id is not None
    if has_id or _records_of(feed, candidate):
        return False
    return bool(name) and identity.may_be_one(candidate.name, name)


def _add(feed: Feed, record: SourceRecord) -> Candidate:
    name = records.value(record, Field.NAME) or f"Candidate {record.source_id}"[:200]
    records.take(record, **{Field.NAME: name})
    draft = CandidateDraft(name=name, source=feed.source, source_id=record.source_id)
    return candidates.add(feed.context, draft)


def _fill(feed: Feed, record: SourceRecord, candidate: Candidate) -> None:
    owners = contacts.owners(
        feed.context, records.value(record, Field.EMAILS) or (), but=candidate.id
    )
    shared_addresses.ask(feed.context, record, shared_addresses.undecided(record, owners))
    before = _draft_of(candidate)
    said: dict[str, Any] = {
        field: records.followed(record, field, getattr(before, field)) for field in _TEXTS
    }
    for field in _LISTS:
        ours = list(getattr(before, field))
        said[field] = tuple(records.followed(record, field, ours))
    draft = replace(
        before,
        emails=tuple(contacts.emails(record, candidate, owners)),
        phones=tuple(contacts.each(record, Field.PHONES, list(before.phones))),
        links=tuple(contacts.each(record, Field.LINKS, list(before.links))),
        **said,
    )
    draft = _named(record, draft)
    if candidate.source == feed.source and candidate.source_id == record.source_id:
        url = records.followed(record, Field.URL, before.source_url)
        draft = replace(draft, source_url=url or None)
    if draft == before:
        return
    is_new = candidate.created_at == feed.context.now
    candidates.fill(feed.context, candidate, draft)
    feed.context.session.flush()
    if not is_new:
        audit.record(feed.context, Act.CANDIDATE_CHANGED, candidate_id=candidate.id)


def _named(record: SourceRecord, draft: CandidateDraft) -> CandidateDraft:
    """The name, and how they are greeted: by what is said, else by the beginning of the name."""
    derived = draft.called == draft.name.split()[0]
    name = records.followed(record, Field.NAME, draft.name) or draft.name
    if records.says(record, Field.CALLED):
        if derived and Field.CALLED not in record.taken:
            draft = replace(draft, called="")
        called = records.followed(record, Field.CALLED, draft.called)
    else:
        called = "" if derived else draft.called
    return replace(draft, name=name, called=called or name.split()[0])


def _draft_of(candidate: Candidate) -> CandidateDraft:
    return CandidateDraft(
        name=candidate.name,
        called=candidate.called,
        emails=tuple(email.address for email in candidate.emails),
        phones=tuple(phone.typed for phone in candidate.phones),
        location=candidate.location,
        time_zone=candidate.time_zone,
        language=candidate.language,
        headline=candidate.headline,
        skills=tuple(candidate.skills),
        experience=tuple(candidate.experience),
        education=tuple(candidate.education),
        links=tuple(candidate.links),
        source=candidate.source,
        source_id=candidate.source_id,
        source_url=candidate.source_url,
    )


def _records_of(feed: Feed, candidate: Candidate) -> list[SourceRecord]:
    """All ids under which this system knows them."""
    query = select(SourceRecord).where(
        SourceRecord.source == feed.source,
        SourceRecord.kind == RecordKind.CANDIDATE,
        SourceRecord.candidate_id == candidate.id,
    )
    return list(feed.context.session.scalars(query.order_by(SourceRecord.id)))


def _obey(candidate: Candidate, every: list[SourceRecord]) -> None:
    """Private there is private here; whoever must not be e-mailed there is not e-mailed here."""
    private = [r for r in every if records.says(r, Field.PRIVATE)]
    if private:
        candidate.private = any(records.value(r, Field.PRIVATE) for r in private)
    may_email = [r for r in every if records.says(r, Field.MAY_EMAIL)]
    if may_email:
        candidate.may_email = all(records.value(r, Field.MAY_EMAIL) for r in may_email)
