"""The letter: what was decided, what was seen, what would help."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.candidate.myself import called, me
from portal.queries import mine
from portal.vocabulary import ConcernKind
from portal.web.guard import for_candidate
from portal.web.pages import page as render
from portal.web.work import now, reading

pages = Blueprint("feedback", __name__, url_prefix="/me/feedback")


@pages.get("/<int:decision_id>")
@for_candidate
def page(decision_id: int) -> Response:
    """The feedback on one decision, as soon as its message is on its way."""
    letter = mine.letter(reading(), me(), decision_id)
    if letter is None:
        abort(404)
    standing = mine.standing(reading(), me(), now())
    return render(
        "candidate/feedback/page.html",
        called=called(),
        letter=letter,
        standing=standing,
        decision_id=decision_id,
        concerns=tuple(ConcernKind),
    )
