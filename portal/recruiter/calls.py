"""The call list: whom to call, what to say, and how it went."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.policy import call_list
from portal.policy.permissions import Action
from portal.queries import calls as queries
from portal.queries.calls import CallRow
from portal.recruiter.forms.call import AttemptForm
from portal.recruiter.viewer import viewer
from portal.services import calls
from portal.vocabulary import CallState, Outcome
from portal.web.database import now, reading
from portal.web.filters import brand
from portal.web.forms import optional_int
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("calls", __name__, url_prefix="/calls")
OPENINGS = {
    Outcome.REJECTED: "We have decided not to go on with your application.",
    Outcome.WITHDRAWN: "You have withdrawn your application, and we have closed it as you wished.",
    Outcome.OFFER_DECLINED: "You have decided against our offer, and we have closed it as you "
    "wished.",
}
"""The answer in plain words, said first."""
AFTERWARDS = {
    CallState.DUE: "call_tried",
    CallState.REACHED: "call_reached",
    CallState.WRITTEN: "call_written",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is where somebody lives, and when they can be called."""

    there: datetime
    possible: bool
    opens: datetime
    closes: datetime


@pages.get("/")
@may(Action.READ_NOTICES)
def page() -> Response:
    """The calls to make: mine, nobody's, and those that others are on."""
    me = viewer().user_id
    rows = queries.to_make(reading(), viewer(), now())
    lists = [
        ("Yours", [row for row in rows if row.owner_id == me]),
        ("Nobody is on it yet", [row for row in rows if row.owner_id is None]),
        ("Somebody else is on it", [row for row in rows if row.owner_id not in (me, None)]),
    ]
    return render(
        "recruiter/calls/page.html",
        lists=[(title, found) for title, found in lists if found],
        clock_of=_clock,
    )


@pages.get("/<int:call_id>")
@may(Action.READ_NOTICES)
def one(call_id: int) -> Response:
    """One call: the number, what to say, and how it went so far."""
    row = _one(call_id)
    return _show(row, AttemptForm.about(row))


@pages.post("/<int:call_id>/take")
@may(Action.STEER_NOTICES)
def take(call_id: int) -> Response:
    """See to it oneself."""
    row = _one(call_id)
    try:
        seen_owner_id = optional_int(request.form.get("owner"))
    except ValueError:
        abort(422)
    with unit_of_work() as context:
        calls.take(context, row.id, seen_owner_id=seen_owner_id)
    return go(".one", call_id=row.id, said="call_taken")


@pages.post("/<int:call_id>/attempt")
@may(Action.STEER_NOTICES)
def attempt(call_id: int) -> Response:
    """Note how an attempt went."""
    row = _one(call_id)
    form = AttemptForm.about(row)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            becomes = calls.attempt(context, row.id, form.draft()).state
        if form.status == 200:
            return go(".one", call_id=row.id, said=AFTERWARDS[becomes])
        # Somebody else was faster: what they have noted stands beside what was typed.
        reading().rollback()
        row = _one(call_id)
    return _show(row, form)


def _one(call_id: int) -> CallRow:
    row = queries.one(reading(), viewer(), call_id, now())
    if row is None:
        abort(404)
    return row


def _show(row: CallRow, form: AttemptForm) -> Response:
    script = call_list.words_for_a_machine(
        called=row.called, caller=current_user.name, organisation=brand().name
    )
    return render(
        "recruiter/calls/one.html",
        status=form.status,
        row=row,
        form=form,
        clock=_clock(row),
        points=queries.talking_points(reading(), row.decision_id),
        opening=OPENINGS.get(row.outcome),
        script=script,
    )


def _clock(row: CallRow) -> Clock:
    moment = now()
    opens = row.opens(moment)
    return Clock(
        there=moment.astimezone(row.zone),
        possible=opens <= moment,
        opens=opens.astimezone(row.zone),
        closes=row.closes(moment).astimezone(row.zone),
    )
