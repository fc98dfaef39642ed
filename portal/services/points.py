"""Points from somebody without an account: asking for them, asking again, taking what they said."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.context import Context
from portal.models import Application, Decision, Notice, PointsRequest, Task, User, Vacancy
from portal.policy import addresses, points, waiting
from portal.policy.feedback import PointDraft
from portal.policy.points import Standing
from portal.policy.refusal import Conflict, Refusal, TooMany
from portal.queries import organisation
from portal.queries import points as queries
from portal.services import applications, links, notices, owing, tasks, tries
from portal.services.tasks import Subject
from portal.vocabulary import Act, LinkScope, NoticeState, Origin, Purpose, TaskKind

MOST_OPEN = 5
"""People asked at once about one application."""
LONGEST_MESSAGE = 500
AT_ONCE = 100
OPENINGS_PER_PLACE, OPENINGS_WITHIN = 60, timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whom somebody wants to ask, and what they say to them."""

    name: str
    email: str
    message: str = ""


def ask(context: Context, application_id: int, question: Question) -> PointsRequest:
    """Ask somebody for three points about an application; raises Refusal if they were asked."""
    application = context.session.get_one(
        Application, application_id, with_for_update={"key_share": True}
    )
    if application.origin is Origin.HISTORY or queries.is_over(context.session, application.id):
        raise Conflict("This application is decided: nobody needs points about it any more.")
    address = addresses.address(question.email)
    _refuse_twice(context, application, address)
    request = PointsRequest(
        application_id=application.id,
        name=question.name,
        email=address,
        message=question.message,
        asked_by_id=context.actor.id,
        asked_at=context.now,
        reminders=0,
        answer=[],
    )
    context.session.add(request)
    context.session.flush()
    _owe(context, request)
    applications.record(context, Act.POINTS_ASKED, application, request=request.id)
    return request


def withdraw(context: Context, request_id: int) -> None:
    """Ask no more: the link says so kindly, and what is unsent stays here."""
    request = _locked(context, request_id)
    if request.answered_at is not None or request.ended_at is not None:
        raise Conflict("This was answered or taken back already.")
    request.ended_at, request.remind_at = context.now, None
    unsent = select(Notice.id).where(
        Notice.points_request_id == request.id,
        Notice.state.in_([*owing.UNSENT, NoticeState.SENDING]),
    )
    for notice_id in context.session.scalars(unsent).all():
        notices.recall(context, notice_id)
    tasks.no_longer_needed(context, TaskKind.POINTS_MISSING, str(request.id))


def opened(context: Context, token: str, *, place: str) -> PointsRequest | None:
    """The request behind a link; None for every link that opens nothing.

    Raises TooMany for a place (an IP) from which too many links were tried.
    """
    at_most, within = OPENINGS_PER_PLACE, OPENINGS_WITHIN
    if not tries.allow(context, "points-from", place, at_most=at_most, within=within):
        raise TooMany("Too many links were opened from here. Please try again in 15 minutes.")
    link = links.find(context.session, LinkScope.POINTS, token, context.now)
    if link is None or link.points_request_id is None:
        return None
    return _locked(context, link.points_request_id)


def answer(context: Context, request: PointsRequest, given: Sequence[PointDraft]) -> None:
    """Keep what somebody saw; it reaches nobody before a recruiter takes it into their feedback.

    Raises Conflict once it cannot be given or changed any more.
    """
    over = request.ended_at is not None or queries.is_over(context.session, request.application_id)
    stands = points.standing(request.answered_at, over=over, now=context.now)
    if stands in (Standing.GIVEN, Standing.OVER):
        raise Conflict("This cannot be changed any more.")
    points.check(given)
    first = request.answered_at is None
    known = [point for point in request.answer if point["taken"]]
    kept = [asdict(point) for point in given]
    request.answer = [{**p, "taken": {**p, "taken": True} in known} for p in kept]
    request.answered_at = request.answered_at or context.now
    request.remind_at = None
    tasks.no_longer_needed(context, TaskKind.POINTS_MISSING, str(request.id))
    if first:
        application = context.session.get_one(Application, request.application_id)
        facts = {"request": request.id, "points": len(given)}
        applications.record(context, Act.POINTS_GIVEN, application, **facts)


def taken(context: Context, request_id: int, number: int) -> None:
    """Note that a recruiter has taken a point into the feedback."""
    request = _locked(context, request_id)
    request.answer = [
        {**point, "taken": point["taken"] or at == number}
        for at, point in enumerate(request.answer)
    ]


def remind_due(context: Context) -> None:
    """Ask again whoever has not answered, and in the end ask whoever wanted to know to go on
    without; what a decision has made needless is done by itself.
    """
    decided = _decided(PointsRequest.application_id)
    due = select(PointsRequest).where(PointsRequest.remind_at <= context.now)
    waiting_for = due.where(~decided).order_by(PointsRequest.remind_at).limit(AT_ONCE)
    for request in context.session.scalars(waiting_for.with_for_update()).all():
        if request.reminders < points.REMINDERS:
            request.reminders += 1
            _owe(context, request)
        else:
            request.remind_at = None
            _give_up(context, request)
    for request in context.session.scalars(due.where(decided).limit(AT_ONCE)).all():
        request.remind_at = None
    for task in context.session.scalars(_needless_tasks()).all():
        tasks.no_longer_needed(context, task.kind, task.idem_key.partition(":")[2])


def _refuse_twice(context: Context, application: Application, address: str) -> None:
    asked = select(PointsRequest.email).where(
        PointsRequest.application_id == application.id, PointsRequest.ended_at.is_(None)
    )
    known = [addresses.normal(email) for email in context.session.scalars(asked)]
    if addresses.normal(address) in known:
        raise Refusal("They were asked about this application already.", "email")
    if len(known) >= MOST_OPEN:
        raise Refusal(f"{MOST_OPEN} people were asked already. Take one back first.")


def _owe(context: Context, request: PointsRequest) -> None:
    """Owe the question, or its reminder, with a link; and say when it is asked again."""
    calendar = organisation.calendar(context.session)
    request.remind_at = waiting.promised_by(context.now, points.REMINDED_AFTER, calendar)
    notice = Notice(
        purpose=Purpose.POINTS,
        points_request_id=request.id,
        application_id=request.application_id,
        link_id=links.for_points(context, request.id).id,
        personal_text=request.message or None,
        not_before=context.now,
    )
    owing.owe(context, notice, subject=request.id, number=request.reminders + 1)
    # A reminder comes from whoever asked first.
    notice.created_by_id = request.asked_by_id


def _give_up(context: Context, request: PointsRequest) -> None:
    asker = context.session.get_one(User, request.asked_by_id)
    owner_id = asker.id if asker.active else _owner_of(context, request.application_id)
    subject = Subject(application_id=request.application_id)
    key = str(request.id)
    tasks.ask(context, TaskKind.POINTS_MISSING, key, subject, owner_id=owner_id)


def _owner_of(context: Context, application_id: int) -> int | None:
    query = select(Vacancy.owner_id).join(Application, Application.vacancy_id == Vacancy.id)
    return context.session.scalar(query.where(Application.id == application_id))


def _decided(application_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return exists().where(
        Decision.application_id == application_id, Decision.state.in_(queries.DECIDED)
    )


def _needless_tasks() -> Select[Task]:
    return select(Task).where(
        Task.kind == TaskKind.POINTS_MISSING,
        Task.done_at.is_(None),
        _decided(Task.application_id),
    )


def _locked(context: Context, request_id: int) -> PointsRequest:
    return context.session.scalars(
        select(PointsRequest)
        .where(PointsRequest.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
