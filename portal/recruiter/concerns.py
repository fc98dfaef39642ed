"""Confidential concerns: read and answered by their owner alone, once."""

from flask import Blueprint, abort
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import concerns as queries
from portal.queries.concerns import ConcernRow
from portal.recruiter.forms.inquiries import AnswerForm
from portal.services import concerns
from portal.web.database import reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("concerns", __name__, url_prefix="/inquiries/concerns")


@pages.get("/<int:inquiry_id>")
@may(Action.DO_TASKS)
def one(inquiry_id: int) -> Response:
    """One concern, with its answer or the form for it."""
    return _show(_one(inquiry_id), AnswerForm(formdata=None))


@pages.post("/<int:inquiry_id>")
@may(Action.DO_TASKS)
def answer(inquiry_id: int) -> Response:
    """The one considered answer."""
    found, form = _one(inquiry_id), AnswerForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            concerns.answer(context, found.id, form.answer.data or "")
        if form.status == 200:
            return go("recruiter.concerns.one", inquiry_id=found.id, said="answer_written")
    return _show(found, form)


def _one(inquiry_id: int) -> ConcernRow:
    found = queries.one(reading(), current_user.id, inquiry_id)
    if found is None:
        abort(404)
    return found


def _show(found: ConcernRow, form: AnswerForm) -> Response:
    return render("recruiter/inquiries/concern.html", status=form.status, row=found, form=form)
