"""Whether the portal lives and can do its work."""

from datetime import datetime, timedelta

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.gateways import migrations
from portal.queries import metrics, organisation
from portal.vocabulary import RelayState
from portal.web.database import now, reading
from portal.web.guard import public

pages = Blueprint("health", __name__)
LATE = timedelta(minutes=10)
"""Something has been due for so long, and nobody has tried anything for so long."""


@pages.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@pages.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """The database answers and is migrated, and what is due is being sent; 503 with the reason."""
    try:
        session, moment = reading(), now()
        there = migrations.applied(session)
        if there != migrations.newest():
            return jsonify(ready=False, migrations="run: portal migrate"), 503
        locked = organisation.is_locked(session)
        late = {} if locked else _not_sent(session, moment)
    except SQLAlchemyError as error:
        return jsonify(ready=False, database=type(error).__name__), 503
    if late:
        return jsonify(ready=False, notices="no worker sends what is due", **late), 503
    return jsonify(ready=True, locked=locked), 200


def _not_sent(session: Session, moment: datetime) -> dict[str, int]:
    """For how many seconds something has been due by a way out that works, while nobody tries.

    A relay that is left in peace is no reason to take the portal away from people.
    """
    working = metrics.relays(session)
    oldest = [
        since
        for channel, since in metrics.oldest_due(session, moment).items()
        if working[channel] is RelayState.OPEN
    ]
    if not oldest or moment - min(oldest) <= LATE:
        return {}
    last = metrics.last_try(session)
    if last is not None and moment - last <= LATE:
        return {}
    return {"oldest_due_seconds": int((moment - min(oldest)).total_seconds())}
