"""A second pair of eyes: asking for it, and what somebody else says of exactly these words."""

from dataclasses import asdict

from sqlalchemy import select

from portal.context import Context
from portal.models import Application, Approval
from portal.policy.proofreading import Manuscript
from portal.policy.refusal import Conflict, Refusal
from portal.queries import approvals as queries
from portal.queries import wording
from portal.services import applications, decisions, tasks
from portal.services.decisions import DecisionDraft
from portal.services.tasks import Subject
from portal.vocabulary import Act, ApprovalState, TaskKind

LONGEST_REASON = 1_000


def ask_about_draft(
    context: Context, application_id: int, draft: DecisionDraft, *, of_id: int | None
) -> Approval:
    """Keep a draft and ask somebody else whether its words may go out as they are."""
    decision = decisions.save_draft(context, application_id, draft)
    manuscript = Manuscript(
        outcome=draft.outcome,
        feedback=draft.feedback,
        template_revision_id=decision.template_revision_id,
    )
    application = context.session.get_one(Application, application_id)
    return _ask(context, application, manuscript, of_id)


def ask_about_correction(
    context: Context, application_id: int, manuscript: Manuscript, *, of_id: int | None
) -> Approval:
    """Ask somebody else whether a correction may be shown as it is; nothing is changed before."""
    application = _lock(context, application_id)
    return _ask(context, application, manuscript, of_id)


def approve(context: Context, approval_id: int, reason: str) -> Approval:
    """Say that exactly these words may go out; raises Conflict if they were changed meanwhile."""
    return _rule(context, approval_id, ApprovalState.APPROVED, reason)


def send_back(context: Context, approval_id: int, reason: str) -> Approval:
    """Say that these words should be changed, and why."""
    return _rule(context, approval_id, ApprovalState.REFUSED, reason)


def _ask(
    context: Context, application: Application, manuscript: Manuscript, of_id: int | None
) -> Approval:
    others = [person.id for person in queries.approvers(context.session, application.id)]
    others = [user_id for user_id in others if user_id != context.actor.id]
    if not others:
        raise Refusal("There is nobody else who could look at it: please say it differently.")
    if of_id is not None and of_id not in others:
        raise Refusal("Choose one of the list.", "approver")
    proof = wording.proof(context.session, application.id, manuscript)
    if not proof.blocks:
        raise Refusal("Nothing holds these words back: you can send them yourself.")
    _leave_behind(context, application)
    approval = Approval(
        application_id=application.id,
        text_hash=manuscript.fingerprint,
        words=_words(manuscript),
        rules=sorted({finding.rule for finding in proof.blocks}),
        state=ApprovalState.ASKED,
        asked_by_id=context.actor.id,
        asked_at=context.now,
        reason="",
    )
    context.session.add(approval)
    context.session.flush()
    subject = Subject(application_id=application.id)
    owner = of_id or others[0]
    tasks.ask(context, TaskKind.APPROVAL, str(approval.id), subject, owner_id=owner)
    facts = {"approval": approval.id, "rules": approval.rules}
    applications.record(context, Act.APPROVAL_ASKED, application, **facts)
    return approval


def _leave_behind(context: Context, application: Application) -> None:
    """One question at a time about an application."""
    asked = select(Approval).where(
        Approval.application_id == application.id, Approval.state == ApprovalState.ASKED
    )
    for earlier in context.session.scalars(asked).all():
        earlier.state = ApprovalState.LEFT_BEHIND
        tasks.no_longer_needed(context, TaskKind.APPROVAL, str(earlier.id))


def _rule(context: Context, approval_id: int, state: ApprovalState, reason: str) -> Approval:
    found = context.session.get(Approval, approval_id)
    if found is None:
        raise Refusal("There is no such question.")
    # The application first, as whoever writes does: approving waits for a change to be made.
    application = _lock(context, found.application_id)
    approval = context.session.scalars(
        select(Approval)
        .where(Approval.id == approval_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if approval.state is ApprovalState.LEFT_BEHIND:
        raise Conflict("These words were changed meanwhile, so there is nothing to approve.")
    if approval.state is not ApprovalState.ASKED:
        raise Conflict("Somebody else has just looked at this.")
    if approval.asked_by_id == context.actor.id:
        raise Refusal("Somebody other than you has to look at this.")
    if not reason:
        raise Refusal("Say why, in a few words.", "reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"Keep this to {LONGEST_REASON} characters.", "reason")
    approval.state, approval.reason = state, reason
    approval.ruled_by_id, approval.ruled_at = context.actor.id, context.now
    approved = state is ApprovalState.APPROVED
    _tell_asker(context, approval)
    act = Act.APPROVAL_GIVEN if approved else Act.APPROVAL_REFUSED
    facts = {"approval": approval.id, "rules": approval.rules}
    applications.record(context, act, application, **facts)
    return approval


def _tell_asker(context: Context, approval: Approval) -> None:
    """Whoever looked is done, and whoever asked goes on."""
    tasks.no_longer_needed(context, TaskKind.APPROVAL, str(approval.id))
    tasks.ask(
        context,
        TaskKind.APPROVAL,
        f"{approval.id}:ruled",
        Subject(application_id=approval.application_id),
        owner_id=approval.asked_by_id,
        facts={"ruled": approval.state.value},
    )


def _words(manuscript: Manuscript) -> dict[str, object]:
    return {
        "outcome": manuscript.outcome.value,
        "feedback": asdict(manuscript.feedback),
        "template_revision_id": manuscript.template_revision_id,
    }


def _lock(context: Context, application_id: int) -> Application:
    return context.session.get_one(Application, application_id, with_for_update={"key_share": True})
