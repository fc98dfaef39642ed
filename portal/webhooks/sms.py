"""Providers of text messages call here: what became of a message, and what somebody answered."""

import json
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from portal.context import SYSTEM
from portal.policy.signature import signed_by
from portal.policy.sms_provider import Report, understood
from portal.services import text_answers
from portal.unit_of_work import unit_of_work
from portal.web.database import gateways, now
from portal.web.guard import machine

pages = Blueprint("sms", __name__)
LARGEST = 64 * 1024
"""Bytes; what is said about a text message is a few hundred."""


@pages.post("/sms/<provider>")
@machine
def take(provider: str) -> Response:
    """A report about a message of ours, or a message from somebody (docs/sms.md)."""
    body = _body()
    if body is None:
        return _answer(413, f"At most {LARGEST} bytes.")
    key = text_answers.hook_key(gateways().settings, provider)
    if not signed_by(key, request.headers.get("Signature"), body):
        return _answer(401, "The signature does not fit.")
    said = understood(_fields(body), now())
    if said is None:
        return _answer(422, "Send a status with id or ref, or a message with id, from and text.")
    with unit_of_work(gateways(), SYSTEM) as context:
        if isinstance(said, Report):
            known = text_answers.take_report(context, provider, said)
        else:
            text_answers.take_message(context, provider, said)
            known = True
    return _answer(200, "Thank you.") if known else _answer(404, "There is no such message.")


def _body() -> bytes | None:
    """The bytes as they were signed; None if there are too many of them."""
    request.max_content_length = LARGEST
    try:
        return request.get_data(cache=True, parse_form_data=False)
    except RequestEntityTooLarge:
        return None


def _fields(body: bytes) -> dict[str, Any]:
    """What was said, be it as JSON or as a form."""
    if request.mimetype == "application/x-www-form-urlencoded":
        return request.form.to_dict()
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _answer(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, content_type="text/plain; charset=utf-8")
