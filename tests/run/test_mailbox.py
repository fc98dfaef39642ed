"""The built-in mailbox: what comes in is kept as it came and shown as its reader would see it."""

import smtplib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.app import create_app
from portal.cli.running import programs
from portal.mailbox.letter import letter
from portal.mailbox.store import Envelope, Mailbox
from portal.settings import PROJECT, Settings
from portal.web.database import db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def message(subject: str = "Your application", html: str = "") -> EmailMessage:
    written = EmailMessage()
    written["Subject"] = subject
    written["From"] = "Rosa Rivera <rosa@northlight.example>"
    written["To"] = "Ada <ada@example.org>"
    written["Date"] = "Mon, 02 Mar 2026 12:00:00 +0000"
    written.set_content("Dear Ada,\n\nread it at https://portal.example/n/abc <here>.\n")
    if html:
        written.add_alternative(html, subtype="html")
    return written


def keep(mailbox: Mailbox, raw: bytes, *, to: str = "ada@example.org", minutes: int = 0) -> str:
    received = NOON + timedelta(minutes=minutes)
    return mailbox.add(Envelope("bounce@x.example", (to,), received, letter(raw).subject), raw)


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mailbox")


@pytest.fixture
def client(migrated_settings: Settings, tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser of an embedded portal whose messages lie in the test's folder."""
    with browsing(replace(migrated_settings, embedded=True, data_dir=tmp_path)) as client:
        yield client


@contextmanager
def browsing(settings: Settings) -> Iterator[FlaskClient]:
    app = create_app(settings)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()
    app.extensions["portal"].database.engine.dispose()


# Taking messages


@contextmanager
def catching(folder: Path) -> Iterator[smtplib.SMTP]:
    """A connection to a real catcher, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = programs.mailbox(folder, listener).command
        catcher = subprocess.Popen(command, cwd=PROJECT, pass_fds=[listener.fileno()])
        port = listener.getsockname()[1]
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as connection:
            yield connection
    finally:
        catcher.terminate()
        assert catcher.wait(timeout=30) == 0


def test_a_message_is_kept_byte_for_byte_with_its_envelope(mailbox: Mailbox) -> None:
    raw = message("Grüße").as_bytes().replace(b"\n", b"\r\n")
    with catching(mailbox.folder) as connection:
        connection.sendmail("bounce+7@x.example", ["ada@example.org", "bo@example.org"], raw)

    [(name, envelope)] = mailbox.newest(limit=10)
    assert envelope.sender == "bounce+7@x.example"
    assert envelope.recipients == ("ada@example.org", "bo@example.org")
    assert envelope.subject == "Grüße"
    captured = mailbox.read(name)
    assert captured is not None
    assert captured.raw == raw


def test_international_addresses_are_taken(mailbox: Mailbox) -> None:
    with catching(mailbox.folder) as connection:
        connection.ehlo()
        connection.sendmail("a@x.example", ["zoë@example.org"], b"\r\nhi", ["SMTPUTF8"])

    assert mailbox.newest(recipient="ZOË", limit=10)


def test_a_message_that_is_no_message_is_kept(mailbox: Mailbox) -> None:
    with catching(mailbox.folder) as connection:
        connection.sendmail("", ["ada@example.org"], b"\xff\x00 neither head: nor body")

    assert len(mailbox.newest(limit=10)) == 1


# Reading broken ones


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: =?utf-8?b?!!!?=\r\n\r\n",
        b"Subject: =?no-such-charset?q?x?=\r\n\r\nx",
        b'Content-Type: text/plain; charset="no such"\r\n\r\nx',
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: text/html; charset*=x''%FF\r\n\r\nx",
    ],
)
def test_a_broken_message_is_read_as_far_as_it_goes(raw: bytes) -> None:
    assert letter(raw).headers is not None


@given(
    head=st.lists(st.sampled_from(["Subject", "Content-Type", "Content-Transfer-Encoding", "To"])),
    values=st.lists(st.text() | st.sampled_from(["text/html; charset=x", "base64", "=?u?q?_?="])),
    body=st.binary(),
)
def test_anything_can_be_read(head: list[str], values: list[str], body: bytes) -> None:
    lines = [f"{name}: {value}" for name, value in zip(head, values, strict=False)]
    letter("\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body)


# The pages


def test_an_empty_mailbox_says_so(client: FlaskClient) -> None:
    page = client.get("/mailbox/")

    assert page.status_code == 200
    assert "No messages yet" in page.text
    assert "needs no sign-in" in page.text


def test_the_newest_message_comes_first(client: FlaskClient, mailbox: Mailbox) -> None:
    keep(mailbox, message("Older").as_bytes(), minutes=0)
    keep(mailbox, message("Newer").as_bytes(), minutes=1)

    text = client.get("/mailbox/").text
    assert text.index("Newer") < text.index("Older")


def test_messages_are_found_by_recipient(client: FlaskClient, mailbox: Mailbox) -> None:
    keep(mailbox, message("For Ada").as_bytes(), to="ada@example.org")
    keep(mailbox, message("For Bo").as_bytes(), to="bo@example.org")

    text = client.get("/mailbox/?to=ADA@").text
    assert "For Ada" in text
    assert "For Bo" not in text
    assert "No message to" in client.get("/mailbox/?to=nobody").text


def test_a_message_shows_what_its_reader_sees(client: FlaskClient, mailbox: Mailbox) -> None:
    name = keep(mailbox, message("A & B").as_bytes())

    text = client.get(f"/mailbox/{name}").text
    assert "A &amp; B" in text
    assert "Rosa Rivera &lt;rosa@northlight.example&gt;" in text
    assert 'href="https://portal.example/n/abc"' in text
    assert "&lt;here&gt;" in text
    assert "<iframe" not in text


def test_html_stands_in_a_frame_that_may_do_nothing(client: FlaskClient, mailbox: Mailbox) -> None:
    written = message(html='<html><head><title>x</title></head><p style="color:red">Hi</p></html>')
    name = keep(mailbox, written.as_bytes())

    assert f'src="/mailbox/{name}/html"' in client.get(f"/mailbox/{name}").text
    framed = client.get(f"/mailbox/{name}/html")
    assert '<head><base target="_top"><title>' in framed.text
    policy = framed.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "sandbox " in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


def test_the_message_can_be_saved(client: FlaskClient, mailbox: Mailbox) -> None:
    raw = message().as_bytes()
    name = keep(mailbox, raw)

    saved = client.get(f"/mailbox/{name}/raw")
    assert saved.data == raw
    assert saved.content_type == "message/rfc822"
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{name}.eml"'


@pytest.mark.parametrize(
    "name",
    ["x", "00000000000000000001-0123abcd", "..%2f..%2fsecret", "%2e%2e", "٠" * 20 + "-0123abcd"],
)
@pytest.mark.parametrize("part", ["", "/html", "/raw"])
def test_an_unknown_name_is_not_found(client: FlaskClient, name: str, part: str) -> None:
    assert client.get(f"/mailbox/{name}{part}").status_code == 404


def test_a_message_without_html_has_no_html_page(client: FlaskClient, mailbox: Mailbox) -> None:
    name = keep(mailbox, message().as_bytes())
    assert client.get(f"/mailbox/{name}/html").status_code == 404


def test_it_does_not_answer_to_other_names(client: FlaskClient) -> None:
    assert client.get("/mailbox/", headers={"Host": "evil.example"}).status_code == 404


def test_there_is_no_mailbox_outside_of_the_embedded_run(migrated_settings: Settings) -> None:
    with browsing(replace(migrated_settings, embedded=False)) as client:
        assert client.get("/mailbox/").status_code == 404
