"""A personal word to somebody in the talent pool."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.optional import Hindrance, hindrance
from portal.policy.permissions import Action
from portal.queries import optional, record, wording
from portal.queries.record import Profile
from portal.recruiter.forms.check_in import CheckInForm
from portal.recruiter.preview import preview_of_word
from portal.recruiter.viewer import viewer
from portal.services import check_ins
from portal.services.letters import Preview
from portal.vocabulary import Topic
from portal.web.database import now, reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("check_ins", __name__, url_prefix="/check-ins")


@pages.get("/<int:candidate_id>")
@may(Action.EDIT_CANDIDATE)
def page(candidate_id: int) -> Response:
    """Where the word is written, or why it cannot be now."""
    return _show(_person(candidate_id), CheckInForm(formdata=None))


@pages.post("/<int:candidate_id>")
@may(Action.EDIT_CANDIDATE)
def write(candidate_id: int) -> Response:
    """Show it as they will get it, or send it once it can be taken back no more."""
    person, form = _person(candidate_id), CheckInForm()
    if form.accepted():
        if "preview" in request.form:
            return _show(person, form, preview_of_word(person, form.personal.data or ""))
        with form.catching_refusals(), unit_of_work() as context:
            check_ins.write(context, person.id, form.personal.data or "", kept=form.keeps())
        if form.status == 200:
            return go("recruiter.candidates.record", candidate_id=person.id, said="word_sent")
    return _show(person, form)


def why_not(candidate_id: int) -> Hindrance | None:
    """What speaks against a personal word now."""
    standing = optional.standings(reading(), [candidate_id])[candidate_id]
    return hindrance(standing, Topic.CHECK_INS, now())


def _person(candidate_id: int) -> Profile:
    person = record.profile(reading(), viewer(), candidate_id)
    if person is None:
        abort(404)
    return person


def _show(person: Profile, form: CheckInForm, preview: Preview | None = None) -> Response:
    return render(
        "recruiter/check_ins/page.html",
        status=form.status,
        person=person,
        form=form,
        why_not=why_not(person.id),
        preview=preview,
        proof=wording.proof_of_word(reading(), person.id, form.personal.data or "", form.keeps()),
    )
