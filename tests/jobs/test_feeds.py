"""Events in the background: each is one transaction, killed and taken over without a loss."""

import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.jobs import feeds, work
from portal.jobs.stop import Stop
from portal.jobs.timetable import TIMETABLE
from portal.models import (
    Application,
    AuditEvent,
    Candidate,
    CandidateEmail,
    SourceRecord,
    Vacancy,
    WebhookEvent,
)
from portal.services.feeds import taking
from portal.services.feeds.taking import LostEvent
from portal.vocabulary import Act, ConnectionKind, WebhookState
from tests.fakes import SetClock
from tests.feeding import Feeder, application, gone, person, rejected, updated
from tests.importer import Importer
from tests.makers import Make
from tests.provision import eventually


@pytest.fixture
def feed(make: Make) -> Feeder:
    return Feeder(make)


def many(feed: Feeder, people: int) -> None:
    """An application and a rejection for each, the rejections first."""
    for n in range(people):
        said = {"candidate": person(n + 1, first_name=f"Maya{n}")}
        feed.hand_in(rejected(1000 + n, **said))
        feed.hand_in(application(id_=1000 + n, **said))


def counts(feed: Feeder) -> dict[str, int]:
    tables: tuple[Any, ...] = (Candidate, CandidateEmail, Application, Vacancy)
    with feed.gateways.database.session() as session:
        return {
            model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in tables
        }


def everybody(people: int) -> dict[str, int]:
    return {
        **dict.fromkeys(("candidates", "candidate_emails", "applications"), people),
        "vacancies": 1,
    }


def test_the_worker_takes_events_before_anything_else(feed: Feeder) -> None:
    assert work.KINDS[0].model is WebhookEvent
    feed.hand_in(application())
    stop = Stop()
    assert work.run_due(feed.gateways, stop)
    stop.close()
    assert feed.states() == [WebhookState.DONE]


def test_the_dispatcher_sees_what_is_due_and_not_what_is_put_off(feed: Feeder, make: Make) -> None:
    settings, now = feed.gateways.settings, feed.gateways.clock.now()

    def is_due(after: timedelta) -> bool:
        with feed.gateways.database.session() as session:
            return work.is_any_due(session, now + after, settings.lease)

    assert not is_due(timedelta())
    event_id = feed.hand_in(application())
    assert is_due(timedelta())
    with make.work() as context:
        row = context.session.get_one(WebhookEvent, feed.event(event_id).id)
        row.not_before = now + timedelta(minutes=5)
    assert not is_due(timedelta(minutes=4))
    assert is_due(timedelta(minutes=5))


@pytest.mark.parametrize(
    "body",
    [b"not json", b'{"a":' * 20_000, b'{"action": NaN}', b'{"action": "reject_candidate"}'],
)
def test_what_nobody_can_understand_fails_once_and_in_words(feed: Feeder, body: bytes) -> None:
    event_id = feed.hand_in(body)
    feed.work()
    event = feed.event(event_id)
    assert (event.state, event.tries) == (WebhookState.FAILED, 0)
    assert event.failure
    assert event.done_at is not None


def test_a_ping_and_what_we_do_not_know_are_ignored(feed: Feeder) -> None:
    event = feed.tell({"action": "offer_created", "payload": {}})
    assert (event.state, event.failure) == (
        WebhookState.IGNORED,
        "“offer_created” changes nothing here.",
    )


def broken(feed: Feeder, make: Make) -> str:
    """An event whose vacancy has no stage, which no page can make."""
    feed.tell(application())
    with make.work() as context:
        vacancy = context.session.get_one(Vacancy, feed.vacancy().id)
        for applied in context.session.scalars(select(Application)):
            context.session.delete(applied)
        context.session.flush()
        vacancy.stages = []
    other = person(8, first_name="Secret", last_name="Name")
    no_stage = {"current_stage": None, "candidate": other}
    return feed.hand_in(application(id_=99, **no_stage))


def test_a_fault_of_ours_is_tried_again_later_and_then_given_up(
    feed: Feeder, make: Make, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    event_id = broken(feed, make)
    people = len(feed.all(Candidate))
    waits = []
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            feed.work()
            event = feed.event(event_id)
            waits.append(event.not_before - clock.now())
            clock.moment = event.not_before
        feed.work()

    event = feed.event(event_id)
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 5, 15)]
    assert event.state is WebhookState.FAILED
    assert event.failure is not None
    assert event.failure.startswith("Something went wrong on our side.")
    assert len(feed.all(Candidate)) == people, "nothing of it was kept"
    assert "IndexError at" in caplog.text
    assert "Secret" not in caplog.text


def test_the_others_go_on_meanwhile(feed: Feeder, make: Make) -> None:
    broken(feed, make)
    feed.hand_in(updated(7, first_name="May"))
    feed.work()
    assert feed.all(Candidate)[0].called == "May"


def test_whoever_wakes_after_another_took_over_changes_nothing(
    feed: Feeder, make: Make, clock: SetClock
) -> None:
    feed.hand_in(application())
    with make.work() as context:
        [frozen] = feeds.claim(context)
    clock.forward(seconds=feed.gateways.settings.lease.total_seconds() + 1)
    feed.work()
    done = counts(feed)

    with pytest.raises(LostEvent), make.work() as context:
        taking.take(context, frozen.event_id, frozen.epoch)
    feeds.carry(feed.gateways, frozen)
    assert counts(feed) == done == everybody(1)


def test_whoever_lost_an_event_does_not_do_it_for_the_other(
    feed: Feeder, make: Make, clock: SetClock
) -> None:
    feed.hand_in(application())
    with make.work() as context:
        [frozen] = feeds.claim(context)
    clock.forward(seconds=feed.gateways.settings.lease.total_seconds() + 1)
    with make.work() as context:
        [second] = feeds.claim(context)

    feeds.carry(feed.gateways, frozen)
    assert counts(feed)["candidates"] == 0
    feeds.carry(feed.gateways, second)
    assert counts(feed) == everybody(1)


def test_what_was_not_committed_leaves_nothing(feed: Feeder, make: Make, clock: SetClock) -> None:
    feed.hand_in(application())
    with make.work() as context:
        [claim] = feeds.claim(context)

    def killed() -> None:
        with make.work() as context:
            taking.take(context, claim.event_id, claim.epoch)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert counts(feed)["candidates"] == 0
    assert feed.all(SourceRecord) == []
    clock.forward(seconds=feed.gateways.settings.lease.total_seconds() + 1)
    feed.work()
    assert counts(feed) == everybody(1)


def test_two_workers_double_nobody(feed: Feeder) -> None:
    many(feed, 12)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: feed.work(), range(2)))
    assert counts(feed) == everybody(12)
    assert set(feed.states()) == {WebhookState.DONE}


def test_an_import_beside_it_doubles_nobody(feed: Feeder, make: Make) -> None:
    importer = Importer(make)
    rows = "".join(
        f"Maya{n} Oliveira,maya{n + 1}@example.com,Product Designer,{n + 1},{1000 + n}\n"
        for n in range(12)
    )
    import_id = importer.upload(f"Name,Email,Vacancy,Candidate ID,Application ID\n{rows}")
    importer.start(import_id, source="greenhouse")
    many(feed, 12)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda one: one.work(), (feed, importer)))
    assert counts(feed) == everybody(12)


WORKER = """
import time
from portal.jobs import feeds
from portal.runtime import make_gateways
from portal.settings import Settings

gateways = make_gateways(Settings.from_environment())
while True:
    if not feeds.run_due(gateways):
        time.sleep(0.05)
"""


def test_processes_killed_in_the_middle_lose_and_double_nothing(feed: Feeder) -> None:
    people, settings = 30, feed.gateways.settings
    many(feed, people)
    environment = {
        **os.environ,
        "PORTAL_DATA_DIR": str(settings.data_dir),
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_LEASE_SECONDS": "1",
    }

    def done() -> int:
        return sum(state is WebhookState.DONE for state in feed.states())

    before = 0
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", WORKER], env=environment) as process:
            eventually(lambda so_far=before: done() > so_far)  # type: ignore[misc]
            process.send_signal(signal.SIGKILL)
        before = done()
    assert before < 2 * people, "it was never killed in the middle"
    # To the clock of the tests, the lease of the killed process is one from the far future.
    feed.work()

    assert set(feed.states()) == {WebhookState.DONE}
    assert counts(feed) == everybody(people)
    acts = [event.act for event in feed.all(AuditEvent)]
    assert acts.count(Act.CANDIDATE_ADDED) == acts.count(Act.APPLICATION_ADDED) == people
    assert acts.count(Act.DECISION_IMPORTED) == people


def test_what_events_said_is_forgotten_in_time(feed: Feeder, clock: SetClock) -> None:
    [forget] = [entry for entry in TIMETABLE if entry.name == "forget old events"]

    def forgotten() -> None:
        with feed.make.work() as context:
            forget.work(context)

    feed.tell(application(), gone(id_=55))
    clock.forward(days=29)
    forgotten()
    assert counted(feed) == (2, 2, 4)
    clock.forward(days=2)
    forgotten()
    assert counted(feed) == (2, 0, 4)
    clock.forward(days=150)
    forgotten()
    assert counted(feed) == (0, 0, 3), "the one who never came is forgotten too"


def counted(feed: Feeder) -> tuple[int, int, int]:
    """Events, those with a body, and records."""
    with feed.gateways.database.session() as session:
        bodies = session.scalars(select(WebhookEvent.body)).all()
        records = len(session.scalars(select(SourceRecord.id)).all())
    return len(bodies), sum(body is not None for body in bodies), records


def test_our_own_form_does_the_same(make: Make) -> None:
    feed = Feeder(make, kind=ConnectionKind.GENERIC, name="Talent", source="talent")
    at = "2026-02-20T10:00:00Z"
    feed.tell(
        {
            "action": "decision",
            "at": "2026-02-25T10:00:00Z",
            "application": {"id": "a-1"},
            "decision": {"outcome": "withdrawn", "reason": "Moved", "note": "<i>Sad</i>"},
        },
        {
            "action": "application",
            "at": at,
            "person": {"id": 7, "name": "Maya Oliveira", "emails": ["maya@example.com"]},
            "vacancy": {"id": 3, "title": "Designer"},
            "application": {"id": "a-1", "stage": "Interview"},
        },
        {
            "action": "person",
            "at": "2026-02-26T10:00:00Z",
            "person": {"id": 7, "skills": ["Prototyping"]},
        },
    )
    decision = feed.standing()
    assert decision is not None
    assert (decision.imported_reason, decision.internal_note) == ("Moved", "Sad")
    assert (feed.stage(), feed.candidate().skills) == ("Interview", ["Prototyping"])

    feed.tell({"action": "person_deleted", "at": at, "person": {"id": 7}})
    assert feed.candidate().stopped is not None
