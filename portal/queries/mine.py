"""All that a candidate may see: whatever is not read here does not reach them.

Nothing internal is read: no note, reason, mark, stage or source. A decision exists for its
candidate only once its message has been on the wire, or somebody has told them by other means.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.models import (
    Achievement,
    Application,
    Candidate,
    Consent,
    Decision,
    Feedback,
    FeedbackPoint,
    Notice,
    Preferences,
    User,
    Vacancy,
)
from portal.policy.consent import LastConsent, membership
from portal.policy.preferences import DEFAULT, ContactPreferences
from portal.policy.template_text import below
from portal.vocabulary import (
    AchievementKind,
    Channel,
    ConsentKind,
    DecisionState,
    Membership,
    Outcome,
    PointKind,
    Topic,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One criterion with what was seen and what would help next time."""

    criterion: str
    kind: PointKind
    seen: str
    next_time: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A decision with its feedback, as it is told."""

    vacancy: str
    outcome: Outcome
    invited: bool
    message: str
    advice: str
    points: tuple[Point, ...]
    writer: str
    writer_title: str
    written_at: datetime
    corrected: bool
    body: str = ""
    """The words around the points, where the organisation has written its own."""
    body_language: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a candidate stands with the talent pool, and how they want to be written to."""

    membership: Membership
    until: datetime | None
    chosen: ContactPreferences
    language: str

    @property
    def belongs(self) -> bool:
        """Whether they are in the pool now, perhaps with a pause."""
        return self.membership in (Membership.MEMBER, Membership.PAUSED)


@dataclass(frozen=True, slots=True)
class MyAchievement:
    """Something a candidate has told us."""

    id: int
    kind: AchievementKind
    title: str
    reached_on: date
    issuer: str
    link: str


TOLD_AT = (
    select(func.min(Notice.pinned_at))
    .where(Notice.decision_id == Decision.id)
    .correlate(Decision)
    .scalar_subquery()
)
"""When the first message about a decision was on the wire."""
_LETTER = (
    select(
        Vacancy.title,
        Decision.outcome,
        Decision.invites_to_pool,
        Feedback.id.label("feedback_id"),
        Feedback.revision,
        Feedback.message,
        Feedback.advice,
        Feedback.body,
        Feedback.body_language,
        Feedback.written_at,
        User.name,
        User.job_title,
    )
    .select_from(Decision)
    .join(Application, Application.id == Decision.application_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .join(Feedback, Feedback.decision_id == Decision.id)
    .outerjoin(User, User.id == Feedback.writer_id)
    .where(
        Decision.id == bindparam("decision_id"),
        Application.candidate_id == bindparam("me"),
        Decision.state == DecisionState.RELEASED,
        TOLD_AT.is_not(None),
    )
    .order_by(Feedback.revision.desc())
    .limit(1)
)
_POINTS = (
    select(FeedbackPoint.criterion, FeedbackPoint.kind, FeedbackPoint.seen, FeedbackPoint.next_time)
    .where(FeedbackPoint.feedback_id == bindparam("feedback_id"))
    .order_by(FeedbackPoint.position, FeedbackPoint.id)
)
_LAST_CONSENT = (
    select(func.max(Consent.id))
    .where(Consent.candidate_id == Candidate.id, Consent.kind == ConsentKind.POOL)
    .correlate(Candidate)
    .scalar_subquery()
)
_STANDING = (
    select(
        Candidate.language,
        Consent.event,
        Consent.at,
        Consent.until,
        Preferences.channels,
        Preferences.topics,
        Preferences.at_most,
        Preferences.paused_until,
    )
    .select_from(Candidate)
    .outerjoin(Consent, Consent.id == _LAST_CONSENT)
    .outerjoin(Preferences, Preferences.candidate_id == Candidate.id)
    .where(Candidate.id == bindparam("me"))
)
_ACHIEVEMENTS = (
    select(
        Achievement.id,
        Achievement.kind,
        Achievement.title,
        Achievement.reached_on,
        Achievement.issuer,
        Achievement.link,
    )
    .where(Achievement.candidate_id == bindparam("me"))
    .order_by(Achievement.reached_on.desc(), Achievement.id.desc())
)


def letter(session: Session, me: int, decision_id: int) -> Letter | None:
    """The latest feedback on a decision, if it is this candidate's and they know of it."""
    # The page that everybody opens: straight over the connection, at half the price.
    connection = session.connection()
    row = connection.execute(_LETTER, {"me": me, "decision_id": decision_id}).one_or_none()
    if row is None:
        return None
    title, outcome, invited, feedback_id, revision, *text, written_at, writer, writer_title = row
    message, advice, body, body_language = text
    points = connection.execute(_POINTS, {"feedback_id": feedback_id})
    return Letter(
        vacancy=title,
        outcome=outcome,
        invited=invited,
        message=below(body, message),
        advice=advice,
        points=tuple(Point(*point) for point in points),
        writer=writer or "",
        writer_title=writer_title or "",
        written_at=written_at,
        corrected=revision > 1,
        body=body,
        body_language=body_language,
    )


def standing(session: Session, me: int, now: datetime) -> Standing:
    """Where a candidate stands with the talent pool, and what they have chosen."""
    row = session.connection().execute(_STANDING, {"me": me}).one()
    language, event, at, until, channels, topics, at_most, paused_until = row
    last = LastConsent(event, at, until) if event is not None else None
    chosen = DEFAULT
    if at_most is not None:
        chosen = ContactPreferences(
            channels=tuple(Channel(name) for name in channels),
            topics=tuple(Topic(name) for name in topics),
            at_most=at_most,
            paused_until=paused_until if paused_until and paused_until > now else None,
        )
    return Standing(membership(last, paused_until, now), until, chosen, language)


def achievements(session: Session, me: int) -> list[MyAchievement]:
    """What a candidate has told us, the latest first."""
    return [MyAchievement(*row) for row in session.execute(_ACHIEVEMENTS, {"me": me})]


def achievement(session: Session, me: int, achievement_id: int) -> MyAchievement | None:
    """One achievement, if it is this candidate's."""
    query = _ACHIEVEMENTS.where(Achievement.id == achievement_id)
    row = session.execute(query, {"me": me}).one_or_none()
    return None if row is None else MyAchievement(*row)
