"""The talent pool: reading what it is, joining, leaving."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.candidate.forms.pool import JoinForm
from portal.candidate.myself import me
from portal.queries import mine, pool_text
from portal.services import pool
from portal.web.guard import for_candidate
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import now, reading, unit_of_work

pages = Blueprint("pool", __name__, url_prefix="/me/pool")


@pages.get("")
@for_candidate
def page() -> Response:
    """Where this candidate stands, and what joining would mean."""
    return _page(JoinForm(formdata=None))


@pages.post("/join")
@for_candidate
def join() -> Response:
    """Agree to the wording that was shown."""
    form = JoinForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            pool.join(context, me(), form.text_id.data or 0)
        if form.status == 200:
            return go("candidate.pool.page", said="joined")
    return _page(form)


@pages.post("/leave")
@for_candidate
def leave() -> Response:
    """Leave at once."""
    with unit_of_work() as context:
        pool.leave(context, me())
    return go("candidate.pool.page", said="left")


def _page(form: JoinForm) -> Response:
    session, standing = reading(), mine.standing(reading(), me(), now())
    agreed = pool_text.agreed(session, me()) if standing.belongs else None
    text = agreed or pool_text.current(session, me())
    return render(
        "candidate/pool/page.html", status=form.status, form=form, text=text, standing=standing
    )
