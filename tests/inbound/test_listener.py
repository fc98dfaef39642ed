"""Messages handed over by a mail server, over real sockets."""

import random
import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.gateways.database import Database
from portal.inbound import listener
from portal.jobs.stop import Stop
from portal.models import InboundMessage, Notice
from portal.policy.inbound.message import LARGEST
from portal.policy.verp import Kind
from tests.inbound.conftest import address, written
from tests.inbound.reports import Said, postfix
from tests.provision import eventually

Client = Callable[[], smtplib.SMTP]


@contextmanager
def listening(gateways: Gateways, url: str) -> Iterator[str | int]:
    """A listener in this process; where it listens."""
    stop = Stop()
    settings = replace(gateways.settings, inbound_url=url)
    with listener.open_socket(url) as opened:
        place = opened.getsockname()
        thread = threading.Thread(
            target=listener.serve, args=(replace(gateways, settings=settings), opened, stop)
        )
        thread.start()
        try:
            yield place[1] if isinstance(place, tuple) else place
        finally:
            stop.ask()
            thread.join()
            stop.close()


@pytest.fixture(params=["lmtp", "smtp"])
def client(request: pytest.FixtureRequest, taking: Gateways) -> Iterator[Client]:
    """Somebody who hands over to a listener."""
    kind = smtplib.LMTP if request.param == "lmtp" else smtplib.SMTP
    with listening(taking, f"{request.param}://127.0.0.1:0") as port:
        assert isinstance(port, int)
        yield lambda: kind("127.0.0.1", port)


def kept(gateways: Gateways) -> list[InboundMessage]:
    with gateways.database.session() as session:
        rows = session.scalars(select(InboundMessage).order_by(InboundMessage.id)).all()
        for row in rows:
            _ = row.raw
        return list(rows)


def test_what_was_taken_is_in_the_database(taking: Gateways, told: Notice, client: Client) -> None:
    to = address(taking, told)
    with client() as smtp:
        smtp.sendmail("", [to], postfix(Said()))
        assert len(kept(taking)) == 1
        smtp.sendmail("maya@example.com", [to], written())
    first, second = kept(taking)
    assert first.envelope_to == to
    assert first.raw is not None
    assert second.raw is not None
    assert first.raw.startswith(b"Return-Path: <>\r\n")
    assert second.raw.startswith(b"Return-Path: <maya@example.com>\r\n")


def test_the_same_message_again_is_taken_once(
    taking: Gateways, told: Notice, client: Client
) -> None:
    with client() as smtp:
        for _ in range(3):
            smtp.sendmail("", [address(taking, told)], postfix(Said()))
    assert len(kept(taking)) == 1


def test_it_relays_nothing(taking: Gateways, told: Notice, client: Client) -> None:
    with client() as smtp:
        for to in ("maya@example.com", "x@northlight.example", "bounce+x@northlight.example"):
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                smtp.sendmail("a@b.example", [to], b"Subject: x\r\n\r\nx")
            assert refused.value.recipients[to][0] == 550
        smtp.sendmail("a@b.example", ["HIRING@northlight.example"], b"Subject: x\r\n\r\nx")
    assert [row.envelope_to for row in kept(taking)] == ["HIRING@northlight.example"]


def test_one_recipient_a_message(taking: Gateways, told: Notice, client: Client) -> None:
    first, second = address(taking, told), address(taking, told, Kind.REPLY)
    with client() as smtp:
        refused = smtp.sendmail("", [first, second], postfix(Said()))
    assert list(refused) == [second]
    assert refused[second][0] == 452
    assert len(kept(taking)) == 1


def test_five_megabytes_are_taken_and_their_beginning_is_kept(
    taking: Gateways, told: Notice, client: Client
) -> None:
    made = EmailMessage()
    made["From"], made["Subject"] = "maya@example.com", "Re: Your application"
    made.set_content("My portfolio, with a question: may I come by?")
    made.add_attachment(b"x" * 3_750_000, maintype="image", subtype="png", filename="a.png")
    assert len(made.as_bytes(policy=SMTP)) > 5_000_000
    with client() as smtp:
        smtp.sendmail(
            "maya@example.com", [address(taking, told, Kind.REPLY)], made.as_bytes(policy=SMTP)
        )
    (row,) = kept(taking)
    assert row.raw is not None
    assert len(row.raw) == LARGEST
    assert b"may I come by?" in row.raw


def test_long_lines_and_foreign_letters_are_taken(
    taking: Gateways, told: Notice, client: Client
) -> None:
    with client() as smtp:
        smtp.sendmail(
            "maya@example.com", [address(taking, told)], b"A: b\r\n\r\n" + b"\xff" * 9_000
        )
    assert len(kept(taking)) == 1


def test_without_a_database_nothing_is_lost(gateways: Gateways, told: Notice) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2")
    with listening(replace(gateways, database=away), "lmtp://127.0.0.1:0") as port:
        assert isinstance(port, int)
        with smtplib.LMTP("127.0.0.1", port) as smtp:
            with pytest.raises(smtplib.SMTPDataError) as refused:
                smtp.sendmail("", [address(gateways, told)], postfix(Said()))
            assert refused.value.smtp_code == 451
    away.engine.dispose()
    assert kept(gateways) == []


def test_rubbish_ends_nothing(taking: Gateways, told: Notice, client: Client) -> None:
    with client() as smtp:
        assert smtp.sock is not None
        port = smtp.sock.getpeername()[1]
    chance = random.Random(4)
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(bytes(chance.randrange(256) for _ in range(500)) + b"\r\n" * 3)
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(b"MAIL FROM:<a@b.example>\r\nDATA\r\nhalf of it")
    with client() as smtp:
        smtp.sendmail("", [address(taking, told)], postfix(Said()))
    assert len(kept(taking)) == 1


def test_a_socket_in_the_file_system(taking: Gateways, told: Notice, tmp_path: Path) -> None:
    path = tmp_path / "rekindle.sock"
    for _ in range(2):  # The second time the file of the first is still there.
        with listening(taking, f"lmtp://{path}"), smtplib.LMTP(str(path)) as smtp:
            smtp.sendmail("", [address(taking, told)], postfix(Said()))
    assert len(kept(taking)) == 1


def test_it_ends_while_somebody_is_connected(taking: Gateways) -> None:
    with listening(taking, "smtp://127.0.0.1:0") as port:
        open_one = socket.create_connection(("127.0.0.1", int(port)))
        eventually(lambda: open_one.recv(3) == b"220")
    open_one.close()
