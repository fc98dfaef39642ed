"""Stub: settings."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.web.guard import may
from portal.web.pages import page as render

pages = Blueprint("settings", __name__, url_prefix="/settings")


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """Stub."""
    return render("recruiter/stub.html", name="settings")
