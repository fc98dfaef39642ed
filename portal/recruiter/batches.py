"""One letter for several people of triage: each gets a message and a page of their own."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import triage as queries
from portal.queries.triage import TriageRow
from portal.recruiter.forms.batch import BatchForm
from portal.recruiter.viewer import viewer
from portal.services import batches
from portal.web.database import gateways, reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("batches", __name__, url_prefix="/batches")


@pages.post("/")
@may(Action.RECORD_DECISION)
def page() -> Response:
    """The people who were ticked, and the form for their letter; nothing changes yet."""
    rows = _chosen(request.form.getlist("decision", type=row_id))
    if not rows:
        return go("recruiter.triage.page")
    return _show(rows, BatchForm(formdata=None))


@pages.post("/release")
@may(Action.RECORD_DECISION)
def release() -> Response:
    """Decide about them; whoever could not be decided is shown with the reason."""
    rows, form = _chosen(request.form.getlist("decision", type=row_id)), BatchForm()
    if not rows:
        abort(404)
    if not form.accepted():
        return _show(rows, form)
    with unit_of_work() as context:
        released = batches.release(context, [row.application_id for row in rows], form.draft())
    if not released.left:
        return go("recruiter.triage.page", said="batch")
    form.status = 422
    form.refused.append(
        f"{released.decided} of {len(rows)} were decided. The others need a word of their own:"
    )
    return _show([row for row in rows if row.application_id in released.left], form, released.left)


def _chosen(decision_ids: list[int]) -> list[TriageRow]:
    return queries.chosen(reading(), viewer(), decision_ids)


def _show(rows: list[TriageRow], form: BatchForm, left: dict[int, str] | None = None) -> Response:
    return render(
        "recruiter/batches/page.html",
        status=form.status,
        rows=rows,
        form=form,
        left=left or {},
        undo_minutes=gateways().settings.undo.seconds // 60,
    )
