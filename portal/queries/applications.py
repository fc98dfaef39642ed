"""One application with everything that its page shows to the team."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Criterion,
    Decision,
    Feedback,
    FeedbackPoint,
    MessageTemplate,
    Reason,
    Stage,
    TemplateRevision,
    User,
    Vacancy,
)
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import (
    DecisionState,
    EndedBy,
    NoContact,
    Origin,
    Outcome,
    SendWhen,
    StageKind,
)


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage to choose from."""

    id: int
    name: str
    kind: StageKind


@dataclass(frozen=True, slots=True)
class WrittenFeedback:
    """A revision of feedback with who wrote it."""

    revision: int
    draft: FeedbackDraft
    writer: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """The decision that stands, or is being drafted."""

    id: int
    state: DecisionState
    version: int
    outcome: Outcome
    reason_id: int | None
    reason: str | None
    internal_note: str
    imported_reason: str
    invites_to_pool: bool
    decided_by: str | None
    decided_at: datetime
    released_at: datetime | None
    told_elsewhere_at: datetime | None
    call_first: bool
    send_when: SendWhen
    send_at: datetime | None
    template_id: int | None
    template: str | None
    template_revision_id: int | None
    feedback: tuple[WrittenFeedback, ...] = ()

    @property
    def latest(self) -> WrittenFeedback | None:
        """What the candidate sees."""
        return self.feedback[-1] if self.feedback else None


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application as its page shows it."""

    id: int
    candidate_id: int
    candidate: str
    called: str
    headline: str
    location: str
    time_zone: str | None
    source_url: str | None
    private: bool
    may_email: bool
    stopped: NoContact | None
    vacancy_id: int
    vacancy: str
    stage_id: int
    stage: str
    stage_kind: StageKind
    stage_since: datetime
    origin: Origin
    promising: bool
    applied_at: datetime
    promised_by: datetime | None
    manager: str | None
    manager_email: str | None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    stages: tuple[StageRow, ...] = ()
    criteria: tuple[str, ...] = ()
    decision: DecisionRow | None = field(default=None)


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason to choose from."""

    id: int
    name: str
    ended_by: EndedBy


AnyRow = Row[*tuple[Any, ...]]

_ONE: Select[*tuple[Any, ...]] = (
    select(
        Application.id,
        Application.candidate_id,
        Candidate.name,
        Candidate.called,
        Candidate.headline,
        Candidate.location,
        Candidate.time_zone,
        Candidate.source_url,
        Candidate.private,
        Candidate.may_email,
        Candidate.stopped,
        Application.vacancy_id,
        Vacancy.title,
        Application.stage_id,
        Stage.name.label("stage"),
        Stage.kind,
        Application.stage_since,
        Application.origin,
        Application.promising,
        Application.applied_at,
        Application.promised_by,
        User.name.label("manager"),
        User.email.label("manager_email"),
    )
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .join(Stage, Stage.id == Application.stage_id)
    .outerjoin(User, and_(User.id == Vacancy.hiring_manager_id, User.active))
)


def one(session: Session, viewer: Viewer, application_id: int) -> ApplicationRow | None:
    """An application, or None if it does not exist for this viewer."""
    query = _ONE.where(Application.id == application_id, visible.applications(viewer))
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return replace(
        ApplicationRow(*row),
        emails=_all(session, CandidateEmail.address, CandidateEmail, row.candidate_id),
        phones=_all(session, CandidatePhone.typed, CandidatePhone, row.candidate_id),
        stages=_stages(session, row.vacancy_id),
        criteria=criteria(session, row.vacancy_id),
        decision=_decision(session, application_id),
    )


def reasons(session: Session) -> list[ReasonRow]:
    """The reasons in use, in their order."""
    query = select(Reason.id, Reason.name, Reason.ended_by).where(Reason.active)
    return [ReasonRow(*row) for row in session.execute(query.order_by(Reason.position))]


def _all(
    session: Session,
    column: InstrumentedAttribute[str],
    table: type[CandidateEmail] | type[CandidatePhone],
    candidate_id: int,
) -> tuple[str, ...]:
    query = select(column).where(table.candidate_id == candidate_id)
    return tuple(session.scalars(query.order_by(table.position)))


def _stages(session: Session, vacancy_id: int) -> tuple[StageRow, ...]:
    query = select(Stage.id, Stage.name, Stage.kind).where(Stage.vacancy_id == vacancy_id)
    return tuple(StageRow(*row) for row in session.execute(query.order_by(Stage.position)))


def criteria(session: Session, vacancy_id: int) -> tuple[str, ...]:
    """What a vacancy asks for, in its order."""
    query = select(Criterion.name).where(Criterion.vacancy_id == vacancy_id)
    return tuple(session.scalars(query.order_by(Criterion.position)))


def _decision(session: Session, application_id: int) -> DecisionRow | None:
    query: Select[*tuple[Any, ...]] = (
        select(
            Decision.id,
            Decision.state,
            Decision.version,
            Decision.outcome,
            Decision.reason_id,
            Reason.name,
            Decision.internal_note,
            Decision.imported_reason,
            Decision.invites_to_pool,
            User.name,
            Decision.decided_at,
            Decision.released_at,
            Decision.told_elsewhere_at,
            Decision.call_first,
            Decision.send_when,
            Decision.send_at,
            TemplateRevision.template_id,
            MessageTemplate.name.label("template"),
            Decision.template_revision_id,
        )
        .outerjoin(TemplateRevision, TemplateRevision.id == Decision.template_revision_id)
        .outerjoin(MessageTemplate, MessageTemplate.id == TemplateRevision.template_id)
        .outerjoin(Reason, Reason.id == Decision.reason_id)
        .outerjoin(User, User.id == Decision.decided_by_id)
        .where(Decision.application_id == application_id, Decision.state != DecisionState.REVERSED)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else replace(DecisionRow(*row), feedback=_feedback(session, row.id))


def _feedback(session: Session, decision_id: int) -> tuple[WrittenFeedback, ...]:
    revisions = session.execute(
        select(
            Feedback.id,
            Feedback.revision,
            Feedback.message,
            Feedback.advice,
            Feedback.written_at,
            User.name,
        )
        .outerjoin(User, User.id == Feedback.writer_id)
        .where(Feedback.decision_id == decision_id)
        .order_by(Feedback.revision)
    ).all()
    points = session.execute(
        select(
            FeedbackPoint.feedback_id,
            FeedbackPoint.criterion,
            FeedbackPoint.kind,
            FeedbackPoint.seen,
            FeedbackPoint.next_time,
        )
        .join(Feedback, Feedback.id == FeedbackPoint.feedback_id)
        .where(Feedback.decision_id == decision_id)
        .order_by(FeedbackPoint.feedback_id, FeedbackPoint.position)
    ).all()
    return tuple(_written(row, [p for p in points if p.feedback_id == row.id]) for row in revisions)


def _written(row: AnyRow, points: list[AnyRow]) -> WrittenFeedback:
    drafts = tuple(PointDraft(*point[1:]) for point in points)
    return WrittenFeedback(
        revision=row.revision,
        draft=FeedbackDraft(points=drafts, advice=row.advice, message=row.message),
        writer=row.name,
        written_at=row.written_at,
    )
