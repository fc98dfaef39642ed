"""A server that the site's mail server hands messages to (LMTP, RFC 2033, or SMTP).

It says 250 once a message is committed, and passes nothing on.
"""

import asyncio
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.exc import SQLAlchemyError

from portal.gateways import Gateways
from portal.inbound.keeping import Stopping, is_for_us, keep

log = logging.getLogger(__name__)

LARGEST = 32 * 1024 * 1024
"""Bytes taken of one message; the first part of them is kept (policy/inbound/message.py)."""
LONGEST_LINE = 64 * 1024
"""More than RFC 5322 allows, because refusing what some programs write would lose a question."""
IDLE = 120
"""Seconds after which a silent client is hung up on."""
THREADS = 4
LOOK_EVERY = 60.0


class Lmtp(LMTP):
    """The protocol for handing over locally."""

    line_length_limit = LONGEST_LINE


class Smtp(SMTP):
    """The protocol for those that do not know the other."""

    line_length_limit = LONGEST_LINE


class Taker:
    """What aiosmtpd asks for each message."""

    def __init__(self, gateways: Gateways, threads: ThreadPoolExecutor) -> None:
        self._gateways, self._threads = gateways, threads

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name.
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take what is for us, one recipient a message: nothing else can be answered for each."""
        if not is_for_us(self._gateways, address):
            return "550 5.1.1 No such address here"
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name.
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the message, and only then say that we have it."""
        raw = _with_return_path(envelope)
        work = partial(keep, self._gateways, envelope.rcpt_tos[0], raw)
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except SQLAlchemyError as error:
            log.warning("a message could not be kept: %s", type(error).__name__)
            return "451 4.3.0 Cannot keep it now, please try again"
        return "250 2.6.0 Kept"

    async def handle_exception(self, error: Exception) -> str:
        """Whatever else goes wrong: nothing was kept, and the other side still has the message."""
        log.error("a message could not be taken", exc_info=error)
        return "451 4.3.0 Cannot take it now, please try again"


def open_socket(url: str) -> socket.socket:
    """The socket that a URL such as lmtp://127.0.0.1:2525 or lmtp:///run/rekindle.sock names."""
    parts: SplitResult = urlsplit(url)
    if parts.hostname:
        return socket.create_server((parts.hostname, parts.port or 0))
    path = Path(parts.path)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    # The mail server runs as another user; who may come near is decided by the folder.
    path.chmod(0o666)
    listener.listen()
    return listener


def serve(gateways: Gateways, listener: socket.socket, stop: Stopping) -> None:
    """Take messages until asked to stop; what is being kept is kept before the end."""
    with ThreadPoolExecutor(THREADS, thread_name_prefix="keeping") as threads:
        asyncio.run(_serve(gateways, listener, stop, threads))


async def _serve(
    gateways: Gateways, listener: socket.socket, stop: Stopping, threads: ThreadPoolExecutor
) -> None:
    loop = asyncio.get_running_loop()
    kind = Smtp if urlsplit(gateways.settings.inbound_url).scheme == "smtp" else Lmtp
    protocol = partial(
        kind,
        Taker(gateways, threads),
        hostname="portal",
        ident="Rekindle",
        enable_SMTPUTF8=True,
        data_size_limit=LARGEST,
        timeout=IDLE,
        loop=loop,
    )
    server = await loop.create_server(protocol, sock=listener)
    while not stop.asked:
        # Waiting blocks; the default threads are apart from those that keep messages.
        await loop.run_in_executor(None, stop.wait, LOOK_EVERY)
    # Whoever is still connected is hung up on: what was not answered comes again.
    server.close()


def _with_return_path(envelope: Envelope) -> bytes:
    """The message with its envelope's sender, which says whether a program wrote it."""
    sender = (envelope.mail_from or "").encode("utf-8", "replace")
    # Whatever stands between is no address, and must not become a header of its own.
    clean = bytes(byte for byte in sender if byte > 0x20 and byte not in b"<>\x7f")
    return b"Return-Path: <" + clean + b">\r\n" + bytes(envelope.original_content or b"")
