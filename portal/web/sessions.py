"""One session interface over one table, with one cookie for each of the two areas."""

import hmac
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Request, Response, current_app, g
from flask.sessions import SessionInterface, SessionMixin
from flask_login import UserMixin
from sqlalchemy.exc import OperationalError

from portal.context import SYSTEM
from portal.queries import sessions as queries
from portal.queries.sessions import OpenSession
from portal.services import sessions as services
from portal.unit_of_work import unit_of_work
from portal.vocabulary import Role, SessionKind
from portal.web.database import gateways, now, reading

NAMES = {
    SessionKind.RECRUITER: "rekindle-recruiter",
    SessionKind.CANDIDATE: "rekindle-candidate",
}
AREAS = {"recruiter": SessionKind.RECRUITER, "me": SessionKind.CANDIDATE}
SEEN_EVERY = timedelta(minutes=1)


class SignedInUser(UserMixin):  # type: ignore[misc]
    """The user of the recruiter area, as Flask-Login's `current_user`."""

    def __init__(self, session: OpenSession) -> None:
        assert session.role is not None
        self.id: int = session.subject_id
        self.name: str = session.name
        self.role: Role = session.role


class PortalSession(dict[str, Any], SessionMixin):
    """What Flask and its extensions see; nothing that they write here is kept."""


class TableSessions(SessionInterface):
    """Opens the session that the addressed area's cookie names."""

    def open_session(self, app: Flask, request: Request) -> PortalSession:
        """Look the cookie up; an unknown, ended or too old one opens nothing."""
        session = PortalSession()
        kind = AREAS.get(request.path.split("/", 2)[1])
        raw_id = request.cookies.get(_cookie_name(kind)) if kind else None
        if kind is None or not raw_id:
            return session
        found = queries.find(reading(), kind, services.hash_of(raw_id), now())
        if found is None:
            return session
        g.opened_session = found
        if found.time_zone:
            g.reader_zone = ZoneInfo(found.time_zone)
        if kind is SessionKind.RECRUITER:
            session["_user_id"] = str(found.subject_id)
        key = gateways().settings.secret_key.encode()
        session["csrf_token"] = hmac.digest(key, f"csrf:{raw_id}".encode(), "sha256").hex()
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing to save: sessions begin and end in units of work."""


def opened() -> OpenSession | None:
    """The session of this request, if one is open."""
    found: OpenSession | None = g.get("opened_session")
    return found


def note_seen() -> None:
    """Keep the session alive: at most once a minute, in a transaction of its own."""
    session = opened()
    if session is None or now() - session.seen_at < SEEN_EVERY:
        return
    try:
        with unit_of_work(gateways(), SYSTEM) as context:
            services.seen(context, session.id_hash)
    except OperationalError as error:
        # A full or locked database must not take reading away as well.
        current_app.logger.warning("session not noted as seen: %s", type(error).__name__)


def hand_out(response: Response, kind: SessionKind, raw_id: str) -> Response:
    """Set the cookie of a session that has just begun."""
    response.set_cookie(
        _cookie_name(kind),
        raw_id,
        max_age=int(queries.LONGEST[kind].total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=gateways().settings.https,
        path="/",
    )
    return response


def take_back(response: Response, kind: SessionKind) -> Response:
    """Delete the cookie of an area."""
    response.delete_cookie(
        _cookie_name(kind), path="/", secure=gateways().settings.https, httponly=True
    )
    return response


def _cookie_name(kind: SessionKind) -> str:
    # The __Host- prefix (RFC 6265bis) needs Secure, which plain http cannot have.
    return ("__Host-" if gateways().settings.https else "") + NAMES[kind]
