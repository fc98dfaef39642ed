"""Whether others can see that our messages are really from us; and one message to try it."""

import uuid
from collections.abc import Iterator
from email.utils import format_datetime

from portal.cli.checks.reach import said
from portal.gateways import names
from portal.gateways.clock import Clock
from portal.gateways.mail import AnswerLost, MailRefused, MailRelay
from portal.policy import headers, mail_domain
from portal.policy.finding import Finding, Verdict
from portal.policy.refusal import Refusal
from portal.settings import Settings

TEST = b"""\
This is the test message that you asked for with `portal doctor --send-test`.\r
\r
If it has reached you, messages of the portal can reach people. Look at its headers: your mail\r
program shows there whether SPF, DKIM and DMARC have passed.\r
"""


def domain(settings: Settings, selectors: tuple[str, ...]) -> Iterator[Finding]:
    """What the domain of the sender has published."""
    name = settings.mail_domain
    if mail_domain.is_only_for_trials(name):
        words = f"{name} is only for trying things, nothing can be published about it"
        yield Finding("sender", Verdict.OK, words)
        return
    try:
        published = names.texts(name)
        if published is None and names.knows_the_world(name):
            words = f"there is no domain {name}"
            yield Finding("sender", Verdict.WRONG, words, "Correct PORTAL_MAIL_FROM.")
        elif published is None:
            yield _unknown(name)
        else:
            yield mail_domain.spf(name, published)
            yield _dkim(name, selectors)
            yield mail_domain.dmarc(name, _dmarc(name))
    except names.NoAnswer:
        yield _unknown(name)


def send_test(settings: Settings, recipient: str) -> Finding:
    """Send one message through the relay and say what it answered."""
    what = "test message"
    try:
        message = _message(settings, recipient)
        with MailRelay(settings.smtp_url).connection() as connection:
            connection.offer(settings.mail_from, recipient)
            answer = connection.hand_over(message)
    except Refusal as refusal:
        return Finding(what, Verdict.WRONG, str(refusal), "Give an address such as me@example.org.")
    except MailRefused as refused:
        words = f"not taken: {said(refused)}"
        return Finding(what, Verdict.WRONG, words, "Ask whoever runs the mail relay.")
    except AnswerLost:
        words = "handed over, but the answer was lost: it may have arrived"
        return Finding(what, Verdict.LOOK, words, "Look into the inbox.")
    return Finding(what, Verdict.OK, f"the relay took it for {recipient}: {answer}")


def _unknown(name: str) -> Finding:
    words = f"DNS does not answer here: SPF, DKIM and DMARC of {name} were not checked"
    return Finding("sender", Verdict.LOOK, words, "Run this where it does.")


def _dkim(name: str, selectors: tuple[str, ...]) -> Finding:
    # RFC 8020: where this name does not exist, there is nothing below it either.
    exhausted = names.texts(f"_domainkey.{name}") is None and not selectors
    keys: dict[str, list[str]] = {}
    for selector in () if exhausted else selectors or mail_domain.SELECTORS:
        keys[selector] = names.texts(f"{selector}._domainkey.{name}") or []
        if keys[selector]:
            break
    return mail_domain.dkim(name, keys, exhausted=exhausted)


def _dmarc(name: str) -> list[str]:
    """The records of the domain, else of the nearest one above it."""
    labels = name.split(".")
    for start in range(len(labels) - 1):
        found = names.texts("_dmarc." + ".".join(labels[start:]))
        if found:
            return found
    return []


def _message(settings: Settings, recipient: str) -> bytes:
    to = headers.addr_spec(recipient).encode()
    head = headers.head(
        [
            ("From", headers.mailbox("", settings.mail_from)),
            ("To", to),
            ("Subject", headers.unstructured("A test message of your portal")),
            ("Date", format_datetime(Clock().now()).encode()),
            ("Message-ID", f"<{uuid.uuid4()}@{settings.mail_domain}>".encode()),
            ("Auto-Submitted", b"auto-generated"),
            ("MIME-Version", b"1.0"),
            ("Content-Type", b"text/plain; charset=us-ascii"),
        ]
    )
    return head + b"\r\n" + TEST
