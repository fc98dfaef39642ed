"""Before many are told: what is going to happen to everybody, and what holds them back."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.policy.preflight import TO_CALL, WHY, Hold
from portal.policy.refusal import Refusal
from portal.policy.wording import Finding
from portal.queries import applications
from portal.queries import batches_prepared as queries
from portal.queries.batches_prepared import Line, Looked, Prepared
from portal.recruiter.forms.many import LineForm, line_form
from portal.recruiter.many import CHECK, draft_prepared, one_prepared
from portal.recruiter.preview import preview_of
from portal.recruiter.viewer import viewer
from portal.services import batches_prepared as services
from portal.services.batches_prepared import ENDED_BY
from portal.services.decisions import DecisionDraft
from portal.vocabulary import BatchState, Channel
from portal.web.database import gateways, now, reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go, status_of
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("preflight", __name__, url_prefix="/batches/<int:batch_id>")


@dataclass(frozen=True, slots=True)
class Group:
    """People who are held back by the same, as many as the page names."""

    hold: Hold
    why: str
    people: int
    shown: Sequence[Looked]
    found: Sequence[Finding]
    """What the wording check says, where it holds them back."""


@pages.get("/check")
@may(Action.RECORD_DECISION)
def check(batch_id: int) -> Response:
    """What is going to happen to everybody, and what holds them back."""
    return _show_check(draft_prepared(batch_id))


@pages.get("/check/<int:application_id>")
@may(Action.RECORD_DECISION)
def one(batch_id: int, application_id: int) -> Response:
    """What one of them would get, and the form for what only they read."""
    prepared = draft_prepared(batch_id)
    return _show_one(prepared, _line(prepared, application_id), None)


@pages.post("/check/<int:application_id>")
@may(Action.RECORD_DECISION)
def write_one(batch_id: int, application_id: int) -> Response:
    """Keep what only one of them reads."""
    prepared = draft_prepared(batch_id)
    line = _line(prepared, application_id)
    form = line_form(applications.criteria(reading(), prepared.vacancy_id))
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            services.write_line(
                context, batch_id, application_id, line=form.line.data or "", points=form.points()
            )
        if form.status == 200:
            return _back(batch_id)
    return _show_one(prepared, line, form)


@pages.post("/take-out")
@may(Action.RECORD_DECISION)
def take_out(batch_id: int) -> Response:
    """Leave one of them, or all whom the same holds back, out of it."""
    prepared = draft_prepared(batch_id)
    ids = _meant(prepared)
    with unit_of_work() as context:
        services.take_out(context, batch_id, ids)
    return _back(batch_id)


@pages.post("/put-back")
@may(Action.RECORD_DECISION)
def put_back(batch_id: int) -> Response:
    """Let those who were taken out take part again."""
    draft_prepared(batch_id)
    with unit_of_work() as context:
        services.put_back(context, batch_id)
    return _back(batch_id)


@pages.post("/allow")
@may(Action.RECORD_DECISION)
def allow(batch_id: int) -> Response:
    """Let something hold one of them, or all of a group, back no more."""
    prepared = draft_prepared(batch_id)
    what = request.args.get("what", "")
    if what not in {TO_CALL, *(hold.value for hold in Hold if hold.may_pass)}:
        abort(404)
    ids = _meant(prepared)
    with unit_of_work() as context:
        services.allow(context, batch_id, what, ids)
    return _back(batch_id)


@pages.post("/release")
@may(Action.RECORD_DECISION)
def release(batch_id: int) -> Response:
    """Hand it over: whoever is not held back is decided about."""
    prepared = one_prepared(batch_id)
    try:
        with unit_of_work() as context:
            services.release(context, batch_id)
    except Refusal as refusal:
        if prepared.state is not BatchState.DRAFT:
            return go("recruiter.batches.one", batch_id=batch_id)
        return _show_check(prepared, status=status_of(refusal), refused=str(refusal))
    return go("recruiter.batches.one", batch_id=batch_id)


def _line(prepared: Prepared, application_id: int) -> Line:
    lines = {line.application_id: line for line in queries.lines(reading(), prepared.id)}
    if application_id not in lines:
        abort(404)
    return lines[application_id]


def _meant(prepared: Prepared) -> list[int]:
    """One person, or everybody whom the same holds back now."""
    one_id = request.form.get("application", type=row_id)
    if one_id is not None:
        return [one_id]
    group = request.form.get("group", "")
    if group not in list(Hold):
        abort(404)
    held = queries.groups(_looked(prepared)).get(Hold(group), ())
    return [each.line.application_id for each in held]


def _looked(prepared: Prepared) -> list[Looked]:
    there = [line for line in queries.lines(reading(), prepared.id) if not line.taken_out]
    return queries.look(reading(), prepared, there, now(), gateways().settings)


def _back(batch_id: int) -> Response:
    # A redirect for htmx too: what it fetches next is read after the change.
    return redirect(url_for(CHECK, batch_id=batch_id), 303)


def _show_check(prepared: Prepared, *, status: int = 200, refused: str = "") -> Response:
    looked = _looked(prepared)
    ready = [each for each in looked if not each.holds]
    held = queries.groups(looked)
    due = sorted(each.known.due for each in ready)
    return render(
        "recruiter/many/check.html",
        status=status,
        refused=refused,
        prepared=prepared,
        groups=[_group(hold, people) for hold, people in held.items()],
        held=len(looked) - len(ready),
        ready=ready[: queries.SHOWN],
        going=len(ready),
        by_text=sum(each.known.channel is Channel.SMS for each in ready),
        first=due[0] if due else None,
        last=due[-1] if due else None,
        taken_out=prepared.people - len(looked),
        stages={stage.id: stage.name for stage in queries.stages(reading(), prepared.id)},
        WHY=WHY,
        TO_CALL=TO_CALL,
    )


def _group(hold: Hold, people: Sequence[Looked]) -> Group:
    shown = people[: queries.SHOWN]
    is_wording = hold in (Hold.WORDING, Hold.BLOCKED_WORDING)
    found = {f.rule: f for each in shown for f in each.findings} if is_wording else {}
    return Group(hold, WHY[hold], len(people), shown, tuple(found.values()))


def _show_one(prepared: Prepared, line: Line, form: LineForm | None) -> Response:
    row = applications.one(reading(), viewer(), line.application_id)
    looked = queries.look(reading(), prepared, [line], now(), gateways().settings)
    if row is None or not looked:
        abort(404)
    each = looked[0]
    draft = DecisionDraft(
        outcome=prepared.outcome,
        ended_by=ENDED_BY[prepared.outcome],
        reason_id=prepared.reason_id,
        internal_note="",
        feedback=each.telling.feedback,
        promising=False,
        invites_to_pool=prepared.invites_to_pool,
        template_id=each.template.id if each.template else None,
    )
    shown = form or line_form(row.criteria)
    if form is None:
        shown.line.data = line.line
        if line.points:
            point = line.points[0]
            shown.criterion.data, shown.kind.data = point.criterion, point.kind.value
            shown.seen.data, shown.next_time.data = point.seen, point.next_time
    return render(
        "recruiter/many/one.html",
        status=shown.status,
        form=shown,
        prepared=prepared,
        row=row,
        each=each,
        why=[WHY[hold] for hold in each.holds],
        preview=preview_of(row, draft),
    )
