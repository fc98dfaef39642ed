"""Calls from the candidate's side: reading it now instead, and when a call suits."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.candidate.forms.calls import CallHoursForm
from portal.candidate.myself import me
from portal.queries import mine, mine_calls
from portal.services import calls, preferences
from portal.web.guard import for_candidate
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import now, reading, unit_of_work

pages = Blueprint("calls", __name__, url_prefix="/me")


@pages.post("/calls/<int:call_id>/read")
@for_candidate
def read_now(call_id: int) -> Response:
    """Read it instead of being called."""
    with unit_of_work() as context:
        decision_id = calls.read_now(context, me(), call_id)
    if decision_id is None:
        abort(404)
    # What was read so far is from before: on SQLite a transaction sees nothing newer.
    reading().rollback()
    if mine.letter(reading(), me(), decision_id) is None:
        return go("candidate.home.page")
    return go("candidate.feedback.page", decision_id=decision_id)


@pages.get("/preferences/calls")
@for_candidate
def page() -> Response:
    """When a call suits."""
    said = mine_calls.hours(reading(), me(), now())
    return _show(CallHoursForm.showing(said.hours))


@pages.post("/preferences/calls")
@for_candidate
def save() -> Response:
    """Keep when a call suits."""
    form = CallHoursForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            preferences.choose_call_hours(context, me(), form.chosen())
        if form.status == 200:
            return go("candidate.calls.page", said="saved")
    return _show(form)


def _show(form: CallHoursForm) -> Response:
    return render(
        "candidate/calls/page.html",
        status=form.status,
        form=form,
        said_so_far=mine_calls.hours(reading(), me(), now()),
        there=now(),
    )
