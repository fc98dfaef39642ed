"""What another system said of somebody or something: the last word on each field counts.

Each field is kept with the version of its word. Merging two such maps takes the later word field by
field, so that any order and any repetition of events give the same map.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from portal.vocabulary import RecordKind

Said = dict[str, list[Any]]
"""Name of a field to its version and its value, as the table keeps it."""
AHEAD = timedelta(days=1)
"""How far another system's clock may be ahead before its moments are not believed."""


class Field(StrEnum):
    """What a system says of a person, an application or a vacancy."""

    NAME = "name"
    CALLED = "called"
    EMAILS = "emails"
    PHONES = "phones"
    LOCATION = "location"
    HEADLINE = "headline"
    SKILLS = "skills"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    LINKS = "links"
    URL = "url"
    PRIVATE = "private"
    MAY_EMAIL = "may_email"
    COMES = "comes"
    """They applied or are a prospect: somebody whom we want to know."""
    MERGED = "merged"
    """With whom: the id of the one that stays."""
    ANONYMIZED = "anonymized"
    DELETED = "deleted"

    TITLE = "title"
    DEPARTMENT = "department"
    CONFIDENTIAL = "confidential"
    STATUS = "status"

    CANDIDATE = "candidate"
    VACANCY = "vacancy"
    APPLIES = "applies"
    """It is an application, and not a prospect who may become one."""
    APPLIED_AT = "applied_at"
    STAGE = "stage"
    DECISION = "decision"
    REOPENED = "reopened"
    """When we heard that a decision was taken back there."""


STAGE_NAME = "stage:"
"""Before the id of a stage, in what is said of its vacancy: the name of that stage."""


class Rank(IntEnum):
    """What comes after what, where the moments are the same."""

    CREATED = 0
    ACTIVE = 1
    DECIDED = 2
    REOPENED = 3
    GONE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When and as which event something was heard."""

    event_id: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """What one event says of one thing; a field that is missing is not spoken of."""

    kind: RecordKind
    source_id: str
    version: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """What an event says: vacancies first, then people, then applications."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event from which nothing follows, and why."""

    why: str


def version(moment: datetime | None, rank: Rank, arrival: Arrival) -> str:
    """Text by which words can be put in order: when, what kind of word, which event.

    A moment that lies in the future is not believed: nothing later could ever be heard.
    """
    if moment is None or moment > arrival.received_at + AHEAD:
        moment = arrival.received_at
    when = moment.astimezone(UTC).isoformat(timespec="microseconds")
    event_id = arrival.event_id
    return f"{when}|{rank:d}|{event_id.zfill(20) if event_id.isdecimal() else event_id}"


def moment_of(word_version: str) -> datetime:
    """The moment of a version."""
    return datetime.fromisoformat(word_version.partition("|")[0])


def as_said(word: Word) -> Said:
    """One word as a map of its own."""
    return {name: [word.version, value] for name, value in word.fields.items()}


def merge(one: Said, other: Said) -> Said:
    """The later word on each field; the same whatever the order and however often."""
    merged = dict(one)
    for name, word in other.items():
        if name not in merged or _order(word) > _order(merged[name]):
            merged[name] = word
    return merged


def value(said: Mapping[str, Any], field: str) -> Any:
    """The last word on a field; None if there is none."""
    word = said.get(field)
    return word[1] if word else None


def _order(word: list[Any]) -> tuple[str, str]:
    # The same event can reach us by two ways; then what it says decides, so that order does not.
    return word[0], json.dumps(word[1], sort_keys=True)
