"""Whether the portal lives and can do its work."""

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.gateways import migrations
from portal.web.database import reading
from portal.web.guard import public

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@pages.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """The database answers and is migrated; 503 with the reason if not."""
    try:
        there = migrations.applied(reading())
    except SQLAlchemyError as error:
        return jsonify(ready=False, database=type(error).__name__), 503
    if there != migrations.newest():
        return jsonify(ready=False, migrations="run: portal migrate"), 503
    return jsonify(ready=True), 200
