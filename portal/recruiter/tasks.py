"""Tasks: what somebody of the team must do, with the buttons that do it."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.policy.refusal import Refusal
from portal.queries import tasks as queries
from portal.queries.tasks import TaskRow
from portal.recruiter import asking
from portal.recruiter.viewer import viewer
from portal.services import contact_stops, questions, tasks
from portal.web.database import reading
from portal.web.forms import optional_int
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("tasks", __name__, url_prefix="/tasks")


@pages.get("/")
@may(Action.DO_TASKS)
def page() -> Response:
    """What is open: mine, nobody's, and for administrators everybody's."""
    me = viewer().user_id
    found = queries.mine(reading(), viewer())
    lists = [
        ("Yours", [task for task in found if task.owner_id == me]),
        ("Nobody's yet", [task for task in found if task.owner_id is None]),
        ("Other people's", [task for task in found if task.owner_id not in (me, None)]),
    ]
    return render(
        "recruiter/tasks/page.html",
        lists=[(title, rows) for title, rows in lists if rows],
        all_tasks=queries.number(reading(), viewer()) if len(found) == queries.MOST else len(found),
        most=queries.MOST,
        asked=asking.sentence,
        sides=asking.sides,
    )


@pages.post("/<int:task_id>/take")
@may(Action.DO_TASKS)
def take(task_id: int) -> Response:
    """See to it oneself."""
    task = _one(task_id)
    try:
        seen_owner_id = optional_int(request.form.get("owner"))
    except ValueError:
        abort(422)
    with unit_of_work() as context:
        tasks.take(context, task.id, seen_owner_id=seen_owner_id)
    return _back(task, "taken")


@pages.post("/<int:task_id>/done")
@may(Action.DO_TASKS)
def done(task_id: int) -> Response:
    """It has been seen to; where contact is stopped, it stays so."""
    task = _one(task_id)
    if task.is_question:
        raise Refusal("Say whether they are one person or two.")
    with unit_of_work() as context:
        tasks.done(context, task.id)
    return _back(task, "task_done")


@pages.post("/<int:task_id>/contact-again")
@may(Action.DO_TASKS)
def contact_again(task_id: int) -> Response:
    """Whatever happened there, this person may be written to."""
    task = _one(task_id)
    if task.candidate_id is None or not task.is_stop:
        raise Refusal("This task is not about contact that was stopped.")
    with unit_of_work() as context:
        contact_stops.resume(context, task.candidate_id)
        tasks.done(context, task.id)
    return _back(task, "contact_again")


@pages.post("/<int:task_id>/same")
@may(Action.DO_TASKS)
def same(task_id: int) -> Response:
    """They are one person."""
    task = _one(task_id)
    with unit_of_work() as context:
        questions.same_person(context, task.id)
    return _back(task, "same_person")


@pages.post("/<int:task_id>/different")
@may(Action.DO_TASKS)
def different(task_id: int) -> Response:
    """They are two people."""
    task = _one(task_id)
    with unit_of_work() as context:
        questions.different_people(context, task.id)
    return _back(task, "two_people")


def _one(task_id: int) -> TaskRow:
    task = queries.one(reading(), viewer(), task_id)
    if task is None:
        abort(404)
    return task


def _back(task: TaskRow, said: str) -> Response:
    """To the record that the button was pressed on, else to the tasks."""
    if task.candidate_id is not None and request.form.get("from") == "record":
        return go("recruiter.candidates.record", candidate_id=task.candidate_id, said=said)
    return go(".page", said=said)
