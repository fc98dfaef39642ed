"""Asking: what this candidate has asked, what we answered, and the form for more."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.candidate.forms.inquiries import AskForm
from portal.candidate.myself import me
from portal.queries import mine_applications, mine_inquiries
from portal.queries.mine_applications import MyApplication
from portal.services import inquiries
from portal.web.guard import for_candidate
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import gateways, now, reading, unit_of_work

pages = Blueprint("inquiries", __name__, url_prefix="/me/inquiries")


@pages.get("")
@for_candidate
def page() -> Response:
    """The form, and what was asked before."""
    applications = _applications()
    about = request.args.get("about", type=row_id) or _only_one_open(applications)
    return _page(AskForm(formdata=None, application_id=about), applications)


@pages.post("")
@for_candidate
def ask() -> Response:
    """Keep a question; its clock starts now."""
    form, applications = AskForm(), _applications()
    form.offer(applications)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            inquiries.ask(context, me(), form.text.data or "", form.application_id.data)
        if form.status == 200:
            return go("candidate.inquiries.page", said="asked")
    return _page(form, applications)


def _applications() -> list[MyApplication]:
    undo = gateways().settings.undo
    return mine_applications.applications(reading(), me(), now=now(), undo=undo)


def _only_one_open(applications: list[MyApplication]) -> int | None:
    waiting = [one.id for one in applications if one.open]
    return waiting[0] if len(waiting) == 1 else None


def _page(form: AskForm, applications: list[MyApplication]) -> Response:
    form.offer(applications)
    undo = gateways().settings.undo
    return render(
        "candidate/inquiries/page.html",
        status=form.status,
        form=form,
        applications=applications,
        inquiries=mine_inquiries.inquiries(reading(), me(), now=now(), undo=undo),
    )
