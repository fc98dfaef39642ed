"""Withdrawing an application: by the candidate, and taken back by them as long as it can be.

They are thanked once, when it cannot be taken back any more: that message is the notice which the
decision owes.
"""

from sqlalchemy import select

from portal.context import Context
from portal.models import Application, Decision
from portal.policy import withdrawal
from portal.policy.refusal import Conflict, Refusal
from portal.services import (
    applications,
    calls,
    decisions,
    feedback,
    inquiries,
    notices,
    owing,
)
from portal.vocabulary import Act, DecisionState, EndedBy, Origin, Outcome


def withdraw(context: Context, candidate_id: int, application_id: int) -> Decision:
    """Withdraw an application; what the team had begun to write is kept for its return.

    Raises Conflict if the candidate has been told a decision already.
    """
    application = _theirs(context, candidate_id, application_id)
    standing = decisions.standing(context, application.id)
    if standing is not None:
        _set_aside(context, standing)
    decision = Decision(
        application_id=application.id,
        state=DecisionState.RELEASED,
        outcome=Outcome.WITHDRAWN,
        ended_by=EndedBy.THEM,
        decided_at=context.now,
        released_at=context.now,
    )
    context.session.add(decision)
    context.session.flush()
    not_before = context.now + withdrawal.UNDO
    owing.owe_decision(context, decision, candidate_id=candidate_id, not_before=not_before)
    applications.record(context, Act.APPLICATION_WITHDRAWN, application)
    return decision


def undo(context: Context, candidate_id: int, application_id: int) -> None:
    """Take a withdrawal back: the application waits again, as long as it has waited already.

    Raises Conflict once it is too late, or was never withdrawn by its candidate.
    """
    application = _theirs(context, candidate_id, application_id)
    decision = decisions.standing(context, application.id)
    if decision is None or not _is_by_themselves(decision) or decision.released_at is None:
        raise Conflict("This application is not withdrawn.")
    if withdrawal.can_be_undone_until(decision.released_at, context.now) is None:
        raise Conflict(
            "This cannot be taken back any more. Write to us if you would like to come back: "
            "we would be glad to hear from you."
        )
    _reverse(context, decision)
    context.session.flush()
    _bring_back(context, application, since=decision)
    applications.record(context, Act.WITHDRAWAL_UNDONE, application)


def _set_aside(context: Context, decision: Decision) -> None:
    """A decision that the candidate knows stands; any other gives way to theirs."""
    known = (
        decision.told_elsewhere_at is not None
        or feedback.was_on_wire(context, decision.id)
        or _is_by_themselves(decision)
        or _is_settled_hire(context, decision)
    )
    if known:
        raise Conflict("This application is decided already. Please look at your page.")
    _reverse(context, decision)
    inquiries.open_again(context, decision.application_id)
    context.session.flush()


def _reverse(context: Context, decision: Decision) -> None:
    decision.state, decision.reversed_at = DecisionState.REVERSED, context.now
    decision.version += 1
    calls.drop(context, decision.id)
    notices.cancel_for_decision(context, decision.id)


def _bring_back(context: Context, application: Application, *, since: Decision) -> None:
    """What was set aside by the withdrawal is there again, as a draft that nobody was told."""
    before = context.session.scalar(
        select(Decision).where(
            Decision.application_id == application.id,
            Decision.state == DecisionState.REVERSED,
            Decision.reversed_at == since.released_at,
            Decision.id != since.id,
        )
    )
    if before is not None:
        before.state, before.reversed_at, before.released_at = DecisionState.DRAFT, None, None
        before.version += 1


def _is_by_themselves(decision: Decision) -> bool:
    return (
        decision.state is DecisionState.RELEASED
        and decision.outcome is Outcome.WITHDRAWN
        and decision.decided_by_id is None
    )


def _is_settled_hire(context: Context, decision: Decision) -> bool:
    """Whoever is hired gets no message of ours: they know once it cannot be undone any more."""
    if decision.outcome is not Outcome.HIRED or decision.released_at is None:
        return False
    return decision.released_at <= context.now - context.settings.undo


def _theirs(context: Context, candidate_id: int, application_id: int) -> Application:
    application = context.session.get_one(
        Application, application_id, with_for_update={"key_share": True}
    )
    if application.candidate_id != candidate_id:
        raise Refusal("There is no such application.")
    if application.origin is Origin.HISTORY:
        raise Refusal("This application is history: it was ended elsewhere.")
    return application
