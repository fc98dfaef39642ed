"""Reports as mail servers write them, each in its own manner."""

from dataclasses import dataclass

TO = "maya@example.com"
ORIGINAL = (
    "Return-Path: <bounce@northlight.example>\r\n"
    "Subject: Your application for Product Designer\r\n"
    "Message-ID: <0b7f9c0e-8f4c-4c1f-9d27-6f1f0a3b1c2d@northlight.example>\r\n"
)


@dataclass(frozen=True)
class Said:
    """What a server says it did."""

    action: str = "failed"
    status: str = "5.1.1"
    words: str = "550 5.1.1 <maya@example.com>: Recipient address rejected: User unknown"
    to: str = TO


def postfix(said: Said) -> bytes:
    """With the queue's id, `X-Postfix` fields and the words in both parts."""
    return _report(
        sender="MAILER-DAEMON@mx.example.com (Mail Delivery System)",
        subject="Undelivered Mail Returned to Sender",
        text=f"This is the mail system at host mx.\r\n\r\n<{said.to}>: {said.words}\r\n",
        message="Reporting-MTA: dns; mx.example.com\r\nX-Postfix-Queue-ID: 4F3A21C0\r\n"
        "X-Postfix-Sender: rfc822; bounce@northlight.example\r\nArrival-Date: Mon, 2 Mar 2026\r\n",
        recipient=f"Final-Recipient: rfc822; {said.to}\r\nOriginal-Recipient: rfc822;{said.to}\r\n"
        f"Action: {said.action}\r\nStatus: {said.status}\r\nRemote-MTA: dns; mx.example.com\r\n"
        f"Diagnostic-Code: smtp; {said.words}\r\n",
    )


def exchange(said: Said) -> bytes:
    """With long folded words and its own headers."""
    folded = said.words.replace("; ", ";\r\n\t")
    return _report(
        sender='"Microsoft Outlook" <postmaster@example.onmicrosoft.com>',
        subject="Undeliverable: Your application for Product Designer",
        text=f"Delivery has failed to these recipients:\r\n\r\n{said.to}\r\n",
        message="Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.com\r\n"
        "Received-From-MTA: dns;mail.northlight.example\r\n",
        recipient=f"Final-Recipient: rfc822;{said.to}\r\nAction: {said.action}\r\n"
        f"Status: {said.status}\r\nDiagnostic-Code: smtp;{folded}\r\n"
        "X-Display-Name: Maya Oliveira\r\n",
        extra="X-MS-Exchange-Message-Is-Ndr:\r\nAuto-Submitted: auto-replied\r\n",
    )


def gmail(said: Said) -> bytes:
    """With an HTML part and a picture before the report."""
    return _report(
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject="Delivery Status Notification (Failure)",
        text=f"** Address not found **\r\n\r\nYour message wasn't delivered to {said.to}\r\n",
        message="Reporting-MTA: dns; googlemail.com\r\nArrival-Date: Mon, 02 Mar 2026\r\n"
        "X-Original-Message-ID: <0b7f9c0e@northlight.example>\r\n",
        recipient=f"Final-Recipient: rfc822; {said.to}\r\nAction: {said.action}\r\n"
        f"Status: {said.status}\r\nDiagnostic-Code: smtp; {said.words}\r\n"
        "Last-Attempt-Date: Mon, 02 Mar 2026 01:31:00 -0800 (PST)\r\n",
        nested=True,
        extra="X-Failed-Recipients: maya@example.com\r\n",
    )


def exim(said: Said) -> bytes:
    """With lower case in the words and no diagnostic type."""
    return _report(
        sender="Mail Delivery System <Mailer-Daemon@mail.example.com>",
        subject="Mail delivery failed: returning message to sender",
        text="This message was created automatically by mail delivery software.\r\n",
        message="Reporting-MTA: dns; mail.example.com\r\n",
        recipient=f"Action: {said.action}\r\nFinal-Recipient: rfc822;{said.to}\r\n"
        f"Status: {said.status}\r\nRemote-MTA: dns; mx.example.com\r\n"
        f"Diagnostic-Code: {said.words}\r\n",
        extra="Auto-Submitted: auto-replied\r\nX-Failed-Recipients: maya@example.com\r\n",
    )


def sendmail(said: Said) -> bytes:
    """With a comment behind the action and one group more than it needs."""
    return _report(
        sender="Mail Delivery Subsystem <MAILER-DAEMON@relay.example.com>",
        subject="Returned mail: see transcript for details",
        text="   ----- The following addresses had permanent fatal errors -----\r\n",
        message="Reporting-MTA: dns; relay.example.com\r\nReceived-From-MTA: DNS; northlight\r\n",
        recipient=f"Final-Recipient: RFC822; {said.to}\r\nAction: {said.action} (bad mailbox)\r\n"
        f"Status: {said.status}\r\nDiagnostic-Code: SMTP; {said.words}\r\n",
    )


def qmail(said: Said) -> bytes:
    """Plain words of its own that follow no standard."""
    return (
        "From: MAILER-DAEMON@qmail.example.com\r\nTo: bounce@northlight.example\r\n"
        "Subject: failure notice\r\nDate: Mon, 2 Mar 2026 09:31:00 +0000\r\n\r\n"
        "Hi. This is the qmail-send program at qmail.example.com.\r\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        f"<{said.to}>:\r\nSorry, no mailbox here by that name. (#{said.status})\r\n\r\n"
        f"--- Below this line is a copy of the message.\r\n\r\n{ORIGINAL}"
    ).encode()


def _report(
    *,
    sender: str,
    subject: str,
    text: str,
    message: str,
    recipient: str,
    extra: str = "",
    nested: bool = False,
) -> bytes:
    words = f"Content-Type: text/plain; charset=us-ascii\r\n\r\n{text}\r\n"
    if nested:
        words = (
            'Content-Type: multipart/related; boundary="inner"\r\n\r\n'
            f"--inner\r\n{words}--inner\r\nContent-Type: text/html\r\n\r\n<p>{text}</p>\r\n"
            "--inner\r\nContent-Type: image/png; name=icon.png\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--inner--\r\n"
        )
    return (
        f"Return-Path: <>\r\nFrom: {sender}\r\nTo: bounce@northlight.example\r\n"
        f"Subject: {subject}\r\nDate: Mon, 2 Mar 2026 09:31:00 +0000\r\n{extra}"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="outer"\r\n\r\n'
        f"This is a MIME-encapsulated message.\r\n\r\n--outer\r\n{words}"
        f"--outer\r\nContent-Type: message/delivery-status\r\n\r\n{message}\r\n{recipient}\r\n"
        f"--outer\r\nContent-Type: text/rfc822-headers\r\n\r\n{ORIGINAL}\r\n--outer--\r\n"
    ).encode()
