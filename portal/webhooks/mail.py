"""Mail providers call here: what became of a message after they had taken it."""

from flask import Blueprint, abort, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from portal.context import SYSTEM
from portal.policy.mail_providers.generic import Generic
from portal.policy.mail_providers.mailgun import Mailgun
from portal.policy.mail_providers.postmark import Postmark
from portal.policy.mail_providers.report import Call, NotUnderstood, Provider
from portal.services import receipts
from portal.unit_of_work import unit_of_work
from portal.web.database import gateways, now
from portal.web.guard import machine

pages = Blueprint("mail", __name__)
PROVIDERS: dict[str, Provider] = {
    "generic": Generic(),
    "mailgun": Mailgun(),
    "postmark": Postmark(),
}
LARGEST = 1024 * 1024
"""Bytes; one event is a few thousand."""


@pages.post("/mail/<provider>")
@machine
def take(provider: str) -> Response:
    """Take what a provider reports; whatever is about nothing of ours is taken and forgotten."""
    known = PROVIDERS.get(provider)
    key = gateways().settings.mail_webhook_key
    if known is None or not key:
        abort(404)
    body = _body()
    if body is None:
        return _answer(413, f"At most {LARGEST} bytes.")
    call = Call({name.lower(): value for name, value in request.headers.items()}, body)
    if not known.is_proven(call, key, now()):
        return _answer(401, "The proof does not fit, or is too old.")
    try:
        reports = known.reports(call)
    except NotUnderstood as error:
        return _answer(422, f"Not understood: {error}.")
    with unit_of_work(gateways(), SYSTEM) as context:
        for said in reports:
            receipts.report(
                context,
                public_id=said.public_id,
                kind=said.kind,
                at=said.at,
                code=said.code,
                dedupe=said.dedupe,
            )
    return _answer(200, "Thank you.")


def _body() -> bytes | None:
    """The bytes as they were sent; None if there are too many of them."""
    request.max_content_length = LARGEST
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        return None


def _answer(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, content_type="text/plain; charset=utf-8")
