"""What the environment decides: read once, typed, frozen; every mistake named in one message."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import SplitResult, parse_qsl, urlsplit

T = TypeVar("T")

PROJECT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """The environment cannot be used; the message names every mistake in it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("The settings cannot be used:\n  " + "\n  ".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The environment of one process. Secrets are kept out of its `repr`."""

    base_url: str
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    data_dir: Path
    undo: timedelta
    trusted_proxies: int
    log_level: str
    log_format: str
    """"json" or "text"; empty: text on a terminal, JSON elsewhere."""
    embedded: bool
    lease: timedelta
    retry_steps: tuple[timedelta, ...]
    address_key: str = field(default="", repr=False)
    """By which suppressed addresses are known; never rotated. Empty: the one in the data folder."""
    inbound_url: str = field(default="", repr=False)
    """Where messages to us come in; empty: they do not."""
    sms_url: str = field(default="", repr=False)
    """Who sends text messages for us; empty: nobody, and none are offered."""
    mail_webhook_key: str = field(default="", repr=False)
    """What the mail provider proves itself with; empty: it does not call us."""
    metrics_token: str = field(default="", repr=False)
    """What a monitoring system proves itself with; empty: only a portal for trials has metrics."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check `PORTAL_...`; raises SettingsError naming every mistake."""
        source = _Source(environ)
        data_dir = Path(source.text("PORTAL_DATA_DIR", str(PROJECT / "var"))).resolve()
        settings = cls(
            base_url=source.checked("PORTAL_BASE_URL", "http://127.0.0.1:8000", _base_url),
            secret_key=source.checked("PORTAL_SECRET_KEY", _kept_key(data_dir), _long_enough),
            database_url=source.checked(
                "PORTAL_DATABASE_URL", f"sqlite:///{data_dir / 'portal.db'}", _database_url
            ),
            redis_url=source.text("PORTAL_REDIS_URL", ""),
            smtp_url=source.checked("PORTAL_SMTP_URL", "smtp://127.0.0.1:1025", _smtp_url),
            mail_from=source.checked("PORTAL_MAIL_FROM", "hiring@portal.localhost", _mail_from),
            data_dir=data_dir,
            undo=timedelta(minutes=source.number("PORTAL_UNDO_MINUTES", 10)),
            trusted_proxies=source.number("PORTAL_TRUSTED_PROXIES", 0),
            log_level=source.checked("PORTAL_LOG_LEVEL", "INFO", _log_level),
            log_format=source.checked("PORTAL_LOG_FORMAT", "", _log_format),
            embedded=source.text("PORTAL_EMBEDDED", "") == "1",
            lease=timedelta(seconds=source.number("PORTAL_LEASE_SECONDS", 120, least=1)),
            retry_steps=source.checked("PORTAL_RETRY_SECONDS", _RETRY_SECONDS, _steps),
            address_key=source.checked("PORTAL_ADDRESS_KEY", "", _long_enough_if_any),
            inbound_url=source.checked("PORTAL_INBOUND_URL", "", _inbound_url),
            sms_url=source.checked("PORTAL_SMS_URL", "", _sms_url),
            mail_webhook_key=source.checked("PORTAL_MAIL_WEBHOOK_KEY", "", _long_enough_if_any),
            metrics_token=source.checked("PORTAL_METRICS_TOKEN", "", _long_enough_if_any),
        )
        source.refuse_mistakes()
        return settings

    @property
    def mail_domain(self) -> str:
        """The domain of the sender's address, for Message-ID (RFC 5322, section 3.6.4)."""
        return self.mail_from.rpartition("@")[2]

    @property
    def https(self) -> bool:
        """Whether people reach the portal over HTTPS."""
        return self.base_url.startswith("https://")


_RETRY_SECONDS = "60,300,900,1800,3600,7200,14400,28800,43200,86400"


class _Source:
    """Reads values and collects what is wrong with them, so that all can be said at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[str] = []

    def text(self, name: str, default: str) -> str:
        path = self.environ.get(f"{name}_FILE")
        if path is None:
            return self.environ.get(name, default)
        if name in self.environ:
            self.mistakes.append(f"{name} and {name}_FILE are both set: keep one of them")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.mistakes.append(f"{name}_FILE: {path} cannot be read ({error})")
            return default

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        raw = self.text(name, str(default))
        if raw.isascii() and raw.isdigit() and int(raw) >= least:
            return int(raw)
        self.mistakes.append(f"{name} must be a whole number of {least} or more, not {raw!r}")
        return default

    def checked(self, name: str, default: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(self.text(name, default))
        except ValueError as error:
            self.mistakes.append(f"{name} {error}")
            # Never used: refuse_mistakes() raises before the settings are handed out.
            return cast(T, None)

    def refuse_mistakes(self) -> None:
        if self.mistakes:
            raise SettingsError(self.mistakes)


def _kept_key(data_dir: Path) -> str:
    """The key that the embedded run made for itself, or nothing."""
    try:
        return (data_dir / "secret.key").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _long_enough(value: str) -> str:
    if len(value) < 32:
        raise ValueError(
            "must be a secret of 32 characters or more "
            "(make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))')"
        )
    return value


def _long_enough_if_any(value: str) -> str:
    return _long_enough(value) if value else ""


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError(f"must look like https://jobs.example.com, not {value!r}")
    _refuse_port(parts)
    if parts.path not in ("", "/"):
        raise ValueError(f"must have no path, not {parts.path!r}")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    if value.startswith("sqlite:///"):
        return value
    for scheme in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if value.startswith(scheme):
            return "postgresql+psycopg://" + value.removeprefix(scheme)
    raise ValueError("must start with sqlite:/// or postgresql://")


def _smtp_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
        raise ValueError("must look like smtp+starttls://user:password@host:587")
    _refuse_port(parts)
    return value


def _sms_url(value: str) -> str:
    """Who sends text messages, with the names of its fields: see docs/sms.md."""
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise ValueError("must look like https://user:pass@sms.example.com/send?to=to&text=text")
    _refuse_port(parts)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("must be https:// but for this machine itself: a password is sent")
    named = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not (named.get("to") and named.get("text")):
        raise ValueError("must name the fields of number and text: ?to=to&text=text")
    if named.get("format", "json") not in ("json", "form"):
        raise ValueError("must have format=json or format=form")
    return value


def _inbound_url(value: str) -> str:
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme == "lmtp" and not parts.hostname and len(parts.path) > 1:
        return value
    if parts.scheme not in ("lmtp", "smtp", "imaps", "imap") or not parts.hostname:
        raise ValueError("must look like lmtp://127.0.0.1:2525 or imaps://user:password@host/INBOX")
    _refuse_port(parts)
    if parts.scheme in ("lmtp", "smtp") and not parts.port:
        raise ValueError("must name the port to listen on, such as lmtp://127.0.0.1:2525")
    if parts.scheme == "imap" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("must be imaps:// but for this machine itself: a password is sent")
    return value


def _refuse_port(parts: SplitResult) -> None:
    try:
        known = parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise ValueError("must name a port between 1 and 65535")


def _mail_from(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not (local and at and domain) or any(c in value for c in " <>\r\n"):
        raise ValueError(f"must be a plain address such as hiring@example.com, not {value!r}")
    return value


def _log_level(value: str) -> str:
    if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError(f"must be DEBUG, INFO, WARNING or ERROR, not {value!r}")
    return value.upper()


def _log_format(value: str) -> str:
    if value not in ("", "json", "text"):
        raise ValueError(f"must be json or text, not {value!r}")
    return value


def _steps(value: str) -> tuple[timedelta, ...]:
    try:
        steps = tuple(timedelta(seconds=float(step)) for step in value.split(","))
    except (ValueError, OverflowError):
        steps = (timedelta(0),)
    if any(step <= timedelta(0) for step in steps):
        raise ValueError("must be seconds above 0, separated by commas")
    return steps
