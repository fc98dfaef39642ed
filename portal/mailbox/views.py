"""The pages of the built-in mailbox; they are there only in the embedded run."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.mailbox.letter import letter
from portal.mailbox.store import Captured, Mailbox
from portal.web.guard import public
from portal.web.pages import page
from portal.web.work import gateways

FOLDER = "mailbox"
SHOWN = 100
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# A mail brings its own styles and may do nothing else. Its links lead out of the frame.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox "
    "allow-top-navigation-by-user-activation"
)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_OUT_OF_THE_FRAME = '<base target="_top">'

area = Blueprint("mailbox", __name__, url_prefix="/mailbox")


@area.before_request
def only_for_this_machine() -> None:
    """Refuse other names for this machine, by which a foreign web page could get in."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        abort(404)


@area.get("/")
@public
def messages() -> Response:
    """The newest messages, if asked only those to one recipient."""
    recipient = request.args.get("to", "").strip()
    found = _mailbox().newest(recipient=recipient, limit=SHOWN)
    return page("mailbox/messages.html", messages=found, recipient=recipient, limit=SHOWN)


@area.get("/<name>")
@public
def message(name: str) -> Response:
    """One message as its reader would see it."""
    captured = _captured(name)
    return page("mailbox/message.html", captured=captured, letter=letter(captured.raw))


@area.get("/<name>/html")
@public
def html(name: str) -> Response:
    """The HTML part, for the frame on the page of the message."""
    content = letter(_captured(name).raw).html
    if not content:
        abort(404)
    response = Response(_with_base(content), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@area.get("/<name>/raw")
@public
def raw(name: str) -> Response:
    """The message as it came, to save."""
    response = Response(_captured(name).raw, content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.eml"'
    return response


def _mailbox() -> Mailbox:
    return Mailbox(gateways().settings.data_dir / FOLDER)


def _captured(name: str) -> Captured:
    found = _mailbox().read(name)
    if found is None:
        abort(404)
    return found


def _with_base(content: str) -> str:
    """The content with links that open in the whole window, before any link of its own."""
    placed, times = _HEAD.subn(lambda head: head[0] + _OUT_OF_THE_FRAME, content, count=1)
    return placed if times else f"<!doctype html>{_OUT_OF_THE_FRAME}{content}"
