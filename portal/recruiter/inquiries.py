"""What candidates ask: noting that somebody has answered."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import inquiries as queries
from portal.recruiter.viewer import viewer
from portal.services import inquiries
from portal.web.database import reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.work import unit_of_work

pages = Blueprint("inquiries", __name__, url_prefix="/inquiries")


@pages.post("/<int:inquiry_id>/answered")
@may(Action.DO_TASKS)
def answered(inquiry_id: int) -> Response:
    """Note that somebody has answered, by mail or by telephone."""
    found = queries.one(reading(), viewer(), inquiry_id)
    if found is None:
        abort(404)
    with unit_of_work() as context:
        inquiries.answered(context, inquiry_id)
    return go("recruiter.candidates.record", candidate_id=found.candidate_id, said="answered")
