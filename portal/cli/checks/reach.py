"""What the portal has to reach, and by what it is reached: Redis, the mail relay, who sends text
messages, its address.
"""

import http.client
import re
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from portal.gateways.mail import MailRefused, MailRelay
from portal.gateways.queue import Bell
from portal.gateways.sms import SmsProvider, SmsRefused
from portal.policy.finding import Finding, Verdict
from portal.settings import Settings

PATIENCE = 5.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def redis(settings: Settings) -> Finding:
    """Whether workers can be woken."""
    what = "Redis"
    if not settings.redis_url:
        return Finding(
            what,
            Verdict.LOOK,
            "none is set: the dispatcher does the work itself, some seconds later",
            "Set PORTAL_REDIS_URL to be faster.",
        )
    try:
        answers = Bell(settings.redis_url).answers()
    except ValueError as error:
        return Finding(what, Verdict.WRONG, str(error), "Check PORTAL_REDIS_URL.")
    if not answers:
        return Finding(what, Verdict.WRONG, "it does not answer", "Check PORTAL_REDIS_URL.")
    return Finding(what, Verdict.OK, "it answers")


def relay(settings: Settings) -> Iterator[Finding]:
    """Whether the mail relay greets us, encrypts as asked and takes our password."""
    what, remote = "mail relay", MailRelay(settings.smtp_url)
    try:
        remote.open().close()
    except MailRefused as refused:
        words = f"{remote.name} cannot be used: {said(refused)}"
        yield Finding(what, Verdict.WRONG, words, "Check PORTAL_SMTP_URL.")
        return
    yield Finding(what, Verdict.OK, f"{remote.name} lets us in")
    parts = urlsplit(settings.smtp_url)
    if parts.scheme == "smtp" and not _is_here(parts.hostname):
        yield Finding(
            what,
            Verdict.LOOK,
            "what we send can be read on its way there",
            "Use smtp+starttls:// or smtps:// in PORTAL_SMTP_URL.",
        )


def texts(settings: Settings) -> Finding:
    """Whether the provider of text messages can be reached; nothing is said to it."""
    what = "texts"
    if not settings.sms_url:
        return Finding(what, Verdict.OK, "nobody sends text messages, so none are offered")
    provider = SmsProvider(settings.sms_url)
    try:
        provider.open().close()
    except SmsRefused as refused:
        words = f"{provider.name} cannot be reached ({refused.code})"
        return Finding(what, Verdict.WRONG, words, "Check PORTAL_SMS_URL.")
    hook = f"{settings.base_url}/webhooks/sms/PROVIDER"
    return Finding(what, Verdict.OK, f"{provider.name} answers; it reports to {hook}")


def address(settings: Settings) -> Iterator[Finding]:
    """Whether the address that stands in every message leads to this portal."""
    what, base = "address", settings.base_url
    try:
        status = _status(base, "/healthz")
    except ssl.SSLCertVerificationError as error:
        words = f"the certificate of {base} is not trusted: {error.verify_message}"
        yield Finding(what, Verdict.WRONG, words, "Renew or correct the certificate.")
        return
    except (OSError, http.client.HTTPException) as error:
        words = f"nobody answers at {base} ({_plain(str(error)) or type(error).__name__})"
        yield Finding(what, Verdict.WRONG, words, "Start the portal, or correct PORTAL_BASE_URL.")
        return
    if status != http.client.OK:
        words = f"somebody else answers at {base} (with {status})"
        yield Finding(what, Verdict.WRONG, words, "Correct PORTAL_BASE_URL, or the proxy.")
        return
    yield Finding(what, Verdict.OK, f"{base} leads here")
    if not settings.https and not _is_here(urlsplit(base).hostname):
        yield Finding(
            what,
            Verdict.LOOK,
            "links and passwords can be read on their way",
            "Put the portal behind HTTPS and say so in PORTAL_BASE_URL.",
        )


def said(refused: MailRefused) -> str:
    """Why the relay was of no use; 421 is also what the gateway says of a broken connection."""
    text = _plain(refused.text)
    return text if refused.code == 421 else f"{refused.code} {text}"


def _plain(text: str) -> str:
    """An error of the system without its number."""
    return re.sub(r"^\[Errno -?\d+\] ", "", " ".join(text.split()))


def _status(base: str, path: str) -> int:
    parts = urlsplit(base)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status if answer.read(16).strip() == b"ok" else http.client.NOT_FOUND
    finally:
        connection.close()


def _is_here(host: str | None) -> bool:
    return host in LOOPBACK or (host or "").endswith(".localhost")
