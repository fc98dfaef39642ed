"""Stub: pool."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.web.guard import for_candidate
from portal.web.pages import page as render

pages = Blueprint("pool", __name__, url_prefix="/me/pool")


@pages.get("/")
@for_candidate
def page() -> Response:
    """Stub."""
    return render("candidate/stub.html", name="pool")
