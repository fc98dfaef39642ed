"""Asking somebody without an account what they saw of a candidate."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import points as queries
from portal.recruiter.application_page import HERE, form_for, one, show
from portal.recruiter.forms.points import question_form
from portal.services import points
from portal.web.database import reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.work import unit_of_work

pages = Blueprint("points", __name__, url_prefix="/applications")


@pages.post("/<int:application_id>/points")
@may(Action.RECORD_DECISION)
def ask(application_id: int) -> Response:
    """Ask for three points."""
    row = one(application_id)
    form = question_form(row, posted=True)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            points.ask(context, row.id, form.question())
        if form.status == 200:
            return go(HERE, application_id=row.id, said="points_asked")
    return show(row, form_for(row), question=form)


@pages.post("/<int:application_id>/points/<int:request_id>/withdraw")
@may(Action.RECORD_DECISION)
def withdraw(application_id: int, request_id: int) -> Response:
    """Ask no more."""
    row = one(application_id)
    if request_id not in [asked.id for asked in queries.of_application(reading(), row.id)]:
        abort(404)
    with unit_of_work() as context:
        points.withdraw(context, request_id)
    return go(HERE, application_id=row.id, said="points_withdrawn")
