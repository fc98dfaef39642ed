"""Whether the portal lives and can do its work."""

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.settings import PROJECT
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
        there = reading().scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError as error:
        return jsonify(ready=False, database=type(error).__name__), 503
    if there != _newest():
        return jsonify(ready=False, migrations="run: portal migrate"), 503
    return jsonify(ready=True), 200


def _newest() -> str | None:
    known: str | None = current_app.extensions.get("portal-newest-migration")
    if known is None:
        config = Config()
        config.set_main_option("script_location", str(PROJECT / "portal" / "migrations"))
        known = ScriptDirectory.from_config(config).get_current_head()
        current_app.extensions["portal-newest-migration"] = known
    return known
