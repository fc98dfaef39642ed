"""Stub: entry."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.web.guard import for_candidate, public
from portal.web.pages import go
from portal.web.pages import page as render

pages = Blueprint("entry", __name__)


@pages.get("/link")
@public
def ask() -> Response:
    """Stub."""
    return render("public/home.html")


@pages.post("/me/sign-out")
@for_candidate
def leave() -> Response:
    """Stub."""
    return go("public.front.home")
