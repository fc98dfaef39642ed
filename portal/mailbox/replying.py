"""A reply as the person who got a message would write it in their mail program."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from portal.mailbox.letter import letter
from portal.mailbox.store import Captured


def reply_to(captured: Captured, text: str, now: datetime) -> tuple[str, bytes]:
    """To whom the reply goes, and the message."""
    original = letter(captured.raw)
    heads = {name.lower(): value for name, value in reversed(original.headers)}
    to = parseaddr(heads.get("reply-to", "") or original.sender)[1]
    made = EmailMessage(policy=SMTP)
    made["Return-Path"] = f"<{captured.envelope.recipients[0]}>"
    made["From"], made["To"] = captured.envelope.recipients[0], to
    made["Subject"] = f"Re: {original.subject}"
    made["Date"], made["Message-ID"] = format_datetime(now), make_msgid(domain="mailbox.localhost")
    if "message-id" in heads:
        made["In-Reply-To"] = heads["message-id"]
    quoted = "\n".join(f"> {line}".rstrip() for line in original.text.splitlines())
    made.set_content(f"{text}\n\nOn {original.date}, {original.sender} wrote:\n{quoted}\n")
    return to, made.as_bytes()
