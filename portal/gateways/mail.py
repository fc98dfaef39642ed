"""Mail goes out here: one SMTP connection for many messages, RFC 5321."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from portal.policy.delivery import Phase

CONNECT_TIMEOUT = 20
Party = tuple[str, tuple[str, ...]]
"""An address of the envelope, with what is asked for it."""
_NOTIFY = ("NOTIFY=FAILURE,DELAY",)
FINAL_DOT_TIMEOUT = 600
"""Seconds to wait for the answer to the final dot (RFC 5321, section 4.5.3.2.6)."""


@dataclass
class MailRefused(Exception):
    """The relay said no, or could not be reached: nothing was taken over, and we know it."""

    phase: Phase
    code: int
    text: str

    @property
    def hung_up(self) -> bool:
        """Whether the session is of no use any more."""
        return self.phase is Phase.CONNECT or self.code == 421


class AnswerLost(Exception):
    """The message was handed over and the connection broke before the answer."""


class Connection:
    """An open SMTP session."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def offer(self, sender: str, recipient: str, *, envelope_id: str = "") -> None:
        """MAIL and RCPT; raises MailRefused. Nothing is on the wire yet.

        With an `envelope_id`, reports are asked for (RFC 3461) where the relay knows how to.
        """
        options = () if recipient.isascii() else ("SMTPUTF8",)
        if options and not self._smtp.has_extn("smtputf8"):
            raise MailRefused(Phase.RECIPIENT, 553, "5.6.7 the relay offers no SMTPUTF8")
        notify: tuple[str, ...] = ()
        if envelope_id and self._smtp.has_extn("dsn"):
            options, notify = (*options, "RET=HDRS", f"ENVID={envelope_id}"), _NOTIFY
        try:
            if self._smtp.has_extn("pipelining"):
                self._offer_at_once((sender, options), (recipient, notify))
                return
            self._expect(self._smtp.mail(sender, options), Phase.SENDER)
            self._expect(self._smtp.rcpt(recipient, notify), Phase.RECIPIENT)
        except (smtplib.SMTPException, OSError) as error:
            raise _broken(error) from error

    def _offer_at_once(self, sender: Party, recipient: Party) -> None:
        """Both commands in one packet (RFC 2920): a distant relay costs one way less."""
        lines = (
            " ".join((f"MAIL FROM:<{sender[0]}>", *sender[1])),
            " ".join((f"RCPT TO:<{recipient[0]}>", *recipient[1])),
        )
        if any(end in line for line in lines for end in "\r\n"):
            raise MailRefused(Phase.RECIPIENT, 553, "5.1.3 an address of two lines")
        self._smtp.send("".join(f"{line}\r\n" for line in lines).encode())
        answers = self._smtp.getreply(), self._smtp.getreply()
        self._expect(answers[0], Phase.SENDER)
        self._expect(answers[1], Phase.RECIPIENT)

    def hand_over(self, message: bytes) -> str:
        """DATA; the relay's words on success. Raises MailRefused, or AnswerLost."""
        try:
            self._expect(self._smtp.docmd("DATA"), Phase.DATA, wanted=354)
        except (smtplib.SMTPException, OSError) as error:
            raise _broken(error) from error
        try:
            self._smtp.send(_dotted(message))
            code, text = self._smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise AnswerLost(type(error).__name__) from error
        self._expect((code, text), Phase.DATA)
        return _words(text)

    def start_over(self) -> None:
        """RSET after a refusal, so that the next message starts clean."""
        try:
            self._smtp.rset()
        except (smtplib.SMTPException, OSError) as error:
            raise _broken(error) from error

    def close(self) -> None:
        """QUIT, or just hang up when nobody listens any more."""
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()

    def _expect(self, answer: tuple[int, bytes], phase: Phase, *, wanted: int = 250) -> None:
        code, text = answer
        if code // 100 != wanted // 100:
            raise MailRefused(phase, code, _words(text))


class MailRelay:
    """The organisation's mail server, from a URL such as smtp+starttls://user:pass@host:587."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    @property
    def host(self) -> str:
        """The relay's host alone."""
        return self._parts.hostname or ""

    @property
    def name(self) -> str:
        """Host and port, without the credentials."""
        return f"{self._parts.hostname}:{self._port}"

    @property
    def _port(self) -> int:
        return self._parts.port or {"smtps": 465, "smtp+starttls": 587}.get(self._parts.scheme, 25)

    @cached_property
    def our_name(self) -> str:
        """How we introduce ourselves; looked up once, because a name server may be slow."""
        name = socket.getfqdn()
        return name if "." in name else "[127.0.0.1]"

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """An open session, closed at the end; raises MailRefused if none can be had."""
        opened = self.open()
        try:
            yield opened
        finally:
            opened.close()

    def open(self) -> Connection:
        """An open session, to be closed by the caller; raises MailRefused if none can be had."""
        try:
            return Connection(self._open())
        except smtplib.SMTPResponseException as error:
            words = _words(error.smtp_error)
            raise MailRefused(Phase.CONNECT, error.smtp_code, words) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailRefused(Phase.CONNECT, 421, str(error) or type(error).__name__) from error

    def _open(self) -> smtplib.SMTP:
        smtp = self._connect(self._parts.hostname or "", self._port, self.our_name)
        try:
            smtp.ehlo_or_helo_if_needed()
            if self._parts.scheme == "smtp+starttls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self._parts.username:
                smtp.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        except BaseException:
            smtp.close()
            raise
        if smtp.sock is not None:
            smtp.sock.settimeout(FINAL_DOT_TIMEOUT)
        return smtp

    def _connect(self, host: str, port: int, name: str) -> smtplib.SMTP:
        if self._parts.scheme != "smtps":
            return smtplib.SMTP(host, port, name, CONNECT_TIMEOUT)
        secure = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, name, timeout=CONNECT_TIMEOUT, context=secure)


def _dotted(message: bytes) -> bytes:
    """The message as it goes on the wire (RFC 5321, section 4.5.2), with the final dot."""
    dotted = message.replace(b"\r\n.", b"\r\n..")
    end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
    return (b"." if message.startswith(b".") else b"") + dotted + end


def _broken(error: Exception) -> MailRefused:
    return MailRefused(Phase.CONNECT, 421, type(error).__name__)


def _words(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
