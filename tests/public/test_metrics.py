"""What a monitoring system reads."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from portal.app import create_app
from portal.gateways import Gateways
from portal.models import Decision, Notice, Organisation
from portal.services import relays, tasks
from portal.services.tasks import Subject
from portal.vocabulary import AttemptResult, Channel, NoticeState, TaskKind
from portal.web.database import db
from tests.browser import Browser
from tests.fakes import SetClock
from tests.jobs.conftest import drain, sending, shared_sink, sink, stop
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink

__all__ = ["drain", "sending", "shared_sink", "sink", "stop"]
LINE = re.compile(r'[a-z_]+(\{([a-z]+="[a-z_]+",?)+\})? [0-9]+')
TOKEN = "a token of a monitoring system, 32 or more"


@pytest.fixture
def fresh(gateways: Gateways) -> Iterator[Callable[..., Flask]]:
    """Makes web applications of their own, which have counted nothing yet."""
    made = []

    def make_app(**settings: str) -> Flask:
        changed = replace(gateways.settings, **settings)  # type: ignore[arg-type]
        app = create_app(changed, replace(gateways, settings=changed))
        made.append(app)
        return app

    yield make_app
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def read(fresh: Callable[..., Flask]) -> Callable[[], dict[str, int]]:
    client = fresh().test_client()

    def numbers() -> dict[str, int]:
        answer = client.get("/metrics")
        assert answer.status_code == 200
        assert answer.content_type.startswith("text/plain; version=0.0.4")
        lines = answer.get_data(as_text=True).splitlines()
        samples = [line for line in lines if not line.startswith("#")]
        assert [line for line in samples if not LINE.fullmatch(line)] == []
        return {name: int(value) for name, _, value in (s.rpartition(" ") for s in samples)}

    return numbers


def test_what_is_due_and_since_when(
    make: Make, clock: SetClock, read: Callable[[], dict[str, int]]
) -> None:
    assert read()['rekindle_notices_due{channel="email"}'] == 0
    make.decision(now=True)
    clock.forward(seconds=90)
    found = read()
    assert found['rekindle_notices_due{channel="email"}'] == 1
    assert found['rekindle_notices_oldest_due_seconds{channel="email"}'] == 90
    assert found['rekindle_notices_due{channel="sms"}'] == 0


def test_attempts_are_counted_once_each(
    make: Make,
    clock: SetClock,
    drain: Callable[[], bool],
    sink: SmtpSink,
    read: Callable[[], dict[str, int]],
) -> None:
    accepted = 'rekindle_attempts_total{channel="email",result="accepted"}'
    put_off = 'rekindle_attempts_total{channel="email",result="temporary"}'
    vacancy = make.vacancy()
    for number in range(4):
        before = read()
        assert (before[accepted], before[put_off]) == (number, number)
        sink.on_data = lambda _received: "451 4.7.0 later"
        make.decision(make.application(make.candidate(f"Nr{number} Person"), vacancy), now=True)
        drain()
        sink.on_data = lambda _received: None
        clock.forward(seconds=90)
        drain()


def test_ends_relays_tasks_and_the_lock_are_there(
    make: Make, clock: SetClock, read: Callable[[], dict[str, int]]
) -> None:
    make.decision()
    with make.work() as context:
        context.session.execute(update(Notice).values(state=NoticeState.DEAD))
        context.session.execute(update(Organisation).values(locked_at=clock.now()))
        relays.turned_away(context, Channel.EMAIL, AttemptResult.UNREACHABLE, "421 busy")
        tasks.ask(context, TaskKind.NOT_REACHED, "x", Subject())
    found = read()
    assert found['rekindle_notices_unhappy{channel="email",state="dead"}'] == 1
    assert found['rekindle_notices_unhappy{channel="email",state="bounced"}'] == 0
    assert found['rekindle_relay_state{channel="email",state="waiting"}'] == 1
    assert found['rekindle_relay_state{channel="email",state="open"}'] == 0
    assert found['rekindle_relay_state{channel="sms",state="open"}'] == 1
    assert found['rekindle_tasks_open{kind="not_reached"}'] == 1
    assert found["rekindle_locked"] == 1
    assert found['rekindle_work_waiting{what="inbound"}'] == 0


def test_what_does_not_fit_is_asked_every_five_minutes(
    make: Make, clock: SetClock, read: Callable[[], dict[str, int]]
) -> None:
    wrong = 'rekindle_mismatches{kind="decided_without_notice"}'
    assert read()[wrong] == 0
    decision = make.decision()
    with make.work() as context:
        context.session.query(Notice).delete()
        assert context.session.get(Decision, decision.id)
    assert read()[wrong] == 0
    clock.forward(minutes=5)
    assert read()[wrong] == 1


def test_names_are_in_none_of_it(make: Make, fresh: Callable[..., Flask]) -> None:
    make.decision()
    text = fresh().test_client().get("/metrics").get_data(as_text=True)
    assert not re.search("maya|oliveira|northlight|rosa", text, re.IGNORECASE)


def test_without_a_token_only_a_portal_for_trials_shows_them(
    fresh: Callable[..., Flask], visitor: Browser
) -> None:
    assert visitor.client.get("/metrics").status_code == 200
    outside = {"REMOTE_ADDR": "192.0.2.7"}
    assert visitor.client.get("/metrics", environ_base=outside).status_code == 404
    real = fresh(base_url="https://jobs.example.com").test_client()
    assert real.get("/metrics").status_code == 404, "a proxy of this machine looks like this"


def test_a_token_opens_them_from_anywhere(fresh: Callable[..., Flask]) -> None:
    client = fresh(base_url="https://jobs.example.com", metrics_token=TOKEN).test_client()
    good = {"Authorization": f"Bearer {TOKEN}"}
    outside = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", headers=good, environ_base=outside).status_code == 200
    for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}):
        assert client.get("/metrics", headers=wrong).status_code == 404
