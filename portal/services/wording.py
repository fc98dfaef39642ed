"""The wording check where words are released: what it holds back, and who lets it pass."""

from collections.abc import Collection

from sqlalchemy import select

from portal.context import Context
from portal.models import Application, Approval
from portal.policy.proofreading import Manuscript
from portal.policy.refusal import Refusal
from portal.queries import wording
from portal.services import applications, audit, tasks
from portal.vocabulary import Act, ApprovalState, TaskKind


class Unsettled(Refusal):
    """Words that its writer has to change, or to say that they stay."""


class HeldBack(Refusal):
    """Words that nobody can send alone."""


def refusing(
    context: Context, application: Application, manuscript: Manuscript, kept: Collection[str]
) -> None:
    """Let a letter pass, and note what was overridden; raises HeldBack for what takes a second
    pair of eyes, Unsettled for what takes a tick.
    """
    proof = wording.proof(context.session, application.id, manuscript, kept)
    if proof.blocks and not wording.is_approved(
        context.session, application.id, manuscript.fingerprint
    ):
        raise HeldBack(
            "Some words hold this back: they are marked below. "
            "Change them, or ask for a second pair of eyes."
        )
    if proof.unsettled:
        raise Unsettled(
            "Some words deserve another look: they are marked below. "
            "Change them, or tick that you keep them."
        )
    overridden = sorted({finding.rule for finding in [*proof.blocks, *proof.warnings]})
    if overridden:
        applications.record(context, Act.WORDING_OVERRIDDEN, application, rules=overridden)
    _settle(context, application)


def refusing_word(context: Context, candidate_id: int, text: str, kept: Collection[str]) -> None:
    """Let a personal word pass that nobody is owed; what holds it back has to be said differently.

    Raises HeldBack and Unsettled like `refusing`.
    """
    proof = wording.proof_of_word(context.session, candidate_id, text, kept)
    if proof.blocks:
        raise HeldBack("This cannot go out as it is: please say it differently.", "personal")
    if proof.unsettled:
        raise Unsettled("Change what is marked below, or tick that you keep it.", "personal")
    overridden = sorted({finding.rule for finding in proof.warnings})
    if overridden:
        act = Act.WORDING_OVERRIDDEN
        audit.record(context, act, candidate_id=candidate_id, rules=overridden)


def leave_behind(context: Context, application: Application, manuscript: Manuscript) -> None:
    """Whoever was asked to look at other words than these need not any more."""
    asked = select(Approval).where(
        Approval.application_id == application.id,
        Approval.state == ApprovalState.ASKED,
        Approval.text_hash != manuscript.fingerprint,
    )
    for approval in context.session.scalars(asked).all():
        approval.state = ApprovalState.LEFT_BEHIND
        tasks.no_longer_needed(context, TaskKind.APPROVAL, str(approval.id))


def _settle(context: Context, application: Application) -> None:
    """A letter went out: nobody is asked about its words any more."""
    query = select(Approval).where(Approval.application_id == application.id)
    for approval in context.session.scalars(query).all():
        if approval.state is ApprovalState.ASKED:
            approval.state = ApprovalState.LEFT_BEHIND
        tasks.no_longer_needed(context, TaskKind.APPROVAL, str(approval.id))
        tasks.no_longer_needed(context, TaskKind.APPROVAL, f"{approval.id}:ruled")
