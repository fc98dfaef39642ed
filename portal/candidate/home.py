"""Stub: home."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.web.guard import for_candidate
from portal.web.pages import page as render

pages = Blueprint("home", __name__, url_prefix="/me")


@pages.get("/")
@for_candidate
def page() -> Response:
    """Stub."""
    return render("candidate/stub.html", name="home")
