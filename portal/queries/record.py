"""One person's complete record, as the team reads it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.models import (
    Achievement,
    Application,
    Candidate,
    Decision,
    Document,
    Feedback,
    FeedbackPoint,
    Note,
    Preferences,
    Reason,
    Stage,
    User,
    Vacancy,
)
from portal.policy import preferences
from portal.policy.preferences import ContactPreferences
from portal.queries import visible
from portal.queries.fate import with_fate
from portal.queries.visible import Viewer
from portal.vocabulary import AchievementKind, Channel, NoContact, PointKind, Topic


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as it was typed, and as it can be dialled from anywhere if that is clear."""

    typed: str
    e164: str | None

    @property
    def dialled(self) -> str:
        """What a telephone is given."""
        return self.e164 or "".join(char for char in self.typed if char in "+0123456789")


@dataclass(frozen=True, slots=True)
class Profile:
    """What we hold about a person as such."""

    id: int
    name: str
    called: str
    emails: tuple[str, ...]
    phones: tuple[Phone, ...]
    location: str
    time_zone: str | None
    language: str
    headline: str
    skills: tuple[str, ...]
    experience: tuple[str, ...]
    education: tuple[str, ...]
    links: tuple[str, ...]
    source: str | None
    source_id: str | None
    source_url: str | None
    private: bool
    may_email: bool
    stopped: NoContact | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Points:
    """Feedback in short: the criteria that were strong, and those where something was missing."""

    strong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One application with what became of it (`fate`, see `queries.fate`)."""

    fate: Row[*tuple[Any, ...]]
    points: Points


@dataclass(frozen=True, slots=True)
class AchievementRow:
    """Something the person told us."""

    kind: AchievementKind
    title: str
    reached_on: date
    issuer: str
    link: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """An internal note."""

    id: int
    text: str
    author: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file, without its bytes."""

    id: int
    filename: str
    size: int
    added_by: str | None
    added_at: datetime


def profile(session: Session, viewer: Viewer, candidate_id: int) -> Profile | None:
    """A person, or None if there is none for this viewer."""
    query = select(Candidate).where(Candidate.id == candidate_id, visible.candidates(viewer))
    person = session.scalar(query)
    if person is None:
        return None
    return Profile(
        id=person.id,
        name=person.name,
        called=person.called,
        emails=tuple(email.address for email in person.emails),
        phones=tuple(Phone(phone.typed, phone.e164) for phone in person.phones),
        location=person.location,
        time_zone=person.time_zone,
        language=person.language,
        headline=person.headline,
        skills=tuple(person.skills),
        experience=tuple(person.experience),
        education=tuple(person.education),
        links=tuple(person.links),
        source=person.source,
        source_id=person.source_id,
        source_url=person.source_url,
        private=person.private,
        may_email=person.may_email,
        stopped=person.stopped,
        stopped_at=person.stopped_at,
    )


_APPLICATIONS = with_fate(
    select(
        Application.id,
        Application.applied_at,
        Application.promised_by,
        Application.promising,
        Application.origin,
        Vacancy.title.label("vacancy"),
        Vacancy.id.label("vacancy_id"),
        Stage.name.label("stage"),
        Decision.id.label("decision_id"),
        Decision.decided_at,
        Decision.imported_reason,
        Reason.name.label("reason_name"),
        User.name.label("decided_by"),
    )
    .select_from(Application)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .join(Stage, Stage.id == Application.stage_id)
)
_APPLICATIONS = _APPLICATIONS.outerjoin(Reason, Reason.id == Decision.reason_id).outerjoin(
    User, User.id == Decision.decided_by_id
)


def applications(session: Session, viewer: Viewer, candidate_id: int) -> list[ApplicationRow]:
    """A person's applications that this viewer may see, the latest first."""
    rows = session.execute(
        _APPLICATIONS.where(
            Application.candidate_id == candidate_id, visible.vacancies(viewer)
        ).order_by(Application.applied_at.desc(), Application.id.desc())
    ).all()
    points = _points(session, [row.decision_id for row in rows if row.decision_id])
    return [ApplicationRow(row, points.get(row.decision_id, Points())) for row in rows]


def _points(session: Session, decision_ids: Sequence[int]) -> dict[int, Points]:
    """The points of each decision's latest feedback."""
    if not decision_ids:
        return {}
    latest = (
        select(func.max(Feedback.id).label("id"), Feedback.decision_id)
        .where(Feedback.decision_id.in_(decision_ids))
        .group_by(Feedback.decision_id)
        .subquery()
    )
    rows = session.execute(
        select(latest.c.decision_id, FeedbackPoint.kind, FeedbackPoint.criterion)
        .join(latest, latest.c.id == FeedbackPoint.feedback_id)
        .order_by(FeedbackPoint.position)
    )
    named: dict[int, dict[PointKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    for decision_id, kind, criterion in rows:
        named[decision_id][kind].append(criterion)
    return {
        decision_id: Points(tuple(kinds[PointKind.STRENGTH]), tuple(kinds[PointKind.GAP]))
        for decision_id, kinds in named.items()
    }


def chosen(session: Session, candidate_id: int) -> tuple[ContactPreferences, bool]:
    """How somebody wants to hear from us, and whether they chose it themselves."""
    row = session.get(Preferences, candidate_id)
    if row is None:
        return preferences.DEFAULT, False
    made = ContactPreferences(
        channels=tuple(Channel(channel) for channel in row.channels),
        topics=tuple(Topic(topic) for topic in row.topics),
        at_most=row.at_most,
        paused_until=row.paused_until,
    )
    return made, True


def achievements(session: Session, candidate_id: int) -> list[AchievementRow]:
    """What somebody told us, the latest first."""
    query = select(
        Achievement.kind,
        Achievement.title,
        Achievement.reached_on,
        Achievement.issuer,
        Achievement.link,
    ).where(Achievement.candidate_id == candidate_id)
    ordered = query.order_by(Achievement.reached_on.desc(), Achievement.id.desc())
    return [AchievementRow(*row) for row in session.execute(ordered)]


def notes(session: Session, candidate_id: int) -> list[NoteRow]:
    """Internal notes, the newest first."""
    query = (
        select(Note.id, Note.text, User.name, Note.written_at)
        .outerjoin(User, User.id == Note.author_id)
        .where(Note.candidate_id == candidate_id)
        .order_by(Note.id.desc())
    )
    return [NoteRow(*row) for row in session.execute(query)]


def files(session: Session, candidate_id: int) -> list[FileRow]:
    """Files, the newest first."""
    query = (
        select(Document.id, Document.filename, Document.size, User.name, Document.added_at)
        .outerjoin(User, User.id == Document.added_by_id)
        .where(Document.candidate_id == candidate_id)
        .order_by(Document.id.desc())
    )
    return [FileRow(*row) for row in session.execute(query)]
