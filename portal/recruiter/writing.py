"""While somebody writes: what the wording check says, and a draft that keeps itself."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries.applications import ApplicationRow
from portal.recruiter.application_page import (
    draft_of,
    form_for,
    one,
    undecided_form,
    wording_values,
)
from portal.recruiter.forms.decision import DecisionForm
from portal.recruiter.preview import preview_of, typed_in
from portal.services import decisions
from portal.vocabulary import DecisionState, Origin
from portal.web.guard import may
from portal.web.pages import page as render
from portal.web.work import now, unit_of_work

SAVED = "recruiter/applications/_saved.html"
pages = Blueprint("writing", __name__, url_prefix="/applications")


@pages.post("/<int:application_id>/check")
@may(Action.DRAFT_FEEDBACK)
def check(application_id: int) -> Response:
    """What to look at in words as they are typed; nothing is kept."""
    row = one(application_id)
    form = form_for(row)
    found = wording_values(row, form, whole=False)
    return render("recruiter/applications/_checked.html", row=row, form=form, **found)


@pages.post("/<int:application_id>/preview")
@may(Action.DRAFT_FEEDBACK)
def preview(application_id: int) -> Response:
    """What they would get and see of words as they are typed; nothing is kept."""
    row = _undecided(application_id)
    shown = preview_of(row, typed_in(undecided_form(row)))
    return render("recruiter/applications/_preview.html", row=row, preview=shown)


@pages.post("/<int:application_id>/autosave")
@may(Action.DRAFT_FEEDBACK)
def keep(application_id: int) -> Response:
    """Keep what is typed as a draft; what cannot be kept yet is said, and stays in the page."""
    row = _undecided(application_id)
    form = undecided_form(row)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            decisions.save_draft(context, row.id, draft_of(row, form))
    return render(
        SAVED,
        status=form.status,
        saved_at=now() if form.status == 200 else None,
        refused=form.status,
        why=_why_not(form),
    )


def _undecided(application_id: int) -> ApplicationRow:
    row = one(application_id)
    decided = row.decision is not None and row.decision.state is DecisionState.RELEASED
    if decided or row.origin is Origin.HISTORY:
        abort(409)
    return row


def _why_not(form: DecisionForm) -> str:
    """The first thing that keeps a draft from being kept."""
    if any(point.errors for point in form.points):
        return "choose “strong” or “missing” for what you wrote, and say what you saw."
    return next(iter(form.refused), "look at what is too long.")
