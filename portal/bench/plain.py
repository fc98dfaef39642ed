"""What ours is measured against: a loop that sends, and promises nothing."""

import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit


def plain_loop(url: str, people: Sequence[tuple[str, str, str]]) -> None:
    """An EmailMessage per person over one connection."""
    where = urlsplit(url)
    with smtplib.SMTP(where.hostname or "", where.port or 25) as smtp:
        for address, text, page in people:
            message = EmailMessage()
            message["From"] = '"Lena Hoffmann, Northlight Studio" <hiring@portal.localhost>'
            message["To"] = address
            message["Subject"] = "Your application for Product Designer, Mobility"
            message["Date"] = formatdate()
            message["Message-ID"] = make_msgid(domain="portal.localhost")
            message["Auto-Submitted"] = "auto-generated"
            message.set_content(text)
            message.add_alternative(page, subtype="html")
            smtp.send_message(message)
