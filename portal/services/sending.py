"""When a decision is told: what its writer has chosen, or the rule of its stage and reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from portal.context import Context
from portal.models import Application, Decision, Link, Notice
from portal.policy import sending as policy
from portal.policy.refusal import Conflict
from portal.policy.waiting import Calendar
from portal.queries import sending as queries
from portal.queries.sending import Fact
from portal.services import audit, links, owing
from portal.vocabulary import Act, NoContact, NoticeState, Purpose, Queue, SendWhen

WAITS = (NoContact.WAITS_FOR_ANOTHER, NoContact.TOGETHER)


@dataclass(frozen=True, slots=True)
class Moments:
    """When a decision is told, and until when it waits at most for another one."""

    due: datetime
    waits_until: datetime


def owe(
    context: Context, decision: Decision, application: Application, *, now: bool, late: bool = False
) -> Notice:
    """Owe the notice of a decision from its moment on, or from now.

    `late`: whether a chosen moment may come after the promise; raises Refusal where it may not.
    """
    if decision.send_when is SendWhen.AT and decision.send_at is not None and not now:
        check(context, application.id, decision.send_at, late=late)
    found = moments(context, decision, application)
    notice = owing.owe_decision(
        context,
        decision,
        candidate_id=application.candidate_id,
        not_before=context.now if now else found.due,
    )
    notice.waits_until = None if now else found.waits_until
    _keep_open(context, notice)
    return notice


def check(context: Context, application_id: int, moment: datetime, *, late: bool) -> None:
    """Raise Refusal for a chosen moment that nobody can mean."""
    fact = queries.facts(context.session, [application_id], context.now)[application_id]
    policy.chosen(moment, fact.telling(context.now, context.settings.undo), late=late)


def due_at(context: Context, decision: Decision, application: Application) -> datetime:
    """When the notice of a decision goes out, never inside its undo window."""
    return moments(context, decision, application).due


def moments(context: Context, decision: Decision, application: Application) -> Moments:
    """When a decision is told, and until when it waits for another one about the same person."""
    found = moments_of_many(
        context,
        [application.id],
        when=decision.send_when,
        at=decision.send_at,
        reason_id=decision.reason_id,
    )
    return found[application.id]


def moments_of_many(
    context: Context,
    application_ids: Sequence[int],
    *,
    when: SendWhen,
    at: datetime | None,
    reason_id: int | None,
) -> Mapping[int, Moments]:
    """The moments of one decision about many applications, by application."""
    times = queries.times(context.session, context.settings.undo)
    facts = queries.facts(context.session, application_ids, context.now)
    known: dict[Fact, Moments] = {}
    for fact in set(facts.values()):
        due = times.due(fact, context.now, when=when, at=at, reason=reason_id)
        known[fact] = Moments(due, policy.waits_until(due, when, times.calendar))
    return {application_id: known[fact] for application_id, fact in facts.items()}


def change(
    context: Context, notice_id: int, *, when: SendWhen, at: datetime | None, late: bool
) -> datetime:
    """Let the notice of a decision go out at another moment, and say when that is.

    Raises Conflict once it is on its way, Refusal for a moment that nobody can mean.
    """
    notice = context.session.get_one(
        Notice, notice_id, with_for_update=True, populate_existing=True
    )
    waits = notice.state is NoticeState.SCHEDULED and notice.pinned_at is None
    if not waits or notice.purpose is not Purpose.DECISION or notice.decision_id is None:
        raise Conflict("This message is on its way already, or waits for something else.")
    decision = context.session.get_one(Decision, notice.decision_id)
    application = context.session.get_one(Application, decision.application_id)
    decided_at = decision.released_at or context.now
    if when is SendWhen.AT and at is not None:
        check(context, application.id, at, late=late)
    decision.send_when, decision.send_at = when, at
    fact = queries.facts(context.session, [application.id], context.now)[application.id]
    times = queries.times(context.session, context.settings.undo)
    due = times.due(fact, decided_at, when=when, at=at, reason=decision.reason_id)
    _move(context, notice, max(due, context.now), times.calendar)
    audit.record(
        context,
        Act.NOTICE_MOVED,
        candidate_id=notice.candidate_id,
        application_id=application.id,
        vacancy_id=application.vacancy_id,
        notice_id=notice.id,
        purpose=notice.purpose.value,
    )
    return notice.not_before


def _move(context: Context, notice: Notice, due: datetime, calendar: Calendar) -> None:
    decision = context.session.get_one(Decision, notice.decision_id)
    notice.not_before, notice.reason = due, None
    notice.waits_until = policy.waits_until(due, decision.send_when, calendar)
    _keep_open(context, notice)
    if due <= context.now:
        context.wake(Queue.NOTICES)


def _keep_open(context: Context, notice: Notice) -> None:
    """Its link lasts as long as if it had been made on the day on which it goes out."""
    if notice.link_id is not None:
        link = context.session.get_one(Link, notice.link_id)
        link.expires_at = max(link.expires_at, notice.not_before + links.LASTS[link.scope])


def look_again(context: Context, candidate_id: int) -> None:
    """Let what waits for another decision about a person be looked at again: there is one."""
    changed = context.session.scalars(
        update(Notice)
        .where(
            Notice.candidate_id == candidate_id,
            Notice.purpose == Purpose.DECISION,
            Notice.state.in_((NoticeState.SCHEDULED, NoticeState.RETRY)),
            Notice.reason.in_(WAITS),
            Notice.not_before > context.now,
        )
        .values(not_before=context.now, reason=None)
        .returning(Notice.id)
    ).all()
    if changed:
        context.wake(Queue.NOTICES)
