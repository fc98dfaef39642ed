"""Text messages go out here: one HTTP request each, in the words of the provider (docs/sms.md)."""

import base64
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from portal.gateways.mail import AnswerLost

__all__ = ["AnswerLost", "SmsConnection", "SmsProvider", "SmsRefused"]

CONNECT_TIMEOUT, SILENCE, LONGEST = 5.0, 15.0, 20.0
"""Seconds: to be there, to say something, to have said it all. Mail waits behind us."""
LARGEST_ANSWER = 64 * 1024
_OURS = ("to", "text", "ref", "id", "format", "code", "unknown")
_NOBODY_KNOWS = frozenset({http.client.BAD_GATEWAY, http.client.GATEWAY_TIMEOUT})
"""What a proxy says that has passed the message on and heard nothing."""
_HTTP_ERRORS = (OSError, http.client.HTTPException)


@dataclass
class SmsRefused(Exception):
    """The provider said no, or could not be reached: nothing was taken, and we know it.

    A `status` of 0 is no answer at all; `permanent` means that the number is unknown.
    """

    status: int
    code: str
    permanent: bool = False

    def __str__(self) -> str:
        return f"{self.status} {self.code}".strip()


@dataclass(frozen=True, slots=True)
class _Scheme:
    """The names by which a provider calls things."""

    to: str
    text: str
    ref: str
    id: str
    is_form: bool
    code: str
    unknown: frozenset[str]
    fixed: tuple[tuple[str, str], ...]
    """Fields that every message has, such as the sender."""

    @classmethod
    def of(cls, query: str) -> "_Scheme":
        pairs = parse_qsl(query, keep_blank_values=True)
        named = dict(pairs)
        return cls(
            to=named.get("to", "to"),
            text=named.get("text", "text"),
            ref=named.get("ref", ""),
            id=named.get("id", ""),
            is_form=named.get("format") == "form",
            code=named.get("code", ""),
            unknown=frozenset(filter(None, named.get("unknown", "").split(","))),
            fixed=tuple((name, value) for name, value in pairs if name not in _OURS),
        )

    def body(self, number: str, text: str, reference: str) -> bytes:
        fields = {**dict(self.fixed), self.to: number, self.text: text}
        if self.ref:
            fields[self.ref] = reference
        return (urlencode(fields) if self.is_form else json.dumps(fields)).encode()


class SmsProvider:
    """Who sends text messages for us, from a URL that names its fields."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._scheme = _Scheme.of(self._parts.query)

    @property
    def name(self) -> str:
        """Host and port, without the credentials."""
        port = f":{self._parts.port}" if self._parts.port else ""
        return f"{self._parts.hostname}{port}"

    def open(self) -> "SmsConnection":
        """A connection for one message; raises SmsRefused if none can be had."""
        host, port = self._parts.hostname or "", self._parts.port
        made: http.client.HTTPConnection
        if self._parts.scheme == "https":
            secure = ssl.create_default_context()
            made = http.client.HTTPSConnection(host, port, timeout=CONNECT_TIMEOUT, context=secure)
        else:
            made = http.client.HTTPConnection(host, port, timeout=CONNECT_TIMEOUT)
        try:
            made.connect()
        except _HTTP_ERRORS as error:
            made.close()
            raise SmsRefused(0, type(error).__name__) from error
        return SmsConnection(made, self._parts.path or "/", self._headers(), self._scheme)

    def _headers(self) -> dict[str, str]:
        kind = "x-www-form-urlencoded" if self._scheme.is_form else "json"
        found = {
            "Content-Type": f"application/{kind}",
            "Accept": "application/json",
            "User-Agent": "Rekindle",
        }
        user, password = unquote(self._parts.username or ""), unquote(self._parts.password or "")
        if user == "bearer":
            found["Authorization"] = f"Bearer {password}"
        elif user:
            pair = base64.b64encode(f"{user}:{password}".encode()).decode()
            found["Authorization"] = f"Basic {pair}"
        return found


class SmsConnection:
    """An open connection to the provider: nothing has been said yet."""

    def __init__(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        headers: Mapping[str, str],
        scheme: _Scheme,
    ) -> None:
        self._connection, self._path = connection, path
        self._headers, self._scheme = headers, scheme

    def send(self, number: str, text: str, reference: str) -> str:
        """Hand over one message; the provider's name for it. Raises SmsRefused, or AnswerLost.

        The reference is the same for every copy, so that a provider can tell them for one.
        """
        body = self._scheme.body(number, text, reference)
        headers = {**self._headers, "Idempotency-Key": reference}
        watch = threading.Timer(LONGEST, _cut, [self._connection.sock])
        watch.daemon = True
        watch.start()
        try:
            if self._connection.sock is not None:
                self._connection.sock.settimeout(SILENCE)
            self._connection.request("POST", self._path, body, headers)
            answer = self._connection.getresponse()
            raw = answer.read(LARGEST_ANSWER)
        except _HTTP_ERRORS as error:
            raise AnswerLost(type(error).__name__) from error
        finally:
            watch.cancel()
            self.close()
        return self._understood(answer.status, raw)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _understood(self, status: int, raw: bytes) -> str:
        said = _read(raw)
        if status in _NOBODY_KNOWS:
            raise AnswerLost(str(status))
        if status // 100 != 2:
            code = _at(said, self._scheme.code) if self._scheme.code else ""
            raise SmsRefused(status, code, permanent=code != "" and code in self._scheme.unknown)
        name = _at(said, self._scheme.id) if self._scheme.id else ""
        if self._scheme.id and not name:
            # Some providers say 200 to everything: without a name nobody knows what became of it.
            raise AnswerLost(f"{status} without {self._scheme.id}")
        return name


def _cut(line: socket.socket | None) -> None:
    """End an answer that never ends."""
    if line is not None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _at(said: Any, path: str) -> str:
    """What stands in an answer at a path such as `messages.0.id`; nothing if it is not there."""
    for step in path.split("."):
        if isinstance(said, dict):
            said = said.get(step)
        elif isinstance(said, list) and step.isdecimal() and int(step) < len(said):
            said = said[int(step)]
        else:
            return ""
    return str(said)[:100] if isinstance(said, str | int) and not isinstance(said, bool) else ""
