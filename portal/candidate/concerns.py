"""Concerns: a fact that is wrong, something unfair, a missing adjustment; or thanks."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.candidate.forms.inquiries import ConcernForm
from portal.candidate.myself import me
from portal.queries import mine, mine_inquiries
from portal.services import concerns
from portal.vocabulary import ConcernKind
from portal.web.guard import for_candidate
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import reading, unit_of_work

pages = Blueprint("concerns", __name__, url_prefix="/me/feedback/<int:decision_id>/concern")


@pages.get("")
@for_candidate
def page(decision_id: int) -> Response:
    """Who reads what, and the form."""
    wanted = request.args.get("kind", "")
    kind = wanted if wanted in list(ConcernKind) else None
    return _page(decision_id, ConcernForm(formdata=None, kind=kind))


@pages.post("")
@for_candidate
def send(decision_id: int) -> Response:
    """Keep it for whoever reads it."""
    form = ConcernForm()
    if _is_told(decision_id) and form.accepted():
        kind = ConcernKind(form.kind.data)
        with form.catching_refusals(), unit_of_work() as context:
            concerns.raise_one(context, me(), decision_id, kind, form.text.data or "")
        if form.status == 200:
            said = "thanked" if kind is ConcernKind.THANKS else "concern_sent"
            return go("candidate.inquiries.page", said=said)
    return _page(decision_id, form)


def _is_told(decision_id: int) -> bool:
    return mine.letter(reading(), me(), decision_id) is not None


def _page(decision_id: int, form: ConcernForm) -> Response:
    letter = mine.letter(reading(), me(), decision_id)
    if letter is None:
        abort(404)
    return render(
        "candidate/concerns/page.html",
        status=form.status,
        form=form,
        letter=letter,
        decision_id=decision_id,
        reader=mine_inquiries.reader(reading(), me(), decision_id),
    )
