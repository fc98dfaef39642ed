"""Stub: applications."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.web.guard import may
from portal.web.pages import page as render

pages = Blueprint("applications", __name__, url_prefix="/applications")


@pages.get("/")
@may(Action.READ_APPLICATIONS)
def page() -> Response:
    """Stub."""
    return render("recruiter/stub.html", name="applications")
