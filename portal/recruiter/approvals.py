"""Words that wait for a second pair of eyes."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.context import Context
from portal.policy.permissions import Action
from portal.policy.proofreading import Proof
from portal.queries import approvals as queries
from portal.queries import wording
from portal.queries.approvals import ApprovalRow
from portal.recruiter.forms.approval import RulingForm
from portal.recruiter.viewer import viewer
from portal.services import approvals
from portal.web.database import now, reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("approvals", __name__, url_prefix="/approvals")


@pages.get("/")
@may(Action.APPROVE_WORDING)
def page() -> Response:
    """What others ask me to look at, and what was said of what I asked."""
    return render(
        "recruiter/approvals/page.html",
        waiting=queries.waiting(reading(), viewer()),
        asked=queries.asked(reading(), viewer(), now()),
    )


@pages.get("/<int:approval_id>")
@may(Action.APPROVE_WORDING)
def one(approval_id: int) -> Response:
    """The words, and what was found in them."""
    return _show(_one(approval_id), RulingForm(formdata=None))


@pages.post("/<int:approval_id>/approve")
@may(Action.APPROVE_WORDING)
def approve(approval_id: int) -> Response:
    """They may go out as they are."""
    return _rule(_one(approval_id), approvals.approve, "approved")


@pages.post("/<int:approval_id>/send-back")
@may(Action.APPROVE_WORDING)
def send_back(approval_id: int) -> Response:
    """They should be changed."""
    return _rule(_one(approval_id), approvals.send_back, "sent_back")


def _rule(row: ApprovalRow, service: Callable[[Context, int, str], Any], said: str) -> Response:
    form = RulingForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            service(context, row.id, form.reason.data or "")
        if form.status == 200:
            return go(".page", said=said)
        reading().rollback()
    return _show(_one(row.id), form)


def _one(approval_id: int) -> ApprovalRow:
    row = queries.one(reading(), viewer(), approval_id)
    if row is None:
        abort(404)
    return row


def _show(row: ApprovalRow, form: RulingForm) -> Response:
    return render(
        "recruiter/approvals/one.html",
        status=form.status,
        row=row,
        form=form,
        proof=_proof(row),
        is_mine=row.asked_by_id == viewer().user_id,
    )


def _proof(row: ApprovalRow) -> Proof:
    return wording.proof(reading(), row.application_id, row.manuscript)
