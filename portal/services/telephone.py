"""Telling somebody by telephone what a message should have told them."""

from sqlalchemy import select

from portal.context import Context
from portal.models import Decision, Notice, Task
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit, tasks, unreached
from portal.services import notices as ledger
from portal.services.notices import Recall
from portal.vocabulary import TOLD, Act, DecisionState, NoContact, NoticeState, TaskKind


def told(context: Context, notice_id: int) -> Recall:
    """Note that a person has told them by telephone: nothing more goes out about this decision.

    Returns what became of a message that was on its way; raises Conflict if they know already.
    """
    notice = context.session.get_one(Notice, notice_id)
    if notice.decision_id is None:
        raise Refusal("Only a decision is told by telephone.")
    decision = context.session.scalars(
        select(Decision).where(Decision.id == notice.decision_id).with_for_update()
    ).one()
    if decision.state is not DecisionState.RELEASED:
        raise Conflict("This decision does not stand any longer.")
    if decision.told_elsewhere_at is not None or notice.state in TOLD:
        raise Conflict("They have been told already.")
    decision.told_elsewhere_at, decision.told_elsewhere_by_id = context.now, context.actor.id
    decision.version += 1
    outcome = _take_back(context, decision.id)
    _nobody_has_to_call(context, decision.id)
    audit.record(
        context,
        Act.TOLD_BY_CALL,
        candidate_id=notice.candidate_id,
        application_id=decision.application_id,
        notice_id=notice.id,
    )
    return outcome


def _take_back(context: Context, decision_id: int) -> Recall:
    """What came to an end already stays as it ended: that is the truth about it."""
    pending = select(Notice).where(
        Notice.decision_id == decision_id,
        Notice.state.in_([*ledger.UNSENT, NoticeState.SENDING]),
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
