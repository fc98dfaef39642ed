"""Telling somebody a decision by telephone: the call is the notice, planned or not."""

from sqlalchemy import func, select

from portal.context import Context
from portal.models import (
    Application,
    Call,
    CallAttempt,
    Candidate,
    CandidateEmail,
    Decision,
    Notice,
    Task,
)
from portal.policy.refusal import Conflict, Refusal
from portal.queries import texting
from portal.services import audit, inquiries, owing, sending, tasks, unreached
from portal.services import notices as ledger
from portal.services.notices import Recall
from portal.vocabulary import (
    TOLD,
    UNTOLD,
    Act,
    AnsweredBy,
    CallOutcome,
    CallState,
    Channel,
    DecisionState,
    NoContact,
    NoticeState,
    Purpose,
    TaskKind,
)


def told(context: Context, notice_id: int) -> Recall:
    """Note that a person has told them by telephone what a message should have told.

    Returns what became of a message that was on its way; raises Conflict if they know already.
    """
    notice = context.session.get_one(Notice, notice_id)
    if notice.decision_id is None:
        raise Refusal("Only a decision is told by telephone.")
    decision = context.session.get_one(Decision, notice.decision_id)
    application = lock(context, decision)
    _refuse_untellable(context, decision)
    call = context.session.scalar(select(Call).where(Call.decision_id == decision.id))
    if call is None:
        call = Call(decision_id=decision.id, created_at=context.now, write_at=context.now)
        context.session.add(call)
    call.owner_id = context.actor.id
    context.session.flush()
    context.session.add(
        CallAttempt(
            call_id=call.id,
            at=context.now,
            outcome=CallOutcome.REACHED,
            user_id=context.actor.id,
        )
    )
    return reached(context, call, application)


def reached(context: Context, call: Call, application: Application) -> Recall:
    """They know now: nothing that was to tell them goes out any more, and what was said follows in
    writing. The decision is locked already; raises Conflict if they knew before.
    """
    decision = context.session.get_one(Decision, call.decision_id)
    _refuse_untellable(context, decision)
    decision.told_elsewhere_at, decision.told_elsewhere_by_id = context.now, context.actor.id
    decision.version += 1
    call.state, call.ended_at = CallState.REACHED, context.now
    written = _latest(context, decision.id)
    outcome = _take_back(context, decision.id)
    _nobody_has_to_call(context, decision.id)
    # Another decision may have waited to be told together with this one.
    sending.look_again(context, application.candidate_id)
    spoken = _spoken(context, decision, application.candidate_id)
    inquiries.answered_for_application(context, application.id, AnsweredBy.CALL)
    if _can_be_written_to(context, decision.id, application.candidate_id):
        confirm(context, decision, candidate_id=application.candidate_id)
    audit.record(
        context,
        Act.TOLD_BY_CALL,
        candidate_id=application.candidate_id,
        application_id=application.id,
        vacancy_id=application.vacancy_id,
        notice_id=written or spoken.id,
        call=call.id,
    )
    return outcome


def confirm(context: Context, decision: Decision, *, candidate_id: int) -> Notice:
    """Owe them in writing what they were told, once a slip of the finger can be mended no more."""
    notice = Notice(
        purpose=Purpose.CALL_CONFIRMATION,
        decision_id=decision.id,
        candidate_id=candidate_id,
        not_before=context.now + context.settings.undo,
    )
    return owing.owe(context, notice, subject=decision.id, number=1)


def lock(context: Context, decision: Decision) -> Application:
    """The application of a decision, for one writer at a time, and the decision as it is now."""
    application = context.session.get_one(
        Application, decision.application_id, with_for_update={"key_share": True}
    )
    context.session.refresh(decision, with_for_update=True)
    return application


def is_told(context: Context, decision: Decision) -> bool:
    """Whether they know already, by whichever means."""
    accepted = select(Notice.id).where(Notice.decision_id == decision.id, Notice.state.in_(TOLD))
    return (
        decision.told_elsewhere_at is not None
        or context.session.scalar(accepted.limit(1)) is not None
    )


def _refuse_untellable(context: Context, decision: Decision) -> None:
    if decision.state is not DecisionState.RELEASED:
        raise Conflict("This decision does not stand any longer.")
    if is_told(context, decision):
        raise Conflict("They have been told already.")


def _spoken(context: Context, decision: Decision, candidate_id: int) -> Notice:
    """The call as a notice of the ledger: accepted by whoever heard it; its proof is the attempt.

    As with a message on the wire, its reader may look at their page from now on.
    """
    earlier = select(func.count()).where(
        Notice.decision_id == decision.id, Notice.purpose == Purpose.DECISION
    )
    notice = Notice(
        purpose=Purpose.DECISION,
        channel=Channel.CALL,
        decision_id=decision.id,
        candidate_id=candidate_id,
        not_before=context.now,
    )
    number = context.session.scalar(earlier) or 0
    owing.owe(context, notice, subject=decision.id, number=number + 1)
    notice.state = NoticeState.ACCEPTED
    notice.accepted_at = notice.pinned_at = notice.pinned_date = context.now
    return notice


def _latest(context: Context, decision_id: int) -> int | None:
    """The message that should have told them."""
    about = select(func.max(Notice.id)).where(
        Notice.decision_id == decision_id, Notice.purpose == Purpose.DECISION
    )
    return context.session.scalar(about)


def _can_be_written_to(context: Context, decision_id: int, candidate_id: int) -> bool:
    """Whether a message would find them: not if the last one about this came back."""
    failed = select(Notice.id).where(Notice.decision_id == decision_id, Notice.state.in_(UNTOLD))
    if context.session.scalar(failed.limit(1)) is not None:
        return False
    address = select(CandidateEmail.id).where(
        CandidateEmail.candidate_id == candidate_id, CandidateEmail.position == 0
    )
    person = context.session.get_one(Candidate, candidate_id)
    if person.may_email and context.session.scalar(address) is not None:
        return True
    by_text = texting.known(context.session, [candidate_id])[candidate_id].by_text
    return bool(context.settings.sms_url) and by_text


def _take_back(context: Context, decision_id: int) -> Recall:
    """What came to an end already stays as it ended: that is the truth about it."""
    pending = select(Notice).where(
        Notice.decision_id == decision_id,
        Notice.state.in_([*owing.UNSENT, NoticeState.SENDING]),
    )
    outcomes = set()
    for notice in context.session.scalars(pending).all():
        outcomes.add(ledger.recall(context, notice.id))
        if notice.state is NoticeState.CANCELLED:
            notice.reason = NoContact.CALLED
    for outcome in (Recall.ASKED, Recall.MAY_HAVE_ARRIVED):
        if outcome in outcomes:
            return outcome
    return Recall.CANCELLED


def _nobody_has_to_call(context: Context, decision_id: int) -> None:
    """Whoever has told them has done what a person was asked for."""
    asked = select(Task.id).where(
        Task.idem_key == f"{TaskKind.NOT_REACHED}:{unreached.key(decision_id)}",
        Task.done_at.is_(None),
    )
    task_id = context.session.scalar(asked)
    if task_id is not None:
        tasks.done(context, task_id)
