"""`python -m portal.mailbox.catcher`: an SMTP server on loopback that keeps what it gets."""

import asyncio
import signal
import socket
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from aiosmtpd.smtp import Session as SmtpSession

from portal.mailbox.letter import letter
from portal.mailbox.store import Envelope, Mailbox
from portal.mailbox.text_catcher import TextCatcher, keeping

LARGEST = 32 * 1024 * 1024


class Keeper:
    """What aiosmtpd asks for each message."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name.
        self, server: SMTP, session: SmtpSession, envelope: SmtpEnvelope
    ) -> str:
        """Keep the message and say that we have it."""
        raw = bytes(envelope.original_content or b"")
        found = Envelope(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            received=datetime.now(UTC),
            subject=letter(raw).subject,
        )
        return f"250 2.0.0 Kept as {self.mailbox.add(found, raw)}"


async def serve(listener: socket.socket, mailbox: Mailbox) -> None:
    """Take messages until SIGTERM."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    protocol = partial(
        SMTP,
        Keeper(mailbox),
        hostname="mailbox.localhost",
        ident="Rekindle mailbox",
        enable_SMTPUTF8=True,
        data_size_limit=LARGEST,
        loop=loop,
    )
    server = await loop.create_server(protocol, sock=listener)
    await ended.wait()
    server.close()


@click.command()
@click.option("--socket", "descriptor", type=int, required=True, help="An open listening socket.")
@click.option("--texts", type=int, help="One more, for text messages over HTTP.")
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Where to keep it.")
def main(descriptor: int, texts: int | None, folder: Path) -> None:
    """Keep every message that comes in, as one file each."""
    if texts is not None:
        TextCatcher(socket.socket(fileno=texts), keeping(Mailbox(folder))).start()
    asyncio.run(serve(socket.socket(fileno=descriptor), Mailbox(folder)))


if __name__ == "__main__":
    main()
