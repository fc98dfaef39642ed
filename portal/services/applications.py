"""Applications: adding one, moving it, marking it as promising."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from portal.context import Context
from portal.models import Application, Stage, Vacancy
from portal.policy import waiting
from portal.policy.refusal import Conflict, Refusal
from portal.policy.waiting import Terms
from portal.queries import organisation
from portal.services import audit, received
from portal.vocabulary import Act, Origin, PromiseRule, VacancyStatus

NOON = time(12, 0)
"""At which an interview counts of which only the day is known."""


def add(
    context: Context,
    candidate_id: int,
    vacancy_id: int,
    *,
    origin: Origin = Origin.LIVE,
    applied_at: datetime | None = None,
) -> Application:
    """Add an application at the first stage; a live one's waiting clock starts now."""
    vacancy = context.session.get_one(Vacancy, vacancy_id)
    application = Application(
        candidate_id=candidate_id,
        vacancy_id=vacancy.id,
        stage_id=vacancy.stages[0].id,
        stage_since=context.now,
        origin=origin,
        applied_at=applied_at or context.now,
        created_at=context.now,
    )
    if origin is Origin.LIVE:
        start_clock(context, application)
    context.session.add(application)
    context.session.flush()
    record(context, Act.APPLICATION_ADDED, application)
    return application


def add_by_hand(context: Context, candidate_id: int, vacancy_id: int) -> Application:
    """Add a live application, and owe the receipt that its vacancy may send; raises Refusal if
    this person has one for the vacancy already, Conflict if the vacancy was closed.
    """
    if context.session.get_one(Vacancy, vacancy_id).status is VacancyStatus.CLOSED:
        raise Conflict("This vacancy is closed. Reopen it first.")
    if context.session.scalar(
        select(Application.id).where(
            Application.candidate_id == candidate_id, Application.vacancy_id == vacancy_id
        )
    ):
        raise Refusal("This person has applied for this vacancy already.", "vacancy_id")
    application = add(context, candidate_id, vacancy_id)
    received.owe(context, [application.id])
    return application


def start_clock(context: Context, application: Application) -> None:
    """Let the waiting clock run from now, up to the day that the vacancy promises."""
    application.waits_since = context.now
    application.promised_by = next_promise(context, application)


def next_promise(context: Context, application: Application) -> datetime:
    """Until when somebody hears to whom an answer is promised now."""
    calendar = organisation.calendar(context.session)
    interviewed_at = application.interviewed_at
    return waiting.promise(_terms(context, application), context.now, calendar, interviewed_at)


def move(context: Context, application_id: int, stage_id: int) -> None:
    """Move an application to another stage of its vacancy; raises Refusal for a foreign stage.

    A stage that answers sooner brings the promised day forward; nothing puts it off.
    """
    application = context.session.get_one(Application, application_id)
    stage = context.session.get(Stage, stage_id)
    if stage is None or stage.vacancy_id != application.vacancy_id:
        raise Refusal("Choose a stage of this vacancy.", "stage_id")
    if stage.id == application.stage_id:
        return
    application.stage_id, application.stage_since = stage.id, context.now
    record(context, Act.STAGE_MOVED, application, stage=stage.id)
    if application.origin is Origin.LIVE:
        calendar = organisation.calendar(context.session)
        held, interviewed_at = application.promised_by, application.interviewed_at
        terms = _terms(context, application)
        promised = waiting.after_move(held, terms, context.now, calendar, interviewed_at)
        _promise(context, application, promised)


def note_interview(
    context: Context, application_id: int, day: date, *, knows_new_day: bool = False
) -> None:
    """Note the day on which somebody last talked with them, which Ontario's rule counts from;
    raises Refusal for a day that has not come.
    """
    application = context.session.get_one(Application, application_id)
    calendar = organisation.calendar(context.session)
    if day > context.now.astimezone(calendar.zone).date():
        raise Refusal("Enter a day that has come already.", "interviewed_on")
    application.interviewed_at = datetime.combine(day, NOON, tzinfo=calendar.zone)
    record(context, Act.INTERVIEW_NOTED, application)
    terms = _terms(context, application)
    if application.origin is Origin.LIVE and terms.rule is PromiseRule.ONTARIO:
        promised = next_promise(context, application)
        held = application.promised_by
        promised = waiting.after_interview(held, promised, knows_new_day=knows_new_day)
        _promise(context, application, promised)


def mark_promising(context: Context, application_id: int, promising: bool) -> None:
    """Set or take back the mark "worth a call, worth keeping"."""
    application = context.session.get_one(Application, application_id)
    if application.promising == promising:
        return
    application.promising = promising
    act = Act.PROMISING_MARKED if promising else Act.PROMISING_UNMARKED
    record(context, act, application)


def _terms(context: Context, application: Application) -> Terms:
    """What the vacancy promises to whoever is at this stage."""
    vacancy = context.session.get_one(Vacancy, application.vacancy_id)
    stage = context.session.get_one(Stage, application.stage_id)
    return Terms(
        days=vacancy.promise_days, rule=vacancy.promise_rule, stage_days=stage.promise_days
    )


def _promise(context: Context, application: Application, promised: datetime) -> None:
    """Promise an answer by another day than before, if it is one."""
    if application.promised_by != promised:
        application.promised_by = promised
        record(context, Act.PROMISE_MOVED, application, until=promised.isoformat())


def record(context: Context, act: Act, application: Application, **facts: Any) -> None:
    """Write down an act about an application."""
    audit.record(
        context,
        act,
        candidate_id=application.candidate_id,
        application_id=application.id,
        vacancy_id=application.vacancy_id,
        **facts,
    )
