"""What one row of a file says about a person and their application."""

from dataclasses import dataclass
from datetime import datetime

from portal.vocabulary import EndedBy, NoContact, Origin, Outcome, StageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFacts:
    """What one installation of ours tells another, beside what every system knows."""

    private: bool
    may_email: bool
    stopped: NoContact | None
    stage_kind: StageKind | None
    origin: Origin
    promising: bool
    waits_since: datetime | None
    promised_by: datetime | None
    ended_by: EndedBy | None
    decision_note: str
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What one row says, cleaned."""

    line: int
    name: str
    called: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    location: str
    headline: str
    skills: tuple[str, ...]
    experience: tuple[str, ...]
    education: tuple[str, ...]
    links: tuple[str, ...]
    language: str
    time_zone: str | None
    candidate_id: str
    candidate_url: str | None
    vacancy: str
    application_id: str
    stage: str
    outcome: Outcome | None
    reason: str
    applied_at: datetime | None
    decided_at: datetime | None
    notes: tuple[str, ...]
    source: str = ""
    """The system that the person's id belongs to; empty: the one that the file comes from."""
    application_source: str = ""
    """The same for the application's id; empty: that of the person's."""
    own: OwnFacts | None = None
    """What only our own export says."""
