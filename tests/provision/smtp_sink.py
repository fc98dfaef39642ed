"""An SMTP server in this process that records what it is given and misbehaves when told to."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial

from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from aiosmtpd.smtp import Session as SmtpSession

from tests.provision.waiting import PATIENCE, eventually

LOST = "lost"
"""As an answer to DATA: take the message, then break the connection without a word."""
CUT = "cut"
"""As an answer to DATA: break the connection and forget the message."""


@dataclass(frozen=True)
class Received:
    """A message with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    options: tuple[str, ...] = ()
    """What was asked for with MAIL and RCPT."""

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return message_from_bytes(self.raw, policy=default)


class SmtpSink:
    """What was received, and what to answer: None means yes, a text such as "451 4.3.0 Later" is
    said as it stands."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.received: list[Received] = []
        self.on_hello: Callable[[], str | None] = lambda: None
        self.on_recipient: Callable[[str], str | None] = lambda _address: None
        self.on_data: Callable[[Received], str | None] = lambda _received: None
        self.seconds_to_answer = 0.0
        self.offers: list[str] = []
        """More lines of the answer to EHLO, such as `250-DSN`."""
        self.asked: list[str] = []
        """What was asked for with the latest MAIL and RCPT by those who were offered reports."""

    def expect(self, number: int, *, seconds: float = PATIENCE) -> list[Received]:
        """Wait for so many messages and return all that came."""
        eventually(lambda: len(self.received) >= number, seconds=seconds)
        return list(self.received)

    def to(self, recipient: str) -> list[Received]:
        """The messages to one recipient."""
        return [message for message in list(self.received) if recipient in message.recipients]


class _Smtp(SMTP):
    """Knows of reports (RFC 3461) when that is offered; by itself aiosmtpd answers 555."""

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        self._sink.asked.clear()
        await super().smtp_MAIL(self._without_wishes(arg))

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        await super().smtp_RCPT(self._without_wishes(arg))

    @property
    def _sink(self) -> "SmtpSink":
        assert isinstance(self.event_handler, _Handler)
        return self.event_handler.sink

    def _without_wishes(self, arg: str | None) -> str | None:
        if arg is None or "250-DSN" not in self._sink.offers:
            return arg
        words = arg.split(" ")
        wishes = [word for word in words if word.startswith(("RET=", "ENVID=", "NOTIFY="))]
        self._sink.asked.extend(wishes)
        return " ".join(word for word in words if word not in wishes)


class _Handler:
    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    async def handle_EHLO(  # noqa: N802
        self,
        server: SMTP,
        session: SmtpSession,
        envelope: SmtpEnvelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        refusal = self.sink.on_hello()
        return [refusal] if refusal else [*responses[:-1], *self.sink.offers, responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: SmtpSession,
        envelope: SmtpEnvelope,
        address: str,
        options: list[str],
    ) -> str:
        refusal = self.sink.on_recipient(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: SmtpSession, envelope: SmtpEnvelope
    ) -> str:
        raw = bytes(envelope.original_content or b"")
        options = tuple(self.sink.asked)
        received = Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw, options)
        answer = self.sink.on_data(received)
        if answer in (None, LOST):
            self.sink.received.append(received)
        await asyncio.sleep(self.sink.seconds_to_answer)
        if answer in (LOST, CUT):
            _transport_of(server).abort()
        return answer or "250 2.0.0 Ok"


def _transport_of(server: SMTP) -> asyncio.Transport:
    assert isinstance(server.transport, asyncio.Transport)
    return server.transport


@contextmanager
def smtp_sink() -> Iterator[SmtpSink]:
    """A sink on a free port of the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sink = SmtpSink(listener.getsockname()[1])
        loop = asyncio.new_event_loop()
        protocol = partial(_Smtp, _Handler(sink), enable_SMTPUTF8=True, loop=loop, timeout=3600)
        server = loop.run_until_complete(loop.create_server(protocol, sock=listener))
        thread = threading.Thread(target=loop.run_forever, name="smtp-sink", daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            loop.call_soon_threadsafe(server.close)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            _abandon_tasks(loop)


def _abandon_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """End the connections that clients have left open, so that nothing is said about them."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()
