"""A provider of text messages over real HTTP that records what it is given and misbehaves when
told to.
"""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from portal.mailbox import text_catcher
from portal.mailbox.text_catcher import Caught, TextCatcher

LOST = "lost"
"""Take the message, then break the connection without a word."""
CUT = "cut"
"""Break the connection and forget the message."""


@dataclass(frozen=True)
class Said:
    """A refusal: a status and what stands in the answer."""

    status: int
    body: object = None


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


class SmsSink:
    """What was received, and what to answer: None means yes."""

    def __init__(self, port: int) -> None:
        self.url = text_catcher.url_of(port)
        self.address = f"http://127.0.0.1:{port}"
        self.received: list[Caught] = []
        self.requests: list[Request] = []
        self.on_message: Callable[[Caught], Said | str | None] = lambda _caught: None


class _Handler(text_catcher.Handler):
    """Answers as the sink says."""

    sink: SmsSink

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.sink.requests.append(Request(self.path, dict(self.headers), body))
        caught = _caught(body)
        answer = self.sink.on_message(caught)
        if answer in (None, LOST):
            self.sink.received.append(caught)
        if answer in (LOST, CUT):
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif isinstance(answer, Said):
            self._say(answer)
        else:
            self.answer(HTTPStatus.CREATED, {"id": f"msg-{len(self.sink.received)}"})

    def _say(self, answer: Said) -> None:
        raw = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Location", "/elsewhere")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(raw)


def _caught(body: bytes) -> Caught:
    try:
        said = json.loads(body)
    except ValueError:
        return Caught("", "", "")
    return Caught(said.get("to", ""), said.get("text", ""), said.get("ref", ""))


@contextmanager
def sms_sink() -> Iterator[SmsSink]:
    """A provider on a free port of the loopback interface."""
    listener = socket.create_server(("127.0.0.1", 0))
    sink = SmsSink(listener.getsockname()[1])
    server = TextCatcher(listener, lambda _caught: "")
    server.RequestHandlerClass = type("Bound", (_Handler,), {"sink": sink})
    server.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
