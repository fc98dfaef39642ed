"""A provider of text messages for trying things out: keeps what it gets, passes nothing on.

It is asked over HTTP as a real one would be: JSON with `to`, `text` and `ref`, answered by an `id`.
"""

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from textwrap import shorten

from portal.mailbox.store import TEXT, Envelope, Mailbox

PATH = "/messages"
LARGEST = 64 * 1024
SHOWN = 80
"""Characters of a text that a list shows."""


@dataclass(frozen=True, slots=True)
class Caught:
    """A text message as it was asked for."""

    to: str
    text: str
    reference: str


Take = Callable[[Caught], str]
"""Keeps a text message and names it."""


def url_of(port: int) -> str:
    """What `PORTAL_SMS_URL` must say to use a catcher on this port."""
    fields = "to=to&text=text&ref=ref&id=id&code=error&unknown=unknown_number&from=Rekindle"
    return f"http://127.0.0.1:{port}{PATH}?{fields}"


def keeping(mailbox: Mailbox) -> Take:
    """Keep text messages among the letters of a mailbox."""

    def take(caught: Caught) -> str:
        envelope = Envelope(
            sender=caught.reference,
            recipients=(caught.to,),
            received=datetime.now(UTC),
            subject=shorten(caught.text, SHOWN, placeholder=" …"),
            channel=TEXT,
        )
        return mailbox.add(envelope, caught.text.encode())

    return take


class TextCatcher(ThreadingHTTPServer):
    """An HTTP server on a socket that listens already."""

    daemon_threads = True

    def __init__(self, listener: socket.socket, take: Take) -> None:
        super().__init__(listener.getsockname(), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.take = take

    def start(self) -> None:
        """Serve from a thread of its own, until the process ends."""
        threading.Thread(target=self.serve_forever, name="text-catcher", daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: TextCatcher
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take one text message."""
        caught = self._caught()
        if caught is None:
            self.answer(HTTPStatus.BAD_REQUEST, {"error": "not_understood"})
        else:
            self.answer(HTTPStatus.CREATED, {"id": self.server.take(caught)})

    def answer(self, status: HTTPStatus, said: dict[str, str]) -> None:
        """Answer in JSON, and hang up."""
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing: numbers and texts belong into the mailbox only."""

    def _caught(self) -> Caught | None:
        length = self.headers.get("Content-Length", "")
        if self.path.partition("?")[0] != PATH or not length.isdecimal() or int(length) > LARGEST:
            return None
        try:
            said = json.loads(self.rfile.read(int(length)))
            return Caught(str(said["to"]), str(said["text"]), str(said.get("ref", "")))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
