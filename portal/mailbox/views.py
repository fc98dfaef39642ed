"""The pages of the built-in mailbox; they are there only in the embedded run."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.mailbox import answering
from portal.mailbox.letter import letter
from portal.mailbox.replying import reply_to
from portal.mailbox.store import MAIL, TEXT, Captured, Mailbox
from portal.services import inbound
from portal.web.guard import public
from portal.web.pages import go, page
from portal.web.work import gateways, now, unit_of_work

FOLDER = "mailbox"
SHOWN = 100
LONGEST_REPLY = 20_000
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# A mail brings its own styles and may do nothing else. Its links lead out of the frame.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox "
    "allow-top-navigation-by-user-activation"
)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_FILES = {MAIL: ("message/rfc822", "eml"), TEXT: ("text/plain; charset=utf-8", "txt")}
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
    if captured.envelope.channel == TEXT:
        return _text(captured)
    return page("mailbox/message.html", captured=captured, letter=letter(captured.raw))


@area.post("/<name>/reply")
@public
def reply(name: str) -> Response:
    """Answer a text message as whoever has the telephone."""
    captured = _captured_text(name)
    number, text = captured.envelope.recipients[0], request.form.get("text", "").strip()
    taken = bool(text) and answering.answer(gateways().settings, number, text)
    return _told(captured, taken)


@area.post("/<name>/answer")
@public
def answer(name: str) -> Response:
    """Reply to a message as whoever got it; it comes in as from a mail server."""
    captured, text = _captured(name), request.form.get("text", "").strip()
    if not text or not captured.envelope.recipients:
        abort(422)
    to, raw = reply_to(captured, text[:LONGEST_REPLY], now())
    with unit_of_work() as context:
        inbound.receive(context, to, raw)
    return go("mailbox.message", name=name, said="replied")


@area.post("/<name>/report")
@public
def report(name: str) -> Response:
    """Say what became of a text message as the network would."""
    captured = _captured_text(name)
    reference, status = captured.envelope.sender, request.form.get("status", "")
    return _told(captured, answering.report(gateways().settings, reference, name, status))


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
    captured = _captured(name)
    kind, ending = _FILES[captured.envelope.channel]
    response = Response(captured.raw, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _text(captured: Captured, *, wrong: str = "") -> Response:
    return page(
        "mailbox/text.html",
        status=502 if wrong else 200,
        captured=captured,
        number=captured.envelope.recipients[0],
        text=captured.raw.decode("utf-8", "replace"),
        wrong=wrong,
    )


def _told(captured: Captured, taken: bool) -> Response:
    if not taken:
        return _text(captured, wrong="The portal did not take this. Is it running?")
    return go("mailbox.message", name=captured.name, said="text_answered")


def _mailbox() -> Mailbox:
    return Mailbox(gateways().settings.data_dir / FOLDER)


def _captured(name: str) -> Captured:
    found = _mailbox().read(name)
    if found is None:
        abort(404)
    return found


def _captured_text(name: str) -> Captured:
    captured = _captured(name)
    if captured.envelope.channel != TEXT:
        abort(404)
    return captured


def _with_base(content: str) -> str:
    """The content with links that open in the whole window, before any link of its own."""
    placed, times = _HEAD.subn(lambda head: head[0] + _OUT_OF_THE_FRAME, content, count=1)
    return placed if times else f"<!doctype html>{_OUT_OF_THE_FRAME}{content}"
