"""Applications: adding one, moving it, marking it as promising."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.context import Context
from portal.models import Application, Stage, Vacancy
from portal.policy import waiting
from portal.policy.refusal import Conflict, Refusal
from portal.queries import organisation
from portal.services import audit
from portal.vocabulary import Act, Origin, VacancyStatus


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
    """Add a live application; raises Refusal if this person has one for the vacancy already,
    Conflict if the vacancy was closed.
    """
    if context.session.get_one(Vacancy, vacancy_id).status is VacancyStatus.CLOSED:
        raise Conflict("This vacancy is closed. Reopen it first.")
    if context.session.scalar(
        select(Application.id).where(
            Application.candidate_id == candidate_id, Application.vacancy_id == vacancy_id
        )
    ):
        raise Refusal("This person has applied for this vacancy already.", "vacancy_id")
    return add(context, candidate_id, vacancy_id)


def start_clock(context: Context, application: Application) -> None:
    """Let the waiting clock run from now, up to the day that the vacancy promises."""
    calendar = organisation.calendar(context.session)
    promise_days = context.session.get_one(Vacancy, application.vacancy_id).promise_days
    application.waits_since = context.now
    application.promised_by = waiting.promised_by(context.now, promise_days, calendar)


def move(context: Context, application_id: int, stage_id: int) -> None:
    """Move an application to another stage of its vacancy; raises Refusal for a foreign stage."""
    application = context.session.get_one(Application, application_id)
    stage = context.session.get(Stage, stage_id)
    if stage is None or stage.vacancy_id != application.vacancy_id:
        raise Refusal("Choose a stage of this vacancy.", "stage_id")
    if stage.id == application.stage_id:
        return
    application.stage_id, application.stage_since = stage.id, context.now
    record(context, Act.STAGE_MOVED, application, stage=stage.id)


def mark_promising(context: Context, application_id: int, promising: bool) -> None:
    """Set or take back the mark "worth a call, worth keeping"."""
    application = context.session.get_one(Application, application_id)
    if application.promising == promising:
        return
    application.promising = promising
    act = Act.PROMISING_MARKED if promising else Act.PROMISING_UNMARKED
    record(context, act, application)


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
