"""What a connected system sends is kept as it came, once, and answered."""

import json
import threading
from http import HTTPStatus

import pytest
from flask import Flask

from portal.gateways import Gateways
from portal.models import Connection, WebhookEvent
from portal.services import connections
from portal.vocabulary import ConnectionKind, Queue, WebhookState
from tests.fakes import CountingBell
from tests.makers import Make
from tests.webhooks.sender import APPLIED, Sender, kept, number

MEGABYTES = 1024 * 1024


def waking(gateways: Gateways) -> list[Queue]:
    assert isinstance(gateways.bell, CountingBell)
    return gateways.bell.rung


def test_an_event_is_kept_to_the_byte_and_the_worker_woken(
    greenhouse: Sender, gateways: Gateways
) -> None:
    body = rb'{ "payload":{"note":"\u003cb\u003e caf\u00e9"},  "action":"update_candidate"}' + b"\n"

    assert greenhouse.send(body, event_id="g-17").status_code == 200

    event = kept(gateways)[0]
    with gateways.database.session() as session:
        assert session.get_one(WebhookEvent, event.id).body == body
    assert (event.event_id, event.action) == ("g-17", "update_candidate")
    assert event.connection_id == greenhouse.connection.id
    assert (event.state, event.received_at) == (WebhookState.RECEIVED, gateways.clock.now())
    assert waking(gateways) == [Queue.WORK]


def test_the_same_event_is_kept_once(greenhouse: Sender, gateways: Gateways) -> None:
    first = greenhouse.send(event_id="g-1")
    again = greenhouse.send(event_id="g-1")
    other = greenhouse.send(event_id="g-2")

    assert [first.status_code, again.status_code, other.status_code] == [200, 200, 200]
    assert [event.event_id for event in kept(gateways)] == ["g-1", "g-2"]


def test_without_an_id_the_same_words_are_the_same_event(
    greenhouse: Sender, gateways: Gateways
) -> None:
    greenhouse.send(event_id=None)
    greenhouse.send(event_id="  ")
    greenhouse.send({"action": "job_created"}, event_id=None)

    assert [event.action for event in kept(gateways)] == [APPLIED["action"], "job_created"]


def test_two_connections_may_use_the_same_ids(
    greenhouse: Sender, app: Flask, gateways: Gateways, make: Make
) -> None:
    other = Sender(app, gateways, make.connection("Another"))

    greenhouse.send(event_id="1")
    other.send(event_id="1")

    assert number(gateways) == 2


def test_of_many_at_the_same_moment_one_is_kept(greenhouse: Sender, gateways: Gateways) -> None:
    start, answers = threading.Barrier(8), []

    def deliver() -> None:
        start.wait()
        answers.append(greenhouse.send(event_id="g-1").status_code)

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 8
    assert number(gateways) == 1


def test_a_ping_says_that_they_are_there_and_is_done(
    greenhouse: Sender, gateways: Gateways
) -> None:
    answer = greenhouse.send({"action": "ping", "payload": {"id": 9}}, event_id="p")

    assert answer.status_code == 200
    assert [event.state for event in kept(gateways)] == [WebhookState.DONE]
    assert waking(gateways) == []


def test_the_other_system_has_its_own_address(app: Flask, gateways: Gateways, make: Make) -> None:
    generic = Sender(app, gateways, make.connection("Own", kind=ConnectionKind.GENERIC))

    assert generic.send({"action": "application"}, event_id="x-1").status_code == 200
    assert [event.event_id for event in kept(gateways)] == ["x-1"]

    generic.path = generic.path.replace("generic", "greenhouse")
    assert generic.send({"action": "application"}, event_id="x-2").status_code == 404
    assert number(gateways) == 1


def test_an_unknown_connection_is_not_found(greenhouse: Sender, gateways: Gateways) -> None:
    greenhouse.path = "/webhooks/greenhouse/" + "0" * 32

    assert greenhouse.send().status_code == 404
    assert number(gateways) == 0


def test_an_ended_connection_is_not_found(
    greenhouse: Sender, gateways: Gateways, make: Make
) -> None:
    with make.work(make.actor()) as context:
        connections.end(context, greenhouse.connection.id)

    assert greenhouse.send().status_code == 404
    assert number(gateways) == 0


def test_after_a_new_secret_the_old_one_is_worth_nothing(
    greenhouse: Sender, app: Flask, gateways: Gateways, make: Make
) -> None:
    with make.work(make.actor()) as context:
        connections.renew_secret(context, greenhouse.connection.id)

    assert greenhouse.send().status_code == 401
    with gateways.database.session() as session:
        renewed = session.get_one(Connection, greenhouse.connection.id)
    assert Sender(app, gateways, renewed).send().status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'"ping"',
        b"{}",
        b'{"action": null}',
        b'{"action": 7}',
        b'{"action": ""}',
        b'{"action": " \\u0000 "}',
        b'{"action": {"a": 1}}',
        b'\xff\xfe{"action": "ping"}',
        b"[" * 100_000,
        b'{"action":' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_event_is_refused(greenhouse: Sender, gateways: Gateways, body: bytes) -> None:
    # An empty body must not become the usual one.
    assert greenhouse.send(bytes(body)).status_code == 422
    assert number(gateways) == 0


def test_awkward_words_are_kept_as_far_as_a_database_can(
    greenhouse: Sender, gateways: Gateways
) -> None:
    body = json.dumps({"action": "a\0b\ud800" + "c" * 100}).encode()

    assert greenhouse.send(body, event_id="é" + "x" * 300).status_code == 200
    event = kept(gateways)[0]
    assert event.action == "ab" + "c" * 58
    assert event.event_id == "é" + "x" * 99


def test_too_large_a_body_is_refused_before_it_is_read(
    greenhouse: Sender, gateways: Gateways
) -> None:
    padding = "x" * (2 * MEGABYTES)

    assert greenhouse.send({"action": "ping", "payload": padding}).status_code == 413
    fitting = {"action": "ping", "payload": padding[:-100]}
    assert greenhouse.send(fitting).status_code == 200
    assert number(gateways) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "text/html"},
        {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
        {"Cookie": "rekindle-recruiter=nobody"},
    ],
)
def test_other_headers_change_nothing(
    greenhouse: Sender, gateways: Gateways, headers: dict[str, str]
) -> None:
    assert greenhouse.send(headers=headers).status_code == 200
    assert number(gateways) == 1


@pytest.mark.parametrize("status", [HTTPStatus.OK, HTTPStatus.UNAUTHORIZED])
def test_an_answer_is_short_protected_and_sets_no_cookie(
    greenhouse: Sender, status: HTTPStatus
) -> None:
    answer = greenhouse.send(signature=None if status is HTTPStatus.OK else "sha256 no")

    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "text/plain; charset=utf-8"
    assert len(answer.get_data()) < 100
    assert greenhouse.secret not in answer.get_data(as_text=True)


def test_nobody_can_look_at_the_address(greenhouse: Sender, app: Flask) -> None:
    assert app.test_client().get(greenhouse.path).status_code == 405
