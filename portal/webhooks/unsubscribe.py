"""One-click unsubscribe (RFC 8058): mail programs press it, and so can people."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.context import SYSTEM
from portal.services import unsubscribing
from portal.unit_of_work import unit_of_work
from portal.web.database import gateways
from portal.web.guard import machine, public
from portal.web.pages import page as render

pages = Blueprint("unsubscribe", __name__)


@pages.get("/u/<token>")
@public
def page(token: str) -> Response:
    """A button and nothing more: programs open every link, so this may not change anything."""
    return render("public/unsubscribe.html", token=token)


@pages.post("/u/<token>")
@machine
def end(token: str) -> Response:
    """End optional messages, however often it is pressed; no session and no redirect."""
    with unit_of_work(gateways(), SYSTEM) as context:
        known = unsubscribing.unsubscribe(context, token)
    if not known:
        return render("public/unsubscribe_unknown.html", status=404)
    return render("public/unsubscribed.html")
