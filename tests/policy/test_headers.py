"""No value becomes another header: not raw, not by encoded words, not after being written again."""

from email import message_from_bytes
from email.generator import BytesGenerator
from email.policy import SMTP, default
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import headers
from portal.policy.headers import BrokenHead
from portal.policy.refusal import Refusal

NAMES = ["From", "To", "Subject"]
PAYLOADS = [
    "Bcc: x@y",
    *(f"Ada{end}Bcc: x@y" for end in ("\r\n", "\n", "\r", "\r\n ", "\n\t", "\r\n\r\n", "\x00\n")),
    *(f"Ada{end}Bcc: x@y" for end in ("\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028")),
    *(f"Ada{end}Bcc: x@y" for end in ("\u2029", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800")),
    "=?utf-8?q?a=0D=0ABcc:_x=40y?=",
    "=?utf-8?Q?a=0ABcc:_x=40y?=",
    "=?UTF-8?B?YQ0KQmNjOiB4QHk=?=",
    "=?utf-8?b?DQpCY2M6IHhAeQ==?=",
    "=?iso-8859-1?q?=0D=0A=0D=0ABcc:_x?=",
    "=?us-ascii*en?q?a=0D=0ABcc:_x=40y?=",
    "=?utf-8?q?a?= =?utf-8?q?=0D=0ABcc:_x=40y?=",
    "=\r\n?utf-8?q?a=0D=0ABcc:_x=40y?=",
    "=\u202e?utf-8?q?a=0D=0ABcc:_x=40y?=",
    "==??utf-8?q?a=0D=0ABcc:_x=40y?=",
    "=???utf-8?q?a=0D=0ABcc:_x=40y?=",
    "é=?utf-8?q?a=0D=0ABcc:_x=40y?=é",
    'Ada" <x@y>, "',
    "Ada <x@y>",
    "Ada, x@y",
    "Ada\\",
    '"\\"',
    "(comment",
    "Ada;Group:x@y;",
    "x" * 5000,
    "é" * 5000,
    "\U0001f600" * 300,
    "",
    " ",
    "\t",
    ":",
    "a:",
    ": b",
    "--=_boundary",
    "Content-Type: text/html\r\n\r\n<script>",
    "%0D%0ABcc: x@y",
    "&#13;&#10;Bcc: x@y",
    "\\r\\nBcc: x@y",
    "Zoë Ünal-Østergård",
    "李雷",
    "أحمد",
]


def raw_head(value: str) -> bytes:
    return headers.head(
        [
            ("From", headers.mailbox(value, "hiring@northlight.example")),
            ("To", b"ada@example.com"),
            ("Subject", headers.unstructured(value)),
        ]
    )


def assert_harmless(value: str) -> None:
    raw = raw_head(value)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    for parsed in (
        message_from_bytes(raw + b"\r\nbody"),
        message_from_bytes(raw + b"\r\nbody", policy=default),
    ):
        assert parsed.keys() == NAMES
        assert parsed.get_payload() == "body"
    modern = message_from_bytes(raw + b"\r\nbody", policy=default)
    assert modern["From"].addresses[0].addr_spec == "hiring@northlight.example"
    assert len(modern["From"].addresses) == 1
    assert modern["Subject"] == headers.plain(value)
    # The library puts spaces between the encoded words of a long name, against RFC 2047.
    shown = modern["From"].addresses[0].display_name
    assert shown.replace(" ", "") == headers.plain(value).replace(" ", "")
    assert message_from_bytes(_written_again(raw)).keys() == NAMES


def _written_again(raw: bytes) -> bytes:
    """As a program does that reads the message with the standard library and passes it on."""
    out = BytesIO()
    BytesGenerator(out, policy=SMTP).flatten(message_from_bytes(raw, policy=SMTP))
    return out.getvalue()


def test_there_are_fifty_payloads() -> None:
    assert len(PAYLOADS) >= 50


@pytest.mark.parametrize("value", PAYLOADS, ids=[ascii(p)[:40] for p in PAYLOADS])
def test_a_payload_stays_a_value(value: str) -> None:
    assert_harmless(value)


@given(st.text(max_size=300))
def test_any_text_stays_a_value(value: str) -> None:
    assert_harmless(value)


@given(st.text(alphabet='=?utf-8bqBQ_0DA\r\n :é<>@,"\\', max_size=120))
def test_any_mixture_of_what_is_special_stays_a_value(value: str) -> None:
    assert_harmless(value)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a\r\nTo: b\r\nSubject: c\r\nBcc: x\r\n",
        b"From: a\r\nTo: b\r\nSubject: c\nBcc: x\r\n",
        b"From: a\r\nTo: b\r\nSubject: c\rBcc: x\r\n",
        b"From: a\r\nTo: b\r\nSubject: c\r\n\r\n",
        b"From: a\r\n\r\nTo: b\r\nSubject: c\r\n",
        b"From: a\r\nTo: b\r\nSubject: c",
        b"From: a\r\nSubject: c\r\nTo: b\r\n",
        b"From: a\r\nTo: b\r\n",
    ],
)
def test_a_head_with_anything_else_is_refused(raw: bytes) -> None:
    with pytest.raises(BrokenHead):
        headers.check(raw, NAMES)


def test_a_domain_goes_out_in_ascii() -> None:
    assert headers.addr_spec("ada@münchen.example") == "ada@xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    "address",
    [
        *("", "ada", "@x", "ada@", "a da@x", "ada@x\r\nBcc: y", "a<b@x>", "ada@" + "ü" * 99),
        *("=?utf-8?q?a=0D=0ABcc:_x?=@x", "ada,zoe@x", '"ada"@x', "ada@x@y", "ada\u202e@x"),
        *("a" * 400 + "@x", "ada@x>y", "ada@=?utf-8?q?x?="),
    ],
)
def test_what_is_no_address_is_not_written_to(address: str) -> None:
    with pytest.raises(Refusal):
        headers.addr_spec(address)
