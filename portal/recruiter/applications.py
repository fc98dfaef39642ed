"""One application: its stage, its decision, what the candidate will read, and what became of it."""

from typing import Any

from flask import Blueprint, abort, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.policy.permissions import Action, allowed
from portal.queries import applications as queries
from portal.queries import notices as notice_queries
from portal.queries.applications import ApplicationRow, DecisionRow
from portal.recruiter.forms.decision import (
    CorrectionForm,
    DecisionForm,
    correction_form,
    decision_form,
)
from portal.recruiter.preview import preview_of
from portal.recruiter.viewer import viewer
from portal.services import applications, decisions
from portal.vocabulary import TOLD, DecisionState
from portal.web.database import gateways, reading
from portal.web.forms import PortalForm
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("applications", __name__, url_prefix="/applications")
TEMPLATE = "recruiter/applications/page.html"
HERE = "recruiter.applications.page"


@pages.get("/<int:application_id>")
@may(Action.READ_APPLICATIONS)
def page(application_id: int) -> Response:
    """The application, with the form to decide or with the decision."""
    row = _one(application_id)
    return _show(row, _form_for(row))


@pages.get("/<int:application_id>/notice")
@may(Action.READ_APPLICATIONS)
def notice(application_id: int) -> Response:
    """Where the notice stands: polled while something still happens by itself."""
    row = _one(application_id)
    return render(
        "recruiter/applications/page.html",
        fragment="recruiter/applications/_notices.html",
        **_values(row, _form_for(row)),
    )


@pages.post("/<int:application_id>/stage")
@may(Action.EDIT_CANDIDATE)
def move(application_id: int) -> Response:
    """Move to another stage."""
    row = _one(application_id)
    stage_id = request.form.get("stage_id", type=int) or 0
    with unit_of_work() as context:
        applications.move(context, row.id, stage_id)
    return go(HERE, application_id=row.id, said="moved")


@pages.post("/<int:application_id>/promising")
@may(Action.RECORD_DECISION)
def promising(application_id: int) -> Response:
    """Set or take back the mark."""
    row = _one(application_id)
    with unit_of_work() as context:
        applications.mark_promising(context, row.id, not row.promising)
    return go(HERE, application_id=row.id, said="saved")


@pages.post("/<int:application_id>/decision")
@may(Action.DRAFT_FEEDBACK)
def decide(application_id: int) -> Response:
    """Keep a draft, show the preview, or release the decision."""
    row = _one(application_id)
    form = decision_form(row, queries.reasons(reading()))
    wish = request.form.get("do", "draft")
    if not allowed(current_user.role, Action.RECORD_DECISION) and wish == "release":
        abort(403)
    if form.accepted():
        if wish == "preview":
            return _show(row, form, preview=preview_of(row, form.draft()))
        with form.catching_refusals(), unit_of_work() as context:
            if wish == "release":
                decisions.release(context, row.id, form.draft())
            else:
                decisions.save_draft(context, row.id, form.draft())
        if form.status == 200:
            said = "decided" if wish == "release" else "draft"
            return go(HERE, application_id=row.id, said=said)
    return _show(row, form)


@pages.post("/<int:application_id>/correction")
@may(Action.RECORD_DECISION)
def correct(application_id: int) -> Response:
    """Correct the feedback of a released decision."""
    row = _one(application_id)
    if row.decision is None or row.decision.state is not DecisionState.RELEASED:
        abort(404)
    form = correction_form(row)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            decisions.revise(
                context,
                row.decision.id,
                form.feedback(),
                version=form.version.data or 0,
                tell=bool(form.tell.data),
            )
        if form.status == 200:
            return go(HERE, application_id=row.id, said="corrected")
    return _show(row, form)


@pages.post("/<int:application_id>/reopen")
@may(Action.RECORD_DECISION)
def reopen(application_id: int) -> Response:
    """Take the decision back."""
    row = _one(application_id)
    if row.decision is None:
        abort(404)
    with unit_of_work() as context:
        decisions.reopen(context, row.decision.id)
    return go(HERE, application_id=row.id, said="reopened")


def _one(application_id: int) -> ApplicationRow:
    row = queries.one(reading(), viewer(), application_id)
    if row is None:
        abort(404)
    return row


def _theirs(row: ApplicationRow) -> DecisionRow | None:
    """What somebody else has written while this request was under way."""
    # What was read so far is from before: on SQLite a transaction sees nothing newer.
    reading().rollback()
    return _one(row.id).decision


def _form_for(row: ApplicationRow) -> DecisionForm | CorrectionForm:
    if row.decision is not None and row.decision.state is DecisionState.RELEASED:
        return correction_form(row)
    return decision_form(row, queries.reasons(reading()))


def _show(row: ApplicationRow, form: PortalForm, *, preview: object = None) -> Response:
    return render(TEMPLATE, status=form.status, preview=preview, **_values(row, form))


def _values(row: ApplicationRow, form: PortalForm) -> dict[str, Any]:
    notices = (
        notice_queries.of_decision(reading(), viewer(), row.decision.id) if row.decision else []
    )
    return {
        "row": row,
        "undo_minutes": gateways().settings.undo.seconds // 60,
        "form": form,
        "notices": notices,
        "polls": any(n.under_way for n in notices),
        "told": any(n.state in TOLD or n.told_elsewhere_at for n in notices),
        "theirs": _theirs(row) if form.status == 409 else None,
        "may_release": allowed(current_user.role, Action.RECORD_DECISION),
        "released": isinstance(form, CorrectionForm),
    }
