"""Stub: candidates."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.web.guard import may
from portal.web.pages import page as render

pages = Blueprint("candidates", __name__, url_prefix="/candidates")


@pages.get("/")
@may(Action.READ_CANDIDATES)
def page() -> Response:
    """Stub."""
    return render("recruiter/stub.html", name="candidates")
