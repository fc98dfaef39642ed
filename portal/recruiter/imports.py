"""Stub: imports."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.web.guard import may
from portal.web.pages import page as render

pages = Blueprint("imports", __name__, url_prefix="/imports")


@pages.get("/")
@may(Action.IMPORT)
def page() -> Response:
    """Stub."""
    return render("recruiter/stub.html", name="imports")
