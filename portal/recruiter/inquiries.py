"""What candidates ask: the list, one question with the person beside it, and its answer."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.policy import waiting
from portal.policy.permissions import Action
from portal.queries import concerns, record
from portal.queries import inquiries as queries
from portal.queries.inquiries import InquiryRow, Show
from portal.recruiter.forms.inquiries import AnsweredForm, AnswerForm, HoldingForm, MissingForm
from portal.recruiter.viewer import viewer
from portal.services import holding, inquiries
from portal.vocabulary import AnsweredBy, MissingNotice
from portal.web.database import now, reading
from portal.web.filters import brand, zone
from portal.web.forms import PortalForm
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("inquiries", __name__, url_prefix="/inquiries")
HERE = "recruiter.inquiries.one"
TABS = (
    (Show.MINE, "Mine"),
    (Show.ALL, "All"),
    (Show.ANSWERED, "Answered"),
    (Show.THANKS, "Thank you"),
)


@pages.get("/")
@may(Action.DO_TASKS)
def page() -> Response:
    """What waits for an answer, the first that is due first; or what was answered."""
    wanted = request.args.get("show", "")
    show = Show(wanted) if wanted in list(Show) else Show.ALL
    rows = queries.page(reading(), viewer(), show, before=request.args.get("before", type=row_id))
    paged = show in (Show.ANSWERED, Show.THANKS) and len(rows) > queries.PAGE
    return render(
        "recruiter/inquiries/page.html",
        tabs=TABS,
        show=show,
        rows=rows[: queries.PAGE] if paged else rows,
        older=rows[queries.PAGE - 1].id if paged else None,
        concerns=concerns.of_owner(reading(), current_user.id),
        missing=_missing(),
    )


@pages.get("/<int:inquiry_id>")
@may(Action.DO_TASKS)
def one(inquiry_id: int) -> Response:
    """One question, with what became of its person so far."""
    return _show(_one(inquiry_id))


@pages.post("/<int:inquiry_id>/answer")
@may(Action.DO_TASKS)
def answer(inquiry_id: int) -> Response:
    """Answer in words; they go out after the time to recall them."""
    found, form = _one(inquiry_id), AnswerForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            inquiries.answer(context, found.id, form.answer.data or "")
        if form.status == 200:
            return go(HERE, inquiry_id=found.id, said="answer_written")
    return _show(found, answer_form=form)


@pages.post("/<int:inquiry_id>/answered")
@may(Action.DO_TASKS)
def answered(inquiry_id: int) -> Response:
    """Note that somebody has answered, on the telephone or from elsewhere."""
    found, form = _one(inquiry_id), AnsweredForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            inquiries.answered(context, found.id, AnsweredBy(form.by.data))
        if form.status == 200:
            return go(HERE, inquiry_id=found.id, said="answered")
    return _show(found, answered_form=form)


@pages.post("/<int:inquiry_id>/holding")
@may(Action.DO_TASKS)
def hold(inquiry_id: int) -> Response:
    """Answer by a holding message: nothing is decided yet, and by when they hear."""
    found, form = _one(inquiry_id), HoldingForm()
    if found.application_id is None:
        abort(404)
    brand()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            holding.write(
                context,
                found.application_id,
                promised_by=form.promised_by(zone()),
                message=form.message.data or "",
                reason=form.reason.data or "",
            )
        if form.status == 200:
            return go(HERE, inquiry_id=found.id, said="answer_written")
    return _show(found, holding_form=form)


@pages.post("/<int:inquiry_id>/missing")
@may(Action.DO_TASKS)
def missing(inquiry_id: int) -> Response:
    """Say which message of ours would have made it needless."""
    found, form = _one(inquiry_id), MissingForm()
    if form.accepted():
        with unit_of_work() as context:
            inquiries.say_missing(context, found.id, MissingNotice(form.missing.data))
        return go(HERE, inquiry_id=found.id, said="saved")
    return _show(found)


def _missing() -> dict[MissingNotice, int]:
    """What would have made questions needless; some are asked whatever we write."""
    counts = queries.missing_counts(reading(), viewer())
    return {kind: number for kind, number in counts.items() if kind is not MissingNotice.NONE}


def _one(inquiry_id: int) -> InquiryRow:
    found = queries.one(reading(), viewer(), inquiry_id)
    if found is None:
        abort(404)
    return found


def _show(found: InquiryRow, **forms: PortalForm) -> Response:
    # What was read so far may be from before: the second of two sees what the first has written.
    reading().rollback()
    found = _one(found.id)
    applications = record.applications(reading(), viewer(), found.candidate_id)
    given: dict[str, Any] = {
        "answer_form": AnswerForm(formdata=None),
        "answered_form": AnsweredForm(formdata=None),
        "holding_form": HoldingForm(formdata=None),
        **forms,
    }
    return render(
        "recruiter/inquiries/one.html",
        status=max(form.status for form in given.values()),
        row=found,
        person=record.profile(reading(), viewer(), found.candidate_id),
        applications=applications,
        undecided=_is_undecided(found, applications),
        wait_of=partial(waiting.state, now=now()),
        kinds=tuple(MissingNotice),
        **given,
    )


def _is_undecided(found: InquiryRow, applications: list[record.ApplicationRow]) -> bool:
    """Whether they could be asked to wait for a decision."""
    return any(
        one.fate.id == found.application_id
        and one.fate.promised_by is not None
        and one.fate.decision in (None, "draft")
        for one in applications
    )
