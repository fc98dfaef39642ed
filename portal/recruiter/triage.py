"""Triage: everybody decided elsewhere of whom nobody has said whether they were told."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.policy.refusal import Refusal
from portal.queries import triage as queries
from portal.recruiter.forms.triage import AllToldForm
from portal.recruiter.viewer import viewer
from portal.services import decisions
from portal.web.database import reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("triage", __name__, url_prefix="/triage")
NOBODY = "Tick those who have been told."
NOT_SURE = "Tick this if you know it; nobody will be written to afterwards."


@pages.get("/")
@may(Action.TRIAGE)
def page() -> Response:
    """Those who wait here, all of them or of one vacancy."""
    return _show(AllToldForm(formdata=None))


@pages.post("/told")
@may(Action.TRIAGE)
def told() -> Response:
    """Note that the ticked ones know it already."""
    form, ticked = AllToldForm(formdata=None), request.form.getlist("decision", type=row_id)
    if not ticked:
        form.refuse(Refusal(NOBODY))
        return _show(form)
    if queries.seen(reading(), viewer(), ticked) != set(ticked):
        abort(404)
    return _mark(ticked)


@pages.post("/all-told")
@may(Action.TRIAGE)
def all_told() -> Response:
    """Note that everybody of a vacancy who was on the page, or after it, knows it already."""
    vacancy_id, form = _vacancy_id(), AllToldForm()
    if vacancy_id is None or not queries.is_visible(reading(), viewer(), vacancy_id):
        abort(404)
    if not form.sure.data:
        form.refuse(Refusal(NOT_SURE, "sure"))
        return _show(form)
    up_to = request.form.get("up_to", 0, type=row_id)
    return _mark(queries.all_of(reading(), viewer(), vacancy_id, up_to))


def _mark(decision_ids: list[int]) -> Response:
    with unit_of_work() as context:
        decisions.mark_told_elsewhere(context, decision_ids)
    # What is left is read after the change.
    reading().rollback()
    left = {group.vacancy_id for group in queries.groups(reading(), viewer())}
    vacancy_id = _vacancy_id()
    return go(
        "recruiter.triage.page",
        said="told",
        vacancy=vacancy_id if vacancy_id in left else None,
        after=request.form.get("after", type=row_id),
    )


def _vacancy_id() -> int | None:
    return request.values.get("vacancy", type=row_id)


def _show(form: AllToldForm) -> Response:
    groups = queries.groups(reading(), viewer())
    vacancy_id = _vacancy_id()
    chosen = next((group for group in groups if group.vacancy_id == vacancy_id), None)
    if (
        vacancy_id is not None
        and chosen is None
        and not queries.is_visible(reading(), viewer(), vacancy_id)
    ):
        abort(404)
    after = request.values.get("after", 0, type=row_id)
    return render(
        "recruiter/triage/page.html",
        status=form.status,
        form=form,
        groups=groups,
        people=sum(group.people for group in groups),
        chosen=chosen,
        vacancy_id=vacancy_id,
        after=after,
        found=queries.page(reading(), viewer(), vacancy_id, after),
        up_to=queries.newest(reading(), viewer()),
    )
