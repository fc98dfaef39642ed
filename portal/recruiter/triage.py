"""Stub: triage."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.web.guard import may
from portal.web.pages import page as render

pages = Blueprint("triage", __name__, url_prefix="/triage")


@pages.get("/")
@may(Action.TRIAGE)
def page() -> Response:
    """Stub."""
    return render("recruiter/stub.html", name="triage")
