"""Calls: telling a decision by telephone first, so that an unanswered telephone is never silence.

The written message is owed in the same transaction as the decision and waits for the call; its
date is the end of the waiting. A call only takes it back, or brings it forward.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.context import Context
from portal.models import Application, Call, CallAttempt, CandidatePhone, Decision, Notice, User
from portal.policy import call_list
from portal.policy.refusal import Conflict, Refusal
from portal.queries import organisation
from portal.services import applications, owing, telephone
from portal.vocabulary import (
    Act,
    CallOutcome,
    CallState,
    NoContact,
    NoticeState,
    Purpose,
    Queue,
    SendWhen,
)

AT_ONCE = 500
"""Calls that are tidied up in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptDraft:
    """What came of an attempt; `seen` is how many there were when somebody began to dial."""

    outcome: CallOutcome
    note: str = ""
    phone_id: int | None = None
    seen: int = 0


def plan(context: Context, decision: Decision, application: Application) -> Call:
    """Put a decision on the call list; its written message is owed all the same, and waits.

    Raises Refusal where there is no number to call.
    """
    if not _numbers(context, application.candidate_id):
        raise Refusal("There is no telephone number that works, so nobody can call.", "call_first")
    call = Call(
        decision_id=decision.id,
        state=CallState.DUE,
        created_at=context.now,
        write_at=_written_at(context, decision, application),
    )
    context.session.add(call)
    notice = owing.owe_decision(
        context, decision, candidate_id=application.candidate_id, not_before=call.write_at
    )
    notice.reason = NoContact.WAITS_FOR_CALL
    applications.record(context, Act.CALL_PLANNED, application, decision=decision.id)
    return call


def take(context: Context, call_id: int, *, seen_owner_id: int | None) -> Call:
    """Whoever acts is on it; raises Conflict if it is no longer whose they saw it was."""
    call, _application = _due(context, call_id)
    if call.owner_id != seen_owner_id:
        raise Conflict(f"{_name(context, call.owner_id)} has just taken this call.")
    call.owner_id, call.taken_at = context.actor.id, context.now
    return call


def attempt(context: Context, call_id: int, draft: AttemptDraft) -> Call:
    """Note what came of an attempt, and do what follows from it.

    Raises Conflict if somebody else is on it, or has tried meanwhile.
    """
    call, application = _due(context, call_id)
    if call.owner_id not in (None, context.actor.id):
        who = _name(context, call.owner_id)
        raise Conflict(f"{who} is on this call. Take it first if it is you who calls.")
    made = select(func.count()).where(CallAttempt.call_id == call.id)
    attempts = context.session.scalar(made) or 0
    if attempts != draft.seen:
        raise Conflict("An attempt was noted meanwhile. Look at it before you note yours.")
    if call.owner_id is None:
        call.owner_id, call.taken_at = context.actor.id, context.now
    context.session.add(
        CallAttempt(
            call_id=call.id,
            at=context.now,
            outcome=draft.outcome,
            user_id=context.actor.id,
            note=draft.note,
        )
    )
    context.session.flush()
    applications.record(
        context, Act.CALL_TRIED, application, call=call.id, attempt=draft.outcome.value
    )
    if draft.outcome is CallOutcome.WRONG_NUMBER:
        _mark_wrong(context, application.candidate_id, draft.phone_id)
    numbers = len(_numbers(context, application.candidate_id))
    becomes = call_list.after(draft.outcome, attempts=attempts + 1, numbers=numbers)
    if becomes is CallState.REACHED:
        telephone.reached(context, call, application)
    elif becomes is CallState.WRITTEN:
        _write(context, call, application)
    return call


def read_now(context: Context, candidate_id: int, call_id: int) -> int | None:
    """The candidate would rather read it: the message goes, their page opens, nobody calls.

    Returns the decision; None where there is nothing of theirs to read, or not yet.
    """
    call = context.session.get(Call, call_id)
    decision = context.session.get(Decision, call.decision_id) if call is not None else None
    if call is None or decision is None:
        return None
    application = telephone.lock(context, decision)
    context.session.refresh(call, with_for_update=True)
    settled = decision.released_at is not None and _undo_ends(context, decision) <= context.now
    if application.candidate_id != candidate_id or not settled:
        return None
    if call.state is CallState.DUE:
        notice = _write(context, call, application)
        # As with a message on the wire: from now on they know.
        notice.pinned_at = notice.pinned_at or context.now
    return decision.id


def drop(context: Context, decision_id: int) -> None:
    """Nobody has to call about a decision that stands no longer."""
    call = context.session.scalar(
        select(Call).where(Call.decision_id == decision_id, Call.state == CallState.DUE)
    )
    if call is not None:
        _end(context, call, CallState.DROPPED)


def drop_for_candidate(context: Context, candidate_id: int) -> None:
    """Nobody calls a person with whom all contact was stopped."""
    theirs = (
        select(Decision.id)
        .join(Application, Application.id == Decision.application_id)
        .where(Application.candidate_id == candidate_id)
    )
    due = select(Call).where(Call.decision_id.in_(theirs), Call.state == CallState.DUE)
    for call in context.session.scalars(due).all():
        _end(context, call, CallState.DROPPED)


def end_written(context: Context) -> None:
    """Take off the list whom nobody reached in time, or who was told by other means."""
    told = select(Notice.decision_id).where(
        Notice.decision_id == Call.decision_id, Notice.accepted_at.is_not(None)
    )
    over = select(Call).where(
        Call.state == CallState.DUE,
        (Call.write_at <= context.now) | told.correlate(Call).exists(),
    )
    for call in context.session.scalars(over.order_by(Call.id).limit(AT_ONCE)).all():
        _end(context, call, CallState.WRITTEN)


def _due(context: Context, call_id: int) -> tuple[Call, Application]:
    """A call that somebody should make, locked; raises Conflict if nobody should any more."""
    call = context.session.get_one(Call, call_id)
    decision = context.session.get_one(Decision, call.decision_id)
    # The application first, as everybody does who decides: so nobody waits for each other.
    application = telephone.lock(context, decision)
    context.session.refresh(call, with_for_update=True)
    if call.state is not CallState.DUE:
        raise Conflict("Nobody has to call here any more.")
    if telephone.is_told(context, decision):
        raise Conflict("The message has gone out meanwhile: they have been told.")
    return call, application


def _write(context: Context, call: Call, application: Application) -> Notice:
    """Let the written message go now, never inside the undo window.

    If somebody has recalled it, it is owed anew: nobody is left without a word.
    """
    decision = context.session.get_one(Decision, call.decision_id)
    when = max(context.now, _undo_ends(context, decision))
    notice = _written(context, call.decision_id)
    if notice is None:
        notice = owing.owe_decision(
            context, decision, candidate_id=application.candidate_id, not_before=when
        )
    if notice.state in owing.UNSENT:
        notice.not_before, notice.reason = min(notice.not_before, when), None
        context.wake(Queue.NOTICES)
    _end(context, call, CallState.WRITTEN)
    return notice


def _written_at(context: Context, decision: Decision, application: Application) -> datetime:
    """When it is written whoever has called: sooner where its writer or our promise says so."""
    earliest = context.now + context.settings.undo
    moments = [call_list.written_at(context.now, organisation.calendar(context.session))]
    if decision.send_when is SendWhen.AT and decision.send_at is not None:
        moments.append(decision.send_at)
    if application.promised_by is not None and application.promised_by > earliest:
        moments.append(application.promised_by)
    return max(earliest, min(moments))


def _written(context: Context, decision_id: int) -> Notice | None:
    """The written message that waits, or is just going."""
    return context.session.scalar(
        select(Notice)
        .where(
            Notice.decision_id == decision_id,
            Notice.purpose == Purpose.DECISION,
            Notice.state.in_([*owing.UNSENT, NoticeState.SENDING]),
        )
        .order_by(Notice.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _end(context: Context, call: Call, state: CallState) -> None:
    call.state, call.ended_at = state, context.now
    decision = context.session.get_one(Decision, call.decision_id)
    application = context.session.get_one(Application, decision.application_id)
    applications.record(context, Act.CALL_ENDED, application, call=call.id, state=state.value)


def _undo_ends(context: Context, decision: Decision) -> datetime:
    return (decision.released_at or context.now) + context.settings.undo


def _numbers(context: Context, candidate_id: int) -> list[int]:
    """The telephone numbers that may be right."""
    query = select(CandidatePhone.id).where(
        CandidatePhone.candidate_id == candidate_id, CandidatePhone.wrong_at.is_(None)
    )
    return list(context.session.scalars(query.order_by(CandidatePhone.position)))


def _mark_wrong(context: Context, candidate_id: int, phone_id: int | None) -> None:
    """Somebody else answered there; without a word which number it was, it was the first."""
    numbers = _numbers(context, candidate_id)
    wrong = phone_id if phone_id in numbers else next(iter(numbers), None)
    if wrong is not None:
        context.session.get_one(CandidatePhone, wrong).wrong_at = context.now


def _name(context: Context, user_id: int | None) -> str:
    user = context.session.get(User, user_id) if user_id is not None else None
    return user.name if user is not None else "Somebody"
