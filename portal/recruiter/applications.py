"""One application: its stage, its decision, what the candidate will read, and what became of it."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.context import Context
from portal.policy.permissions import Action
from portal.queries.applications import ApplicationRow
from portal.recruiter.application_page import (
    HERE,
    draft_of,
    form_for,
    manuscript_of,
    may_release,
    one,
    others,
    point_taken,
    show,
    undecided_form,
    values,
)
from portal.recruiter.forms.decision import CorrectionForm, DecisionForm, correction_form
from portal.recruiter.preview import preview_of
from portal.services import applications, approvals, decisions, points
from portal.vocabulary import DecisionState
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("applications", __name__, url_prefix="/applications")
DONE = {"release": "decided", "ask": "approval_asked"}
"""What is said of what was asked for; everything else is a draft."""


@pages.get("/<int:application_id>")
@may(Action.READ_APPLICATIONS)
def page(application_id: int) -> Response:
    """The application, with the form to decide or with the decision."""
    row = one(application_id)
    return show(row, form_for(row))


@pages.get("/<int:application_id>/notice")
@may(Action.READ_APPLICATIONS)
def notice(application_id: int) -> Response:
    """Where the notice stands: polled while something still happens by itself."""
    row = one(application_id)
    return render(
        "recruiter/applications/page.html",
        fragment="recruiter/applications/_notices.html",
        **values(row, form_for(row)),
    )


@pages.post("/<int:application_id>/stage")
@may(Action.EDIT_CANDIDATE)
def move(application_id: int) -> Response:
    """Move to another stage."""
    row = one(application_id)
    stage_id = request.form.get("stage_id", type=int) or 0
    with unit_of_work() as context:
        applications.move(context, row.id, stage_id)
    return go(HERE, application_id=row.id, said="moved")


@pages.post("/<int:application_id>/promising")
@may(Action.RECORD_DECISION)
def promising(application_id: int) -> Response:
    """Set or take back the mark."""
    row = one(application_id)
    with unit_of_work() as context:
        applications.mark_promising(context, row.id, not row.promising)
    return go(HERE, application_id=row.id, said="saved")


@pages.post("/<int:application_id>/decision")
@may(Action.DRAFT_FEEDBACK)
def decide(application_id: int) -> Response:
    """Keep a draft, show the preview, take a point that somebody gave, ask for a second pair of
    eyes, or release the decision.
    """
    row = one(application_id)
    form = undecided_form(row)
    wish = request.form.get("do", "draft")
    if not may_release() and wish in DONE:
        abort(403)
    taken = point_taken(row, wish)
    if taken is not None:
        form.take(taken.point)
    if form.accepted():
        if wish == "preview":
            return show(row, form, preview=preview_of(row, form.draft()))
        with form.catching_refusals(), unit_of_work() as context:
            _keep(context, row, form, wish)
            if taken is not None:
                points.taken(context, taken.request_id, taken.number)
        if form.status == 200:
            calls_first = wish == "release" and form.comes_on_the_list
            said = "on_call_list" if calls_first else DONE.get(wish, "draft")
            return go(HERE, application_id=row.id, said=said)
    return show(row, form)


@pages.post("/<int:application_id>/correction")
@may(Action.RECORD_DECISION)
def correct(application_id: int) -> Response:
    """Correct the feedback of a released decision, or ask somebody else to look at it first."""
    row = one(application_id)
    if row.decision is None or row.decision.state is not DecisionState.RELEASED:
        abort(404)
    form = correction_form(row)
    form.offer_approvers(others(row))
    asks = request.form.get("do") == "ask"
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            if asks:
                manuscript, of_id = manuscript_of(row, form), form.approver.data
                approvals.ask_about_correction(context, row.id, manuscript, of_id=of_id)
            else:
                _correct(context, row.decision.id, form)
        if form.status == 200:
            said = "approval_asked" if asks else "corrected"
            return go(HERE, application_id=row.id, said=said)
    return show(row, form)


@pages.post("/<int:application_id>/reopen")
@may(Action.RECORD_DECISION)
def reopen(application_id: int) -> Response:
    """Take the decision back."""
    row = one(application_id)
    if row.decision is None:
        abort(404)
    with unit_of_work() as context:
        decisions.reopen(context, row.decision.id)
    return go(HERE, application_id=row.id, said="reopened")


def _keep(context: Context, row: ApplicationRow, form: DecisionForm, wish: str) -> None:
    if wish == "release":
        decisions.release(context, row.id, form.draft())
    elif wish == "ask":
        approvals.ask_about_draft(context, row.id, form.draft(), of_id=form.approver.data)
    else:
        decisions.save_draft(context, row.id, draft_of(row, form))


def _correct(context: Context, decision_id: int, form: CorrectionForm) -> None:
    decisions.revise(
        context,
        decision_id,
        form.feedback(),
        version=form.version.data or 0,
        tell=bool(form.tell.data),
        kept=form.keeps(),
    )
