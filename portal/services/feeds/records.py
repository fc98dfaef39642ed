"""The last words of a system: found, kept, and put beside what stands here."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.context import Context
from portal.models import SourceRecord
from portal.policy.feeds import said
from portal.policy.feeds.following import follow
from portal.policy.feeds.said import Word
from portal.vocabulary import RecordKind


@dataclass(frozen=True, slots=True)
class Feed:
    """The system that speaks, in one unit of work; it opens vacancies in somebody's name."""

    context: Context
    source: str
    owner_id: int


def keep(feed: Feed, word: Word) -> SourceRecord:
    """Take a word into the record of what it is about, which there may be before the thing."""
    record = find(feed, word.kind, word.source_id)
    if record is None:
        record = SourceRecord(
            source=feed.source, kind=word.kind, source_id=word.source_id, said={}, taken={}
        )
        feed.context.session.add(record)
    record.said = said.merge(record.said, said.as_said(word))
    record.heard_at = feed.context.now
    feed.context.session.flush()
    return record


def find(feed: Feed, kind: RecordKind, source_id: str | None) -> SourceRecord | None:
    """The record of a thing, if anything was ever said of it."""
    if not source_id:
        return None
    return feed.context.session.scalar(
        select(SourceRecord).where(
            SourceRecord.source == feed.source,
            SourceRecord.kind == kind,
            SourceRecord.source_id == source_id,
        )
    )


def says(record: SourceRecord, field: str) -> bool:
    """Whether it was ever spoken of."""
    return field in record.said


def value(record: SourceRecord, field: str) -> Any:
    """The last word on a field; None if there is none."""
    return said.value(record.said, field)


def take(record: SourceRecord, **fields: Any) -> None:
    """Remember what of it stands here now."""
    if {**record.taken, **fields} != record.taken:
        # Another dictionary: a change inside of one would not be noticed.
        record.taken = {**record.taken, **fields}


def followed(record: SourceRecord, field: str, ours: Any) -> Any:
    """What shall stand here for a field; what was taken from the source is remembered."""
    if not says(record, field):
        return ours
    theirs = value(record, field)
    result = follow(ours, theirs, record.taken.get(field))
    if result == theirs:
        take(record, **{field: theirs})
    return result
