"""Heard on the telephone: what a candidate asked, written down in ten seconds."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import candidates, record
from portal.queries.record import Profile
from portal.recruiter.forms.inquiries import HeardForm
from portal.recruiter.viewer import viewer
from portal.services import inquiries
from portal.web.database import reading
from portal.web.forms import options
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go, partial
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("hearing", __name__, url_prefix="/inquiries/heard")


@pages.get("/")
@may(Action.DO_TASKS)
def page() -> Response:
    """Find the person by typing; whoever is found alone is chosen."""
    typed = request.args.get("q", "")
    found = candidates.found(reading(), viewer(), typed)
    if len(found) == 1 and not partial():
        return go("recruiter.hearing.write", candidate_id=found[0].id)
    return render(
        "recruiter/inquiries/hearing.html",
        fragment="recruiter/inquiries/_people.html",
        q=typed,
        found=found,
    )


@pages.get("/<int:candidate_id>")
@may(Action.DO_TASKS)
def write(candidate_id: int) -> Response:
    """The form: one text, and what it is about."""
    person = _person(candidate_id)
    form = HeardForm(formdata=None, application_id=request.args.get("about", type=row_id))
    return _show(person, form)


@pages.post("/<int:candidate_id>")
@may(Action.DO_TASKS)
def keep(candidate_id: int) -> Response:
    """Keep it; its clock starts now."""
    person, form = _person(candidate_id), HeardForm()
    _offer(form, person.id)
    made = 0
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            text, about = form.text.data or "", form.application_id.data
            made = inquiries.note(context, person.id, text, about).id
        if form.status == 200:
            return go("recruiter.inquiries.one", inquiry_id=made, said="heard")
    return _show(person, form)


def _person(candidate_id: int) -> Profile:
    person = record.profile(reading(), viewer(), candidate_id)
    if person is None:
        abort(404)
    return person


def _offer(form: HeardForm, candidate_id: int) -> None:
    rows = [one.fate for one in record.applications(reading(), viewer(), candidate_id)]
    form.application_id.choices = options(
        ((row.id, row.vacancy) for row in rows), empty="Something else"
    )
    waiting = [row.id for row in rows if row.promised_by and row.decision in (None, "draft")]
    if form.application_id.data is None and not form.is_submitted() and len(waiting) == 1:
        form.application_id.data = waiting[0]


def _show(person: Profile, form: HeardForm) -> Response:
    _offer(form, person.id)
    return render("recruiter/inquiries/heard.html", status=form.status, person=person, form=form)
