"""Feedback as it is kept: a rewrite until somebody may have read it, then a revision."""

from sqlalchemy import select

from portal.context import Context
from portal.models import Decision, Feedback, FeedbackPoint, Notice
from portal.policy.feedback import FeedbackDraft
from portal.policy.proofreading import Manuscript


def write(context: Context, decision: Decision, draft: FeedbackDraft) -> None:
    """A new revision once a message about the last one has been on the wire, else a rewrite."""
    last = decision.feedback[-1] if decision.feedback else None
    if last is None or was_on_wire(context, decision.id):
        revision = last.revision + 1 if last else 1
        last = Feedback(revision=revision, decision_id=decision.id)
        decision.feedback.append(last)
    last.message, last.advice = draft.message, draft.advice
    last.writer_id, last.written_at = context.actor.id, context.now
    last.points = [
        FeedbackPoint(
            position=i, criterion=p.criterion, kind=p.kind, seen=p.seen, next_time=p.next_time
        )
        for i, p in enumerate(draft.points)
    ]
    context.session.flush()


def manuscript(decision: Decision, draft: FeedbackDraft) -> Manuscript:
    """All that is read of a decision with this feedback."""
    return Manuscript(
        outcome=decision.outcome,
        feedback=draft,
        template_revision_id=decision.template_revision_id,
    )


def was_on_wire(context: Context, decision_id: int) -> bool:
    """Whether a message about a decision was handed over, so that the person may know."""
    query = select(Notice.id).where(
        Notice.decision_id == decision_id, Notice.pinned_at.is_not(None)
    )
    return context.session.scalar(query.limit(1)) is not None
