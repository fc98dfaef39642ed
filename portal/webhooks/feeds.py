"""Applicant tracking systems call here: checked, kept, answered; the worker does the rest."""

import hashlib
import json
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from portal.context import Actor
from portal.policy.signature import signed_by
from portal.queries import connections as queries
from portal.services import connections, webhooks
from portal.unit_of_work import unit_of_work
from portal.vocabulary import ActorKind, ConnectionKind
from portal.web.database import gateways, reading
from portal.web.guard import machine

pages = Blueprint("feeds", __name__)
LARGEST = 2 * 1024 * 1024
"""Bytes; an application with everything about its person is far below."""
LONGEST_ID, LONGEST_ACTION = 100, 60


@pages.post("/greenhouse/<connection>")
@machine
def greenhouse(connection: str) -> Response:
    """Greenhouse tells us something."""
    event_id = request.headers.get("Greenhouse-Event-ID")
    return _take(ConnectionKind.GREENHOUSE, connection, event_id)


@pages.post("/generic/<connection>")
@machine
def generic(connection: str) -> Response:
    """Another system tells us something, in the form that we document."""
    return _take(ConnectionKind.GENERIC, connection, request.headers.get("Event-ID"))


def _take(kind: ConnectionKind, public_id: str, event_id: str | None) -> Response:
    caller = queries.known(reading(), kind, public_id)
    if caller is None:
        return _answer(404, "There is no such connection.")
    body = _body()
    if body is None:
        return _answer(413, f"At most {LARGEST} bytes.")
    settings = gateways().settings
    secret = connections.secret_of(settings, caller)
    if not signed_by(secret, request.headers.get("Signature"), body):
        return _answer(401, "The signature does not fit.")
    action = _action(body)
    if not action:
        return _answer(422, "Send a JSON object that names its action.")
    with unit_of_work(gateways(), Actor(ActorKind.CONNECTION, caller.id)) as context:
        webhooks.receive(context, caller.id, _identity(event_id, body), action, body)
    return _answer(200, "Thank you.")


def _body() -> bytes | None:
    """The bytes as they were signed; None if there are too many of them."""
    request.max_content_length = LARGEST
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        return None


def _action(body: bytes) -> str:
    """What happened, in the system's own word; empty if it does not say."""
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    word = said.get("action") if isinstance(said, dict) else None
    return _plain(word)[:LONGEST_ACTION] if isinstance(word, str) else ""


def _identity(event_id: str | None, body: bytes) -> str:
    """By which the same event is known again: its own id, else what it says."""
    given = _plain(event_id or "")
    return given[:LONGEST_ID] or hashlib.sha256(body).hexdigest()


def _plain(text: str) -> str:
    # What no database can keep as text, such as NUL and half a character, is left out.
    return "".join(char for char in text if char.isprintable()).strip()


def _answer(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, content_type="text/plain; charset=utf-8")
