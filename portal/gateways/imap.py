"""A mailbox on another server that is looked into: IMAP (RFC 9051) as far as that needs.

The standard library's client: four commands are all there is to it.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

TIMEOUT = 30.0
_NUMBER = re.compile(rb"\d+")


class MailboxAway(Exception):
    """The mailbox could not be opened, or the connection to it is lost."""


class Mailbox:
    """An open mailbox."""

    def __init__(self, imap: imaplib.IMAP4) -> None:
        self._imap = imap

    def unread(self) -> list[str]:
        """The ids of messages that nobody has marked as seen, the oldest first."""
        lines = self._ask("SEARCH", "UNSEEN")
        return [uid.decode() for line in lines if line for uid in _NUMBER.findall(line)]

    def fetch(self, uid: str, largest: int) -> bytes | None:
        """So many bytes of a message, not marked as seen by that; None if it is gone."""
        for part in self._ask("FETCH", uid, f"(BODY.PEEK[]<0.{largest}>)"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return None

    def mark_seen(self, uid: str) -> None:
        """Note on the server that we have it."""
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *arguments: str) -> list[bytes]:
        with _translated():
            status, lines = self._imap.uid(command, *arguments)
        if status != "OK":
            raise MailboxAway(f"{command}: {status}")
        return list(lines)


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """The mailbox of a URL such as imaps://user:password@host/INBOX; raises MailboxAway."""
    parts = urlsplit(url)
    with _translated():
        imap = _connect(parts.scheme, parts.hostname or "", parts.port)
    try:
        with _translated():
            imap.login(unquote(parts.username or ""), unquote(parts.password or ""))
            folder = unquote(parts.path.strip("/")) or "INBOX"
            status, _ = imap.select(_quoted(folder))
        if status != "OK":
            raise MailboxAway(f"SELECT: {status}")
        yield Mailbox(imap)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            imap.logout()
        with suppress(OSError):
            # It leaves the connection open when nobody answers any more.
            imap.shutdown()


def _connect(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        secure = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=secure, timeout=TIMEOUT)
    return imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)


def _quoted(folder: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", folder)
    return f'"{escaped}"'


@contextmanager
def _translated() -> Iterator[None]:
    """Every way in which a server can fail us, as one error without a word of the server."""
    try:
        yield
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise MailboxAway(type(error).__name__) from error
