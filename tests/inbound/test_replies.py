"""What somebody wrote is kept, and nothing else; what a program wrote is dropped."""

import random
import string
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.inbound import automatic, message, reply
from tests.inbound.replies import AUTOMATIC, PAGES, PERSONAL, TEXTS, WRITTEN, Case


def mail(text: str = "", page: str = "", **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Maya <maya@example.com>", "hiring@northlight.example"
    if text or not page:
        made.set_content(text)
    if page and text:
        made.add_alternative(page, subtype="html")
    elif page:
        made.set_content(page, subtype="html")
    for name, value in headers.items():
        made[name] = value
    return made.as_bytes()


def text_of(raw: bytes) -> str:
    return reply.text_of(message.read(raw))


@pytest.mark.parametrize("case", TEXTS, ids=[case.name for case in TEXTS])
def test_the_writer_s_own_words(case: Case) -> None:
    assert text_of(mail(case.text)) == case.meant


@pytest.mark.parametrize("case", PAGES, ids=[case.name for case in PAGES])
def test_a_message_that_is_html_only(case: Case) -> None:
    assert text_of(mail(page=case.text)) == WRITTEN


def test_the_text_is_read_where_there_is_one() -> None:
    assert text_of(mail("The text.", "<p>The page.</p>")) == "The text."


def test_attachments_are_counted_and_not_kept() -> None:
    made = EmailMessage()
    made.set_content("My certificate.")
    for name in ("one.pdf", "two.pdf"):
        made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=name)
    made.add_attachment("Not the message.", filename="three.txt")
    assert text_of(made.as_bytes()) == (
        "My certificate.\n\n(The message had 3 attachments, which we did not keep.)"
    )


def test_a_very_long_reply_is_cut() -> None:
    assert len(text_of(mail("word " * 50_000))) <= reply.LONGEST


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: text/plain; charset=nonsense\r\n\r\nol\xe1",
        b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\nol\xe1",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nb2zDoQ",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nol=C3=A1=",
    ],
)
def test_a_broken_body_is_read_as_far_as_it_goes(body: bytes) -> None:
    assert text_of(b"From: a@b.example\r\n" + body).startswith("ol")


def headed(headers: dict[str, str]) -> message.Parts:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return message.read(f"From: maya@example.com\r\n{head}\r\nHello".encode())


@pytest.mark.parametrize("headers", AUTOMATIC, ids=str)
def test_what_a_program_wrote(headers: dict[str, str]) -> None:
    assert automatic.is_automatic(headed(headers))


@pytest.mark.parametrize("headers", PERSONAL, ids=str)
def test_what_a_person_wrote(headers: dict[str, str]) -> None:
    assert not automatic.is_automatic(headed(headers))


def test_who_writes_is_one_address_or_nobody() -> None:
    def sender(value: str) -> str:
        return message.sender(message.read(f"From: {value}\r\n\r\n".encode()))

    assert sender('"a@evil.example" <maya@example.com>') == "maya@example.com"
    assert sender("maya@example.com, other@example.com") == ""
    assert sender("nobody") == ""


@given(st.text(alphabet=string.printable + "äß>\n\n\n", max_size=2_000))
def test_whatever_is_written_nothing_breaks(text: str) -> None:
    kept = reply.unquoted(text)
    assert bool(kept) == bool(text.replace("\xa0", " ").strip())


@given(st.binary(max_size=2_000))
def test_rubbish_is_read_or_refused(raw: bytes) -> None:
    try:
        parts = message.read(raw)
    except message.Unreadable:
        return
    reply.text_of(parts)
    automatic.is_automatic(parts)
    message.sender(parts)
    message.replies_to(parts, "northlight.example")


def test_a_message_with_any_byte_changed_is_read_or_refused() -> None:
    raw = mail(TEXTS[0].text, "<p>x<blockquote>y</blockquote>")
    chance = random.Random(4)
    for _ in range(500):
        changed = bytearray(raw)
        for _ in range(3):
            changed[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            reply.text_of(message.read(bytes(changed)))
        except message.Unreadable:
            continue
