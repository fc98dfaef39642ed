"""Decisions: drafting, releasing, correcting and reversing them; the notice is owed in the same
transaction as the release.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from portal.context import Context
from portal.models import (
    Application,
    Decision,
    Reason,
    Stage,
    TemplateRevision,
)
from portal.policy import feedback as feedback_policy
from portal.policy.feedback import FeedbackDraft
from portal.policy.refusal import Conflict, Refusal
from portal.services import (
    applications,
    calls,
    feedback,
    inquiries,
    notices,
    owing,
    pool,
    sending,
    templates,
    wording,
)
from portal.vocabulary import Act, AnsweredBy, DecisionState, EndedBy, Origin, Outcome, SendWhen

AT_ONCE = 1_000
"""Decisions of one statement: a database takes only so many values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """A decision as typed; `version` is the one the writer saw (0: none was there)."""

    outcome: Outcome
    ended_by: EndedBy
    reason_id: int | None
    internal_note: str
    feedback: FeedbackDraft
    promising: bool
    invites_to_pool: bool
    version: int = 0
    call_first: bool = False
    send_when: SendWhen = SendWhen.BY_RULE
    send_at: datetime | None = None
    """The moment that its writer has chosen, with SendWhen.AT."""
    send_late: bool = False
    """Whether that moment may come after the promise."""
    template_id: int | None = None
    """The message template around the personal part; None for the portal's own words."""
    kept: frozenset[str] = frozenset()
    """What the wording check has found and its writer wants to keep: `proofreading.key_of`."""
    page: str = ""
    """The open page in which it is written."""


def save_draft(context: Context, application_id: int, draft: DecisionDraft) -> Decision:
    """Keep what was written without deciding; raises Conflict if somebody else wrote meanwhile."""
    application = _lock(context, application_id)
    earlier = standing(context, application_id)
    goes_on = earlier is not None and _is_own(earlier, draft.page)
    decision = _write(context, application, draft)
    if not goes_on:
        applications.record(context, Act.DECISION_DRAFTED, application)
    return decision


def release(
    context: Context, application_id: int, draft: DecisionDraft, *, now: bool = False
) -> Decision:
    """Decide: the notice is owed from this moment, and goes out after the undo window (or now).

    Raises Refusal if the feedback is not enough, Conflict if somebody else was faster.
    """
    application = _lock(context, application_id)
    stage = context.session.get_one(Stage, application.stage_id)
    _refuse_history(application)
    feedback_policy.check_release(draft.feedback, draft.outcome, stage.kind)
    _check_reason(context, draft)
    decision = _write(context, application, draft)
    templates.fill(context, decision, application, draft.feedback)
    wording.refusing(
        context, application, feedback.manuscript(decision, draft.feedback), draft.kept
    )
    decision.state = DecisionState.RELEASED
    decision.released_at = decision.decided_at = context.now
    decision.decided_by_id = context.actor.id
    applications.record(context, Act.DECISION_RELEASED, application, outcome=draft.outcome.value)
    context.session.flush()
    if decision.outcome.owes_notice and decision.call_first:
        calls.plan(context, decision, application)
    elif decision.outcome.owes_notice:
        sending.owe(context, decision, application, now=now, late=draft.send_late)
    sending.look_again(context, application.candidate_id)
    inquiries.answered_for_application(context, application.id, AnsweredBy.DECISION)
    if decision.invites_to_pool:
        pool.invite(context, application.candidate_id, decision.id)
    return decision


def revise(
    context: Context,
    decision_id: int,
    draft: FeedbackDraft,
    *,
    version: int,
    tell: bool,
    kept: Collection[str] = (),
) -> None:
    """Correct the feedback of a released decision: a new revision, told again only if wished."""
    decision = context.session.get_one(Decision, decision_id)
    application = _lock(context, decision.application_id)
    context.session.refresh(decision)
    stage = context.session.get_one(Stage, application.stage_id)
    if decision.state is not DecisionState.RELEASED:
        raise Conflict("This decision does not stand any longer.")
    _refuse_older(decision, version, "")
    feedback_policy.check_release(draft, decision.outcome, stage.kind)
    wording.refusing(context, application, feedback.manuscript(decision, draft), kept)
    feedback.write(context, decision, draft)
    templates.fill(context, decision, application, draft)
    decision.version += 1
    applications.record(context, Act.FEEDBACK_CORRECTED, application)
    if tell:
        owing.owe_correction(context, decision, candidate_id=application.candidate_id)
        inquiries.facts_corrected(context, application.id)


def reopen(context: Context, decision_id: int) -> None:
    """Take a decision back: what is unsent will not go out, and the clock runs again."""
    decision = context.session.get_one(Decision, decision_id)
    application = _lock(context, decision.application_id)
    context.session.refresh(decision)
    if decision.state is DecisionState.REVERSED:
        raise Conflict("This decision was taken back already.")
    decision.state, decision.reversed_at = DecisionState.REVERSED, context.now
    decision.version += 1
    calls.drop(context, decision.id)
    notices.cancel_for_decision(context, decision.id)
    if not feedback.was_on_wire(context, decision.id):
        inquiries.open_again(context, application.id)
    if application.origin is Origin.LIVE:
        applications.start_clock(context, application)
    applications.record(context, Act.DECISION_REVERSED, application)


def record_imported(
    context: Context,
    application: Application,
    *,
    outcome: Outcome,
    decided_at: datetime | None,
    told: bool,
) -> Decision | None:
    """Keep a decision made elsewhere, unless one stands here; it never sends anything by itself."""
    if standing(context, application.id) is not None:
        return None
    columns = imported_columns(context, outcome, decided_at, told=told)
    decision = Decision(application_id=application.id, **columns)
    context.session.add(decision)
    applications.record(context, Act.DECISION_IMPORTED, application, outcome=outcome.value)
    return decision


def imported_columns(
    context: Context, outcome: Outcome, decided_at: datetime | None, *, told: bool
) -> dict[str, Any]:
    """What a decision made elsewhere is kept as, for one or for many at once."""
    return {
        "state": DecisionState.IMPORTED,
        "outcome": outcome,
        "ended_by": EndedBy.US if outcome is Outcome.REJECTED else EndedBy.THEM,
        "decided_at": decided_at or context.now,
        "told_elsewhere_at": context.now if told else None,
    }


def mark_told_elsewhere(context: Context, decision_ids: Iterable[int]) -> int:
    """Note that these people have been told by other means; returns how many that was."""
    ids = sorted(set(decision_ids))
    return sum(
        _mark_some_told(context, ids[start : start + AT_ONCE])
        for start in range(0, len(ids), AT_ONCE)
    )


def _mark_some_told(context: Context, decision_ids: list[int]) -> int:
    marked = context.session.scalars(
        update(Decision)
        .where(
            Decision.id.in_(decision_ids),
            Decision.state == DecisionState.IMPORTED,
            Decision.told_elsewhere_at.is_(None),
        )
        .values(
            told_elsewhere_at=context.now,
            told_elsewhere_by_id=context.actor.id,
            # Whoever is just writing feedback to one of them has to notice.
            version=Decision.version + 1,
        )
        .returning(Decision.application_id)
    ).all()
    told = select(Application).where(Application.id.in_(marked)).order_by(Application.id)
    for application in context.session.scalars(told):
        applications.record(context, Act.TOLD_ELSEWHERE, application)
    return len(marked)


def standing(context: Context, application_id: int) -> Decision | None:
    """The decision of an application that was not taken back, drafts included."""
    return context.session.scalar(
        select(Decision).where(
            Decision.application_id == application_id, Decision.state != DecisionState.REVERSED
        )
    )


def _lock(context: Context, application_id: int) -> Application:
    """The application, for one writer at a time: the second then sees what the first has done."""
    return context.session.get_one(Application, application_id, with_for_update={"key_share": True})


def _write(context: Context, application: Application, draft: DecisionDraft) -> Decision:
    decision = standing(context, application.id)
    if decision is None:
        if draft.version:
            raise Conflict("Somebody else has taken this decision back meanwhile.")
        decision = Decision(application_id=application.id, version=0, state=DecisionState.DRAFT)
        context.session.add(decision)
    else:
        _refuse_older(decision, draft.version, draft.page)
        if decision.state is DecisionState.RELEASED:
            raise Conflict("This application is decided already.")
    decision.version += 1
    decision.written_in = f"{decision.version}.{draft.page}" if draft.page else ""
    decision.outcome, decision.ended_by = draft.outcome, draft.ended_by
    decision.reason_id, decision.internal_note = draft.reason_id, draft.internal_note
    decision.invites_to_pool = draft.invites_to_pool
    decision.call_first = draft.call_first
    decision.send_when, decision.send_at = draft.send_when, draft.send_at
    decision.decided_at = decision.decided_at or context.now
    # It reads, and what is half made must not be written by a read.
    decision.template_revision_id = words_of(context, draft.template_id)
    context.session.flush()
    feedback.write(context, decision, draft.feedback)
    wording.leave_behind(context, application, feedback.manuscript(decision, draft.feedback))
    applications.mark_promising(context, application.id, draft.promising)
    return decision


def words_of(context: Context, template_id: int | None) -> int | None:
    """The words of a template as they are now: what is changed later changes no decision."""
    if template_id is None:
        return None
    revisions = select(TemplateRevision.id).where(TemplateRevision.template_id == template_id)
    return context.session.scalar(revisions.order_by(TemplateRevision.revision.desc()).limit(1))


def _check_reason(context: Context, draft: DecisionDraft) -> None:
    if draft.reason_id is None:
        return
    reason = context.session.get(Reason, draft.reason_id)
    if reason is None or reason.ended_by is not draft.ended_by:
        raise Refusal("This reason belongs to the other side.", "reason_id")


def _refuse_history(application: Application) -> None:
    if application.origin is Origin.HISTORY:
        raise Refusal("This application is history: they were told elsewhere.")


def _is_own(decision: Decision, page: str) -> bool:
    """Whether a decision stands as this open page has kept it by itself."""
    return bool(page) and decision.written_in == f"{decision.version}.{page}"


def _refuse_older(decision: Decision, version: int, page: str) -> None:
    if decision.version != version and not _is_own(decision, page):
        raise Conflict(
            "Somebody else has changed this while you were writing. "
            "Your text is kept below, and theirs stands above it."
        )
