"""Three points from somebody who has no account: a link, a button, a form."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.policy.points import Standing
from portal.public.forms.points import PointsForm, points_form
from portal.queries import points as queries
from portal.queries.points import Asked
from portal.services import points
from portal.web.guard import public
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("points", __name__, url_prefix="/p")


@pages.get("/<token>")
@public
def page(token: str) -> Response:
    """A button and nothing more: programs open every link, so this may not look anything up."""
    return render("public/points/open.html", token=token)


@pages.get("/thanks")
@public
def thanks() -> Response:
    """What happens with it."""
    return render("public/points/thanks.html")


@pages.post("/")
@public
def start() -> Response:
    """The form, for whoever holds a link that still opens something."""
    token = request.form.get("token", "")
    with unit_of_work() as context:
        found = points.opened(context, token, place=_place())
        asked = queries.asked(context.session, found.id, context.now) if found else None
    if asked is None:
        return render("public/points/ended.html", status=404)
    return _show(asked, points_form(asked, token, posted=False))


@pages.post("/points")
@public
def give() -> Response:
    """Take what they saw; it can be changed with the same link until tomorrow."""
    token = request.form.get("token", "")
    with unit_of_work() as context:
        found = points.opened(context, token, place=_place())
        asked = queries.asked(context.session, found.id, context.now) if found else None
        if found is None or asked is None:
            return render("public/points/ended.html", status=404)
        form = points_form(asked, token, posted=True)
        if asked.standing in (Standing.OPEN, Standing.CORRECTABLE) and form.accepted():
            with form.catching_refusals():
                points.answer(context, found, form.given())
            if form.status == 200:
                return go(".thanks")
    return _show(asked, form)


def _show(asked: Asked, form: PointsForm) -> Response:
    """The form, or why it is not needed any more."""
    over = {Standing.OVER: "over", Standing.GIVEN: "given"}.get(asked.standing)
    if over is not None:
        return render("public/points/closed.html", status=410, asked=asked, over=over)
    return render("public/points/form.html", status=form.status, asked=asked, form=form)


def _place() -> str:
    return request.remote_addr or ""
