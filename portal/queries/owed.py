"""The one statement that reads what is needed to check, to write and to send notices."""

from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from portal.models import (
    Application,
    Call,
    CallAttempt,
    Candidate,
    CandidateEmail,
    Consent,
    Decision,
    Feedback,
    FeedbackPoint,
    HoldingMessage,
    Link,
    Notice,
    PointsRequest,
    Preferences,
    User,
    Vacancy,
)
from portal.policy.call_list import MISSED
from portal.queries.fate import WAITS_ELSEWHERE
from portal.queries.unreached import ASKED_TO_CALL
from portal.vocabulary import ConsentEvent, DecisionState, Purpose

WRITTEN_BY_SOMEBODY = (
    *(Purpose.CHECK_IN, Purpose.HOLDING, Purpose.ANSWER),
    *(Purpose.CALL_CONFIRMATION, Purpose.POINTS),
)
"""Messages that carry the name of whoever owed them."""
_recipient, _writer = aliased(User), aliased(User)
_subject, _standing_one = aliased(Candidate), aliased(Decision)
_latest = (
    select(func.max(Feedback.revision))
    .where(Feedback.decision_id == Decision.id)
    .correlate(Decision)
    .scalar_subquery()
)
_has_points = exists().where(FeedbackPoint.feedback_id == Feedback.id).correlate(Feedback)
_offered = (
    exists()
    .where(
        Consent.candidate_id == Notice.candidate_id,
        Consent.decision_id == Decision.id,
        Consent.event == ConsentEvent.OFFERED,
    )
    .correlate(Notice, Decision)
)
_attempt = (
    exists()
    .where(Call.decision_id == Decision.id, CallAttempt.call_id == Call.id)
    .correlate(Decision)
)
_TRIED_TO_CALL = and_(
    Notice.purpose == Purpose.DECISION,
    Decision.call_first,
    _attempt,
    ~_attempt.where(CallAttempt.outcome.not_in(sorted(MISSED))),
)
"""Whether somebody tried to tell it by telephone, and spoke with nobody."""
_WRITER = func.coalesce(
    # Whoever has talked with them writes what they talked about.
    case((Notice.purpose == Purpose.CALL_CONFIRMATION, Notice.created_by_id)),
    Feedback.writer_id,
    Decision.decided_by_id,
    case((Notice.purpose.in_(WRITTEN_BY_SOMEBODY), Notice.created_by_id)),
)
# Each asked only of the few messages that it matters for: for all others it costs nothing.
_DECIDED = and_(
    Notice.purpose.in_([purpose for purpose in Purpose if purpose.before_decision]),
    exists()
    .where(
        _standing_one.application_id == Notice.application_id,
        _standing_one.state.in_((DecisionState.RELEASED, DecisionState.IMPORTED)),
    )
    .correlate(Notice),
)
_ABOUT = case(
    (
        Notice.purpose == Purpose.POINTS,
        select(_subject.name)
        .where(_subject.id == Application.candidate_id)
        .correlate(Application)
        .scalar_subquery(),
    ),
    else_="",
)
# A holding message promises what it was written with, whatever was promised since.
_PROMISED_BY = case(
    (
        Notice.purpose == Purpose.HOLDING,
        select(func.max(HoldingMessage.promised_by))
        .where(
            HoldingMessage.application_id == Application.id, HoldingMessage.notice_id == Notice.id
        )
        .correlate(Application, Notice)
        .scalar_subquery(),
    ),
    else_=Application.promised_by,
)
OWED: Select[Any] = (
    select(
        *(column for column in Notice.__table__.c if column.name != "application_id"),
        Link.kid.label("link_kid"),
        Link.nonce.label("link_nonce"),
        Link.scope.label("link_scope"),
        Link.short.label("link_short"),
        Link.expires_at.label("link_expires_at"),
        Link.revoked_at.label("link_revoked_at"),
        Candidate.language.label("language"),
        Candidate.stopped.label("stopped"),
        func.coalesce(Candidate.may_email, true()).label("may_email"),
        func.coalesce(Candidate.called, _recipient.name, PointsRequest.name, "").label("called"),
        func.coalesce(CandidateEmail.address, _recipient.email, PointsRequest.email).label(
            "address"
        ),
        Decision.state.label("decision_state"),
        Decision.outcome.label("outcome"),
        and_(Decision.invites_to_pool, _offered).label("invites"),
        Application.id.label("of_application_id"),
        Application.origin.label("origin"),
        _PROMISED_BY.label("promised_by"),
        _DECIDED.label("decided"),
        _ABOUT.label("about"),
        _TRIED_TO_CALL.label("tried_to_call"),
        Vacancy.id.label("vacancy_id"),
        func.coalesce(Vacancy.title, "").label("role"),
        Feedback.revision.label("revision"),
        case((Notice.purpose == Purpose.DECISION, Feedback.body), else_="").label("body"),
        func.coalesce(Feedback.body_language, "").label("body_language"),
        or_(Feedback.message != "", Feedback.advice != "", _has_points).label("has_feedback"),
        func.coalesce(_writer.name, "").label("writer"),
        func.coalesce(_writer.job_title, "").label("job_title"),
        Preferences.paused_until.label("paused_until"),
        WAITS_ELSEWHERE.label("waits_elsewhere"),
        ASKED_TO_CALL.label("awaits_call"),
    )
    .outerjoin(Link, Link.id == Notice.link_id)
    .outerjoin(Candidate, Candidate.id == Notice.candidate_id)
    .outerjoin(
        CandidateEmail,
        and_(CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0),
    )
    .outerjoin(Preferences, Preferences.candidate_id == Notice.candidate_id)
    .outerjoin(_recipient, _recipient.id == Notice.user_id)
    .outerjoin(Decision, Decision.id == Notice.decision_id)
    .outerjoin(PointsRequest, PointsRequest.id == Notice.points_request_id)
    .outerjoin(
        Application,
        Application.id
        == func.coalesce(
            Decision.application_id, Notice.application_id, PointsRequest.application_id
        ),
    )
    .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Feedback, and_(Feedback.decision_id == Decision.id, Feedback.revision == _latest))
    .outerjoin(_writer, _writer.id == _WRITER)
    .order_by(Notice.not_before, Notice.id)
    # A parameter, so that the statement is the same for every batch and need not be built anew.
    .where(Notice.id.in_(bindparam("ids", expanding=True)))
)
