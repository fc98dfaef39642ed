"""What reports of mail servers say, whoever wrote them."""

from collections.abc import Callable

import pytest

from portal.policy.inbound import message, report
from portal.policy.inbound.report import Report
from portal.vocabulary import ReceiptKind
from tests.inbound.reports import Said, exchange, exim, gmail, postfix, qmail, sendmail

GONE, SOFT, ARRIVED = ReceiptKind.BOUNCED, ReceiptKind.FAILED_SOFT, ReceiptKind.DELIVERED
FULL = Said(status="5.2.2", words="552 5.2.2 mailbox full")
RULE = Said(status="5.7.1", words="550 5.7.1 Message rejected as spam")
LATE = Said("delayed", "4.4.1", "connect to mx.example.com[203.0.113.7]:25: timed out")
OVER = Said(status="4.4.7", words="#4.4.7 Message expired; DNS query failed")
THERE = Said("delivered", "2.1.5", "250 2.1.5 Ok")
MOVED = Said(status="5.1.6", words="551 5.1.6 maya has moved")
DOMAIN = Said(status="5.1.2", words="Host or domain name not found")
BLANK = Said(status="5.0.0", words="550 no")
TOLD_BELOW = Said(status="5.0.0", words="550 5.1.1 Unrouteable address")
ABOUT_US = Said(status="5.1.8", words="553 5.1.8 sender domain does not exist")
BLOCKED = Said(status="5.2.1", words="550 5.2.1 The mailbox is disabled")
GOOGLE = Said(words="550-5.1.1 The email account that you tried to reach does not exist.")
CASES: tuple[tuple[Callable[[Said], bytes], Said, ReceiptKind], ...] = (
    *((server, Said(), GONE) for server in (postfix, exchange, gmail, exim, sendmail)),
    *((server, FULL, SOFT) for server in (postfix, exchange, gmail, exim)),
    *((server, RULE, SOFT) for server in (postfix, exchange, gmail, exim)),
    *((server, OVER, SOFT) for server in (postfix, exchange, exim, sendmail)),
    *((server, THERE, ARRIVED) for server in (postfix, exchange)),
    *((server, TOLD_BELOW, GONE) for server in (exim, postfix)),
    *((server, DOMAIN, GONE) for server in (postfix, sendmail)),
    (gmail, GOOGLE, GONE),
    (postfix, MOVED, GONE),
    (exim, BLANK, SOFT),
    (postfix, ABOUT_US, SOFT),
    (exchange, BLOCKED, GONE),
)


def read(raw: bytes) -> Report | None:
    return report.read(message.read(raw), "maya@example.com")


def test_there_are_thirty_with_those_below() -> None:
    assert len(CASES) + 2 == 30


@pytest.mark.parametrize(
    ("server", "said", "kind"), CASES, ids=[f"{c[0].__name__}-{c[1].status}" for c in CASES]
)
def test_what_it_says(server: Callable[[Said], bytes], said: Said, kind: ReceiptKind) -> None:
    found = read(server(said))
    assert found is not None
    assert found.kind is kind
    assert "maya" not in found.code
    assert "@" not in found.code


@pytest.mark.parametrize("server", [postfix, exim])
def test_a_server_that_still_tries_decides_nothing(server: Callable[[Said], bytes]) -> None:
    found = read(server(LATE))
    assert found is not None
    assert found.kind is None


def test_the_words_know_more_than_a_status_that_says_nothing() -> None:
    found = read(exim(TOLD_BELOW))
    assert found is not None
    assert found.code.startswith("5.1.1 ")


def test_one_failure_among_several_recipients_counts() -> None:
    """A forwarding address: its other target got it."""
    raw = postfix(Said()).replace(
        b"--outer\r\nContent-Type: text/rfc822",
        b"Final-Recipient: rfc822; other@example.net\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n"
        b"--outer\r\nContent-Type: text/rfc822",
    )
    found = read(raw)
    assert found is not None
    assert found.kind is GONE


@pytest.mark.parametrize(
    "raw",
    [
        qmail(Said()),
        postfix(Said()).replace(b"Action: failed", b"Action: expanded"),
        postfix(Said()).replace(b"multipart/report", b"multipart/mixed"),
        postfix(Said()).replace(b"message/delivery-status", b"text/plain"),
        postfix(Said()).replace(b"Action: failed", b"Action:"),
    ],
    ids=["qmail", "expanded", "no report", "no status", "no action"],
)
def test_what_follows_no_standard_says_nothing(raw: bytes) -> None:
    assert read(raw) is None


def test_a_report_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    raw = postfix(Said())
    whole = raw.index(b"Diagnostic-Code")
    for end in range(0, len(raw), 37):
        try:
            found = read(raw[:end])
        except message.Unreadable:
            continue
        assert found is None or end > raw.index(b"Action: ")
        if end > whole:
            assert found is not None


def test_parts_within_parts_are_no_message() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(3_000)
    )
    with pytest.raises(message.Unreadable):
        message.read(deep)
