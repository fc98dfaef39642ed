"""The organisation's own list of internal reasons."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import settings as queries
from portal.recruiter.forms.settings import NewReasonForm, ReasonForm
from portal.services import reasons
from portal.services.reasons import Direction
from portal.vocabulary import EndedBy
from portal.web.database import reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("reasons", __name__, url_prefix="/reasons")


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """Both lists, and what is retired."""
    return _page(NewReasonForm(formdata=None))


@pages.post("/")
@may(Action.CHANGE_SETTINGS)
def add() -> Response:
    """Add a reason at the end of its list."""
    form = NewReasonForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            reasons.add(context, form.name.data or "", EndedBy(form.ended_by.data))
        if form.status == 200:
            return go(".page", said="added")
    return _page(form)


@pages.get("/<int:reason_id>")
@may(Action.CHANGE_SETTINGS)
def one(reason_id: int) -> Response:
    """One reason, to rename or to retire."""
    form = ReasonForm(formdata=None, name=_row(reason_id).name)
    return _one(reason_id, form)


@pages.post("/<int:reason_id>")
@may(Action.CHANGE_SETTINGS)
def rename(reason_id: int) -> Response:
    """Say it in other words."""
    form = ReasonForm()
    _row(reason_id)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            reasons.rename(context, reason_id, form.name.data or "")
        if form.status == 200:
            return go(".page", said="saved")
    return _one(reason_id, form)


@pages.post("/<int:reason_id>/move")
@may(Action.CHANGE_SETTINGS)
def move(reason_id: int) -> Response:
    """Move it one place up or down."""
    _row(reason_id)
    wish = request.form.get("direction")
    if wish not in list(Direction):
        abort(422)
    with unit_of_work() as context:
        reasons.move(context, reason_id, Direction(wish))
    return go(".page", _anchor=f"reason-{reason_id}")


@pages.post("/<int:reason_id>/retire")
@may(Action.CHANGE_SETTINGS)
def retire(reason_id: int) -> Response:
    """Offer it no longer."""
    _row(reason_id)
    with unit_of_work() as context:
        reasons.retire(context, reason_id)
    return go(".page", said="saved")


@pages.post("/<int:reason_id>/bring-back")
@may(Action.CHANGE_SETTINGS)
def bring_back(reason_id: int) -> Response:
    """Offer it again."""
    _row(reason_id)
    with unit_of_work() as context:
        reasons.bring_back(context, reason_id)
    return go(".page", said="saved")


def _row(reason_id: int) -> queries.ReasonRow:
    row = queries.reason(reading(), reason_id)
    if row is None:
        abort(404)
    return row


def _page(form: NewReasonForm) -> Response:
    rows = queries.reasons(reading())
    lists = [
        (side, [row for row in rows if row.active and row.ended_by is side]) for side in EndedBy
    ]
    return render(
        "recruiter/settings/reasons.html",
        status=form.status,
        form=form,
        lists=lists,
        retired=[row for row in rows if not row.active],
    )


def _one(reason_id: int, form: ReasonForm) -> Response:
    reason = _row(reason_id)
    return render("recruiter/settings/reason.html", status=form.status, form=form, reason=reason)
