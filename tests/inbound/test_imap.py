"""Messages in a mailbox on another server: each kept once, and marked only once it is kept."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.gateways.database import Database
from portal.gateways.imap import MailboxAway, opened
from portal.inbound import polling
from portal.jobs.stop import Stop
from portal.models import InboundMessage, Notice
from portal.policy.inbound.message import LARGEST
from tests.inbound.conftest import address, written
from tests.inbound.imap_server import ImapServer, imap_server
from tests.inbound.reports import Said, postfix
from tests.provision import eventually


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


@pytest.fixture
def looking(gateways: Gateways, server: ImapServer) -> Gateways:
    settings = replace(gateways.settings, inbound_url=server.url)
    return replace(gateways, settings=settings)


def take(gateways: Gateways, stop: Stop) -> int:
    with opened(gateways.settings.inbound_url) as mailbox:
        return polling.take(gateways, mailbox, stop)


def recipients(gateways: Gateways) -> list[str]:
    with gateways.database.session() as session:
        query = select(InboundMessage.envelope_to).order_by(InboundMessage.id)
        return list(session.scalars(query))


def delivered_to(address: str, raw: bytes) -> bytes:
    return f"Delivered-To: {address}\r\n".encode() + raw


def test_what_nobody_has_seen_is_taken(
    looking: Gateways, server: ImapServer, told: Notice, stop: Stop
) -> None:
    to = address(looking, told)
    server.messages = {
        7: delivered_to(to, postfix(Said())),
        9: delivered_to("list@else.example", written(To="Hiring <hiring@northlight.example>")),
        12: delivered_to("list@else.example", written("To nobody of ours.")),
    }
    assert take(looking, stop) == 3
    assert recipients(looking) == [to, "hiring@northlight.example", ""]
    assert server.seen == {7, 9, 12}
    assert 'LOGIN portal "se@cret"' in server.asked
    assert 'SELECT "In here"' in server.asked
    assert take(looking, stop) == 0


def test_the_same_message_is_kept_once(
    looking: Gateways, server: ImapServer, told: Notice, stop: Stop
) -> None:
    server.messages = dict.fromkeys((1, 2), delivered_to(address(looking, told), postfix(Said())))
    assert take(looking, stop) == 1
    assert server.seen == {1, 2}


def test_only_the_beginning_of_a_large_one_is_fetched(
    looking: Gateways, server: ImapServer, told: Notice, stop: Stop
) -> None:
    server.messages = {1: written("x " * 3_000_000)}
    assert take(looking, stop) == 1
    with looking.database.session() as session:
        (raw,) = session.scalars(select(InboundMessage.raw))
    assert raw is not None
    assert len(raw) == LARGEST


def test_what_was_not_kept_is_not_marked(
    looking: Gateways, server: ImapServer, told: Notice, stop: Stop
) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2")
    server.messages = {1: written()}
    thread_safe = replace(looking, database=away)
    with pytest.raises(Exception, match="connection"):
        take(thread_safe, stop)
    away.engine.dispose()
    assert server.seen == set()
    assert take(looking, stop) == 1
    assert server.seen == {1}


def test_a_message_that_is_gone_meanwhile_is_passed_over(
    looking: Gateways, server: ImapServer, told: Notice, stop: Stop
) -> None:
    server.messages = {1: written(), 2: written("Two.")}
    with opened(looking.settings.inbound_url) as mailbox:
        ids = mailbox.unread()
        server.messages.pop(1)
        assert [mailbox.fetch(uid, 100) is None for uid in ids] == [True, False]


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
@pytest.mark.parametrize("how", ["hang up", "refuse"])
def test_a_server_that_fails_is_said_plainly_and_loses_nothing(
    looking: Gateways, server: ImapServer, told: Notice, stop: Stop, command: str, how: str
) -> None:
    server.messages = {1: written()}
    setattr(server, {"hang up": "hang_up_at", "refuse": "refuse"}[how], command)
    with pytest.raises(MailboxAway) as away:
        take(looking, stop)
    assert "cret" not in str(away.value)
    server.hang_up_at = server.refuse = ""
    # Kept before it could be marked: then it is known, and only marked.
    assert take(looking, stop) == (0 if command == "STORE" else 1)
    assert len(recipients(looking)) == 1
    assert server.seen == {1}


def test_it_looks_again_and_again_until_asked_to_stop(
    looking: Gateways, server: ImapServer, told: Notice, caplog: pytest.LogCaptureFixture
) -> None:
    stop = Stop()
    server.refuse = "LOGIN"
    thread = threading.Thread(target=polling.poll, args=(looking, stop), kwargs={"every": 0.02})
    thread.start()
    try:
        eventually(lambda: "cannot be fetched" in caplog.text)
        server.messages[1], server.refuse = written(), ""
        eventually(lambda: server.seen == {1})
        server.messages[2] = written("Another one.")
        eventually(lambda: server.seen == {1, 2})
    finally:
        stop.ask()
        thread.join()
        stop.close()
    assert "cret" not in caplog.text
