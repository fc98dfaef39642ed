"""Withdrawing an application, and changing one's mind about it."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.candidate.myself import me
from portal.queries import mine_applications
from portal.queries.mine_applications import MyApplication
from portal.services import withdrawals
from portal.web.guard import for_candidate
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import gateways, now, reading, unit_of_work

pages = Blueprint("withdrawals", __name__, url_prefix="/me/applications/<int:application_id>")


@pages.get("/withdraw")
@for_candidate
def page(application_id: int) -> Response:
    """What withdrawing means, and the button that does it."""
    application = _mine(application_id)
    if not application.open:
        return go("candidate.home.page")
    return render("candidate/withdrawals/page.html", application=application)


@pages.post("/withdraw")
@for_candidate
def withdraw(application_id: int) -> Response:
    """Withdraw it."""
    _mine(application_id)
    with unit_of_work() as context:
        withdrawals.withdraw(context, me(), application_id)
    return go("candidate.home.page", said="withdrawn")


@pages.post("/return")
@for_candidate
def undo(application_id: int) -> Response:
    """Take the withdrawal back."""
    _mine(application_id)
    with unit_of_work() as context:
        withdrawals.undo(context, me(), application_id)
    return go("candidate.home.page", said="returned")


def _mine(application_id: int) -> MyApplication:
    found = mine_applications.application(
        reading(), me(), application_id, now=now(), undo=gateways().settings.undo
    )
    if found is None:
        abort(404)
    return found
