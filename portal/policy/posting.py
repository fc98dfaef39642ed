"""The head of a message: which headers it has, and what stands in them."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from portal.policy import headers
from portal.policy.letter import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What a message needs besides its words."""

    public_id: str
    date: datetime
    mail_from: str
    address: str
    link: str
    sender: str = ""
    """Where mail servers report to; the address that the message is from if empty."""
    unsubscribe: str = ""
    """Where a mail program ends messages like this one at a press (RFC 8058); a message that is
    owed has none."""
    provider: str = ""
    """The relay's host: some report on a message only by a header of their own."""

    @property
    def boundary(self) -> bytes:
        """What stands between the parts."""
        return b"=_" + self.public_id.replace("-", "").encode()


def fields(words: Words, posting: Posting, subject: str) -> list[tuple[str, bytes]]:
    """The headers of a message, in order."""
    sender = headers.addr_spec(posting.mail_from)
    names = [
        ("Date", format_datetime(posting.date).encode()),
        ("From", headers.mailbox(_shown_sender(words), sender)),
        ("To", headers.addr_spec(posting.address).encode()),
        ("Message-ID", f"<{posting.public_id}@{sender.rpartition('@')[2]}>".encode()),
        ("Subject", headers.unstructured(subject)),
        ("Auto-Submitted", b"auto-generated"),
        ("MIME-Version", b"1.0"),
        ("Content-Type", b'multipart/alternative;\r\n boundary="%b"' % posting.boundary),
    ]
    if words.reply_to:
        names.insert(3, ("Reply-To", headers.mailbox("", words.reply_to)))
    if posting.unsubscribe:
        names.append(("List-Unsubscribe", b"<" + posting.unsubscribe.encode() + b">"))
        names.append(("List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"))
    if posting.provider.endswith("postmarkapp.com"):
        names.append(("X-PM-Metadata-notice", posting.public_id.encode()))
    return names


def envelope(posting: Posting) -> tuple[str, str]:
    """Sender and recipient as they go on the wire; raises Refusal."""
    sender = posting.sender or posting.mail_from
    return headers.addr_spec(sender), headers.addr_spec(posting.address)


def _shown_sender(words: Words) -> str:
    house = words.sender_name or words.organisation
    return f"{words.writer}, {house}" if words.writer else house
