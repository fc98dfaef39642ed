"""Somebody who waits: their clock, a holding message, and a text with their link."""

from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.policy import waiting as policy
from portal.policy.permissions import Action
from portal.queries import applications, organisation
from portal.queries import waiting as queries
from portal.queries.applications import ApplicationRow
from portal.recruiter.forms.waiting import HoldingForm, InterviewForm
from portal.recruiter.viewer import viewer
from portal.services import applications as services
from portal.services import holding, received
from portal.vocabulary import DecisionState, Origin, PromiseRule
from portal.web.database import now, reading
from portal.web.filters import zone
from portal.web.forms import PortalForm
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("waiting", __name__, url_prefix="/applications/<int:application_id>/waiting")
BACK = "recruiter.applications.page"


@pages.get("/")
@may(Action.RECORD_DECISION)
def page(application_id: int) -> Response:
    """The clock of somebody who waits, and what can be done about it."""
    return _show(_one(application_id))


@pages.post("/")
@may(Action.RECORD_DECISION)
def hold(application_id: int) -> Response:
    """Tell them that nothing is decided yet, and by when it will be."""
    row, form = _one(application_id), HoldingForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            holding.write(
                context,
                row.id,
                promised_by=form.promised_by(organisation.calendar(context.session).zone),
                message=form.message.data or "",
                reason=form.reason.data or "",
            )
        if form.status == 200:
            return go(BACK, application_id=row.id, said="held")
    return _show(row, form)


@pages.post("/interview")
@may(Action.RECORD_DECISION)
def interview(application_id: int) -> Response:
    """Note when somebody last talked with them."""
    row, form = _one(application_id), InterviewForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            assert form.interviewed_on.data is not None
            services.note_interview(
                context,
                row.id,
                form.interviewed_on.data,
                knows_new_day=bool(form.knows_new_day.data),
            )
        if form.status == 200:
            return go(BACK, application_id=row.id, said="saved")
    return _show(row, interviewed=form)


@pages.post("/text")
@may(Action.RECORD_DECISION)
def text(application_id: int) -> Response:
    """A text with their personal link for another system's mail: in this answer and nowhere else,
    as no table keeps it.
    """
    row, acts, made = _one(application_id), PortalForm(formdata=None), ""
    with acts.catching_refusals(), unit_of_work() as context:
        made = received.text_with_link(context, row.id)
    return _show(row, acts=acts, made=made)


def card(row: ApplicationRow) -> dict[str, Any]:
    """What the application's own page shows of the clock."""
    found = queries.of_application(reading(), row.id)
    talked = found.interviewed_at or now()
    return {
        "clock": found,
        "wait": policy.state(row.promised_by, now()),
        "talked_on": talked.astimezone(zone()).date(),
        "by_law": found.promise_rule is PromiseRule.ONTARIO,
    }


def _one(application_id: int) -> ApplicationRow:
    """An application that still waits for an answer."""
    row = applications.one(reading(), viewer(), application_id)
    decided = row is not None and row.decision and row.decision.state is not DecisionState.DRAFT
    if row is None or decided or row.origin is Origin.HISTORY:
        abort(404)
    return row


def _show(
    row: ApplicationRow,
    form: HoldingForm | None = None,
    *,
    interviewed: InterviewForm | None = None,
    acts: PortalForm | None = None,
    made: str = "",
) -> Response:
    found = card(row)
    calendar = organisation.calendar(reading())
    if form is None:
        day = found["clock"].next_promise(now(), calendar).astimezone(calendar.zone).date()
        form = HoldingForm(formdata=None, promised_on=day)
    acts = acts or PortalForm(formdata=None)
    return render(
        "recruiter/applications/waiting.html",
        status=max(form.status, acts.status, interviewed.status if interviewed else 200),
        row=row,
        form=form,
        interviewed=interviewed,
        acts=acts,
        made=made,
        waiting=found,
    )
