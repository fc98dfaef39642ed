"""Stub: today."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.web.guard import may
from portal.web.pages import page as render

pages = Blueprint("today", __name__, url_prefix="")


@pages.get("/")
@may(Action.WORK)
def page() -> Response:
    """Stub."""
    return render("recruiter/stub.html", name="today")
