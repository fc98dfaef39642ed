"""The organisation's colour as a small stylesheet, and its logo."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.policy.colour import stylesheet
from portal.queries import organisation
from portal.web.database import reading
from portal.web.guard import public

pages = Blueprint("brand", __name__)
FOR_EVER = "public, max-age=31536000, immutable"


@pages.get("/brand-<hash_>.css")
@public
def colours(hash_: str) -> Response:
    """The accent colour; the address changes with it."""
    brand = organisation.brand(reading())
    response = Response(stylesheet(brand.accent), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = FOR_EVER if hash_ == brand.colour_hash else "no-cache"
    return response


@pages.get("/logo-<hash_>")
@public
def logo(hash_: str) -> Response:
    """The logo; the address changes with it."""
    found = organisation.logo(reading())
    if found is None:
        abort(404)
    content, content_type = found
    response = Response(content, content_type=content_type)
    newest = organisation.brand(reading()).logo_hash
    response.headers["Cache-Control"] = FOR_EVER if hash_ == newest else "no-cache"
    # An SVG that is opened by itself must not be able to do anything.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
