"""What somebody had heard from us about an application, for saying which message was missing."""

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.models import Application, Decision, Feedback, FeedbackPoint, Notice, Stage
from portal.policy.inquiries import Heard
from portal.vocabulary import DecisionState, Origin, Purpose

_DECIDED = (DecisionState.RELEASED, DecisionState.IMPORTED)
_WRITTEN_TO = exists().where(
    Notice.application_id == Application.id,
    Notice.purpose.in_((Purpose.RECEIVED, Purpose.HOLDING)),
    Notice.pinned_at.is_not(None),
)
_TOLD = or_(
    Decision.told_elsewhere_at.is_not(None),
    exists()
    .where(Notice.decision_id == Decision.id, Notice.pinned_at.is_not(None))
    .correlate(Decision),
)
_HAS_FEEDBACK = exists().where(
    Feedback.decision_id == Decision.id,
    or_(
        Feedback.message != "",
        Feedback.advice != "",
        exists().where(FeedbackPoint.feedback_id == Feedback.id).correlate(Feedback),
    ),
)
_HEARD = (
    select(
        Application.origin,
        Stage.kind,
        Application.promised_by,
        Decision.id.is_not(None).label("decided"),
        func.coalesce(_TOLD, False).label("told"),
        _HAS_FEEDBACK.correlate(Decision).label("has_feedback"),
        _WRITTEN_TO.correlate(Application).label("written_to"),
    )
    .join(Stage, Stage.id == Application.stage_id)
    .outerjoin(
        Decision,
        and_(Decision.application_id == Application.id, Decision.state.in_(_DECIDED)),
    )
)


def about(session: Session, application_id: int | None) -> Heard | None:
    """What its candidate knows of an application; None without one."""
    if application_id is None:
        return None
    row = session.execute(_HEARD.where(Application.id == application_id)).one_or_none()
    if row is None:
        return None
    return Heard(
        live=row.origin is Origin.LIVE,
        stage=row.kind,
        promised_by=row.promised_by,
        decided=row.decided,
        told=bool(row.decided and row.told),
        has_feedback=row.has_feedback,
        written_to=row.written_to,
    )
