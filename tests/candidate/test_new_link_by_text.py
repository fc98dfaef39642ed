"""Whoever has only a telephone on file gets a new link there, and nobody learns who is known."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from portal.gateways import Gateways
from portal.gateways.sms import SmsProvider
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Base, Candidate, Notice
from portal.policy.sms_provider import Incoming
from portal.services import text_answers
from portal.vocabulary import Channel, NoContact, NoticeState, Purpose
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make
from tests.provision.sms_provider import SmsSink, sms_sink

NUMBER, UNKNOWN = "+4915112345678", "+4915187654321"
ASK = "Send me a new link"


@pytest.fixture
def provider() -> Iterator[SmsSink]:
    with sms_sink() as sink:
        yield sink


@pytest.fixture
def sending(app: Flask, gateways: Gateways, provider: SmsSink) -> Iterator[Gateways]:
    """A portal for which somebody sends text messages."""
    settings = replace(gateways.settings, sms_url=provider.url)
    made = replace(gateways, settings=settings, sms=SmsProvider(provider.url))
    app.extensions["portal"] = made
    yield made
    app.extensions["portal"] = gateways


@pytest.fixture
def make(sending: Gateways) -> Make:
    return Make(sending)


@pytest.fixture
def tim(make: Make) -> Candidate:
    """Tim has no e-mail address, and has never said anything about text messages."""
    return make.candidate("Tim Berg", emails=(), phones=("+49 (151) 123-45678",))


def ask(browser: Browser, typed: str, *, place: str = "127.0.0.1") -> TestResponse:
    return browser.client.post("/link", data={"email": typed}, environ_base={"REMOTE_ADDR": place})


def answer(make: Make, text: str) -> None:
    """Something comes from Tim's number."""
    with make.work() as context:
        said = Incoming(id=f"in-{text}-{context.now}", number=NUMBER, text=text)
        text_answers.take_message(context, "demo", said)


def send(gateways: Gateways) -> None:
    stop = Stop()
    run_due(gateways, stop)
    stop.close()


def owed(gateways: Gateways) -> list[Notice]:
    with gateways.database.session() as session:
        query = select(Notice).where(Notice.purpose == Purpose.NEW_LINK).order_by(Notice.id)
        return list(session.scalars(query))


def counts(gateways: Gateways) -> dict[str, int]:
    with gateways.database.session() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_a_link_comes_to_the_telephone_at_any_hour_and_opens_the_page(
    visitor: Browser, tim: Candidate, sending: Gateways, provider: SmsSink, clock: SetClock
) -> None:
    clock.forward(hours=14)
    page = visitor.submit(visitor.get("/link"), ASK, email="0049 151 12345678")
    assert page.h1 == "Please look at your messages"
    send(sending)
    (caught,) = provider.received
    assert caught.to == NUMBER
    found = re.search(r"http://localhost(/n/[\w-]+)", caught.text)
    assert found
    assert caught.text.startswith("Northlight Studio: Hello Tim, here is the new link to your page")
    opened = visitor.submit(visitor.get(found[1]), "Open my messages")
    assert opened.h1 == "Hello Tim"


def test_it_goes_to_the_number_even_if_there_is_an_address(
    visitor: Browser, make: Make, sending: Gateways
) -> None:
    make.candidate("Ada Correia", phones=(NUMBER,))
    ask(visitor, NUMBER)
    ask(visitor, "ada@example.com")
    assert [notice.channel for notice in owed(sending)] == [Channel.SMS, Channel.EMAIL]


def test_everybody_with_the_number_gets_a_link(
    visitor: Browser, make: Make, tim: Candidate, sending: Gateways
) -> None:
    tom = make.candidate("Tom Berg", phones=(NUMBER,))
    ask(visitor, NUMBER)
    assert {notice.candidate_id for notice in owed(sending)} == {tim.id, tom.id}
    assert len({notice.link_id for notice in owed(sending)}) == 2


@pytest.mark.parametrize("stopped", [False, True])
def test_the_answer_does_not_tell_who_is_known(
    visitor: Browser, make: Make, tim: Candidate, sending: Gateways, stopped: bool
) -> None:
    if stopped:
        answer(make, "STOP")
    ask(visitor, "+4915112345600")
    steps: list[str] = []
    engine = sending.database.engine
    event.listen(engine, "before_cursor_execute", lambda *of: steps.append(of[2].split()[0]))
    unknown = ask(visitor, UNKNOWN)
    asked, steps[:] = list(steps), []
    known = ask(visitor, NUMBER)
    assert (known.status_code, known.location) == (303, "/link/sent")
    assert known.get_data() == unknown.get_data()
    for each in (known, unknown):
        del each.headers["X-Request-ID"]
    assert sorted(known.headers) == sorted(unknown.headers)
    # The same work, so that the time does not tell either.
    assert sorted(steps) == sorted(asked)
    assert len(owed(sending)) == (0 if stopped else 1)


def test_an_unknown_number_leaves_nothing_but_two_counted_tries(
    visitor: Browser, tim: Candidate, sending: Gateways
) -> None:
    before = counts(sending)
    ask(visitor, UNKNOWN)
    after = counts(sending)
    assert {n: after[n] - before[n] for n in after if after[n] != before[n]} == {"tries": 2}


def test_who_has_answered_stop_is_not_written_to_until_they_say_start(
    visitor: Browser, make: Make, tim: Candidate, sending: Gateways
) -> None:
    make.candidate("Tom Berg", phones=(NUMBER,))
    answer(make, "STOP")
    ask(visitor, NUMBER)
    assert owed(sending) == []
    answer(make, "START")
    ask(visitor, NUMBER)
    assert len(owed(sending)) == 2


def test_a_stop_that_comes_before_the_link_has_left_still_counts(
    visitor: Browser, make: Make, tim: Candidate, sending: Gateways, provider: SmsSink
) -> None:
    ask(visitor, NUMBER)
    answer(make, "Stop!")
    send(sending)
    (notice,) = owed(sending)
    assert (notice.state, notice.reason) == (NoticeState.STOPPED, NoContact.NO_CONSENT)
    assert [caught.text.split(":")[1][:12] for caught in provider.received] == [" As you wish"]


@pytest.mark.parametrize("typed", [NUMBER, UNKNOWN])
def test_the_fourth_question_within_the_hour_has_to_wait(
    visitor: Browser, tim: Candidate, clock: SetClock, typed: str
) -> None:
    places = iter(f"192.0.2.{n}" for n in range(9))
    for written in (typed, typed.replace("+", "00"), f" {typed[:3]} {typed[3:]}"):
        assert ask(visitor, written, place=next(places)).status_code == 303
    page = Page(ask(visitor, typed, place=next(places)))
    assert page.status == 429
    assert page.wrong["email"].startswith("You have asked a few times already.")
    clock.forward(minutes=61)
    assert ask(visitor, typed, place=next(places)).status_code == 303


def test_addresses_and_numbers_from_one_place_count_together(
    visitor: Browser, tim: Candidate, sending: Gateways
) -> None:
    for number in range(5):
        assert ask(visitor, f"{number}@example.com").status_code == 303
        assert ask(visitor, f"+491511234560{number}").status_code == 303
    assert ask(visitor, NUMBER).status_code == 429
    assert owed(sending) == []


@pytest.mark.parametrize("typed", ["0151 12345678", "12345678", "+49 30 12345678", "+1 23"])
def test_what_cannot_take_a_text_message_is_said_beside_the_field(
    visitor: Browser, tim: Candidate, sending: Gateways, typed: str
) -> None:
    page = visitor.submit(visitor.get("/link"), ASK, email=typed)
    assert page.status == 422
    assert "is not a mobile number that we can use" in page.wrong["email"]
    assert page.value("email") == typed
    assert owed(sending) == []


def test_where_nobody_sends_any_only_addresses_are_asked_for(
    app: Flask, visitor: Browser, tim: Candidate, gateways: Gateways
) -> None:
    assert "mobile number" in visitor.get("/link").text
    assert "or number" in visitor.get("/link/sent").text
    app.extensions["portal"] = gateways
    assert "number" not in visitor.get("/link").text + visitor.get("/link/sent").text
    page = Page(ask(visitor, NUMBER))
    assert page.status == 422
    assert "is not an e-mail address" in page.wrong["email"]
    assert owed(gateways) == []
