"""Everything that is logged on the way of a decision names nobody and opens nothing."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from portal.gateways import Gateways, logs
from portal.models import Notice
from portal.vocabulary import NoticeState, Purpose
from portal.web.guard import public
from tests.browser import Browser
from tests.fakes import SetClock
from tests.makers import FEEDBACK, Make
from tests.provision.smtp_sink import SmtpSink

SECRET = "She was nervous at first"


@pytest.fixture
def stream(gateways: Gateways) -> Iterator[io.StringIO]:
    """All that a process writes that tells as much as it can."""
    root, level = logging.getLogger(), logging.getLogger("portal").level
    before, written = list(root.handlers), io.StringIO()
    logs.set_up(replace(gateways.settings, log_level="DEBUG"), written)
    yield written
    root.handlers[:] = before
    root.setLevel(logging.WARNING)
    logging.getLogger("portal").setLevel(level)


def private_words(make: Make) -> list[str]:
    """What must stand nowhere."""
    words = ["maya", "oliveira", "rosa", "recruiter@", "example.com", "product designer", SECRET]
    words += [FEEDBACK.advice, FEEDBACK.message, *(point.seen for point in FEEDBACK.points)]
    return [word.lower() for word in words]


def road(make: Make, sink: SmtpSink, drain: Callable[[], bool], clock: SetClock) -> str:
    """A decision whose message is put off once, then accepted; the address of a personal link."""
    candidate = make.candidate("Maya Oliveira")
    make.decision(make.application(candidate), now=True, internal_note=SECRET)
    sink.on_data = lambda _received: "451 4.7.0 <maya@example.com> Maya Oliveira is busy"
    drain()
    clock.forward(hours=1)
    sink.on_data = lambda _received: None
    drain()
    return make.link(candidate)


def trouble(make: Make, drain: Callable[[], bool]) -> None:
    """A letter that cannot be written."""
    make.decision(make.application(make.candidate("Nora Oliveira"), make.vacancy()), now=True)
    with make.work() as context:
        waiting = Notice.state == NoticeState.SCHEDULED, Notice.purpose == Purpose.DECISION
        broken = "Maya\r\nBcc: maya@example.com"
        context.session.execute(update(Notice).where(*waiting).values(public_id=broken))
    drain()


def test_nobody_is_named_in_it(
    stream: io.StringIO,
    make: Make,
    app: Flask,
    rosa: Browser,
    visitor: Browser,
    sink: SmtpSink,
    drain: Callable[[], bool],
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = road(make, sink, drain, clock)
    visitor.get(address)
    visitor.client.get("/n/not-a-token-of-ours?q=maya@example.com")
    visitor.client.post("/link", data={"email": "maya@example.com"})
    rosa.get("recruiter.candidates.page", q="maya oliveira")
    rosa.get("recruiter.applications.page", application_id=1)
    rosa.get("/recruiter/maya-oliveira")
    trouble(make, drain)
    monkeypatch.setitem(app.view_functions, "public.front.privacy", fails)
    assert visitor.client.get("/privacy?name=maya").status_code == 500

    said = stream.getvalue()
    lines = [json.loads(line) for line in said.splitlines()]
    assert {"answered", "not taken: temporary, 451 4.7.0"} <= {line["event"] for line in lines}
    assert {line.get("error") for line in lines} == {None, "ValueError", "BrokenHead"}
    assert {line["notice"] for line in lines if "notice" in line} == {1, 3}
    assert {line["route"] for line in lines if "route" in line} >= {"/n/<token>", None}
    assert all(line.get("request") for line in lines if line["event"] == "answered")
    token = address.rpartition("/")[2]
    found = [word for word in (*private_words(make), token.lower()) if word in said.lower()]
    assert found == [], said


@public
def fails() -> None:
    raise ValueError("Maya Oliveira <maya@example.com> wrote: " + SECRET)


def test_a_request_is_known_by_the_name_that_the_proxy_gave_it(
    stream: io.StringIO, visitor: Browser
) -> None:
    named = visitor.client.get("/", headers={"X-Request-ID": "proxy-12345678"})
    odd = visitor.client.get("/", headers={"X-Request-ID": "maya@example.com"})
    assert named.headers["X-Request-ID"] == "proxy-12345678"
    assert len(odd.headers["X-Request-ID"]) == 16
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["request"] for line in lines] == [
        "proxy-12345678",
        odd.headers["X-Request-ID"],
    ]
    assert (lines[0]["method"], lines[0]["route"], lines[0]["status"]) == ("GET", "/", 200)
    assert logs.request_id.get() is None
