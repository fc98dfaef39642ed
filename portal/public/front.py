"""The front door, and how personal details are handled."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.queries import organisation
from portal.web.database import reading
from portal.web.guard import public
from portal.web.pages import page

pages = Blueprint("front", __name__)


@pages.get("/")
@public
def home() -> Response:
    """What this is, and the two ways in."""
    return page("public/home.html")


@pages.get("/privacy")
@public
def privacy() -> Response:
    """The privacy notice."""
    return page("public/privacy.html", organisation=organisation.settings(reading()))
