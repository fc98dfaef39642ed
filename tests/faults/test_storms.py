"""Mail servers in trouble, or in a bad mood: everybody is written to once, nobody is blamed."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Attempt, Candidate, Notice, Relay, Suppression, Task
from portal.vocabulary import AttemptResult, NoticeState, RelayState, TaskKind
from tests.fakes import SetClock
from tests.faults import many
from tests.jobs import ledger
from tests.jobs.test_text_days import CHANGES
from tests.makers import Make
from tests.provision import SmtpSink
from tests.provision.smtp_sink import LOST, Received

pytestmark = pytest.mark.faults


class Mailing:
    """A worker whose clock the test moves, so that a storm of minutes takes seconds."""

    def __init__(self, gateways: Gateways, sink: SmtpSink, clock: SetClock, stop: Stop) -> None:
        self.gateways = replace(gateways, mail=MailRelay(sink.url))
        self.sink, self.clock, self._stop = sink, clock, stop

    def go_on(self, *, seconds: int, step: int = 5) -> None:
        for _ in range(0, seconds, step):
            run_due(self.gateways, self._stop)
            self.clock.forward(seconds=step)

    def count(self, model: type[Attempt | Suppression | Task], *where: object) -> int:
        with self.gateways.database.session() as session:
            query = select(func.count()).select_from(model).where(*where)  # type: ignore[arg-type]
            return session.scalar(query) or 0

    def tries_of(self, result: AttemptResult) -> int:
        return self.count(Attempt, Attempt.result == result)


@pytest.fixture
def mailing(gateways: Gateways, sink: SmtpSink, clock: SetClock) -> Iterator[Mailing]:
    stop = Stop()
    yield Mailing(gateways, sink, clock, stop)
    stop.close()


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    return 1_000 if request.config.getoption("--faults") else 200


def all_once(mailing: Mailing, number: int) -> None:
    found = many.figures(mailing.gateways, mailing.sink)
    assert (found.lost, found.extra, found.flagged, found.unproven) == (0, 0, 0, 0)
    assert many.accepted(mailing.gateways) == number


def test_five_minutes_of_421(
    make: Make, mailing: Mailing, number: int, figure: many.Figure
) -> None:
    many.decide(make, number)
    mailing.sink.on_recipient = lambda _address: "421 4.3.2 come back later"
    mailing.go_on(seconds=300)
    asked = mailing.tries_of(AttemptResult.UNREACHABLE)
    assert 6 <= asked <= 10
    mailing.sink.on_recipient = lambda _address: None
    mailing.go_on(seconds=120)
    all_once(mailing, number)
    assert {notice.tries for notice in ledger.notices(mailing.gateways)} == {1}
    figure(f"421 for 5 minutes: {number} notices, asked {asked} times, none lost, none twice")


def test_451_once_for_everybody(
    make: Make, mailing: Mailing, number: int, figure: many.Figure
) -> None:
    many.decide(make, number)
    seen: set[str] = set()

    def greylist(address: str) -> str | None:
        known = address in seen
        seen.add(address)
        return None if known else "451 4.7.1 greylisted"

    mailing.sink.on_recipient = greylist
    mailing.go_on(seconds=180, step=15)
    all_once(mailing, number)
    assert mailing.tries_of(AttemptResult.TEMPORARY) == number
    figure(f"451 once each: {number} notices, none lost, none twice")


def test_one_percent_of_unknown_addresses(
    make: Make, mailing: Mailing, number: int, figure: many.Figure
) -> None:
    many.decide(make, number)
    gone = {f"maya{i}@example.com" for i in range(0, number, 100)}
    mailing.sink.on_recipient = lambda a: "550 5.1.1 no such user" if a in gone else None
    mailing.go_on(seconds=30)
    states = [notice.state for notice in ledger.notices(mailing.gateways)]
    assert states.count(NoticeState.BOUNCED) == len(gone)
    assert states.count(NoticeState.ACCEPTED) == number - len(gone)
    assert mailing.count(Suppression) == len(gone)
    assert mailing.count(Task, Task.kind == TaskKind.NOT_REACHED) == len(gone)
    figure(f"1 % unknown: {len(gone)} bounced, each suppressed, each with a task")


def test_twenty_messages_refused_by_rule(
    make: Make, mailing: Mailing, number: int, figure: many.Figure
) -> None:
    many.decide(make, number)
    refused: list[Received] = []

    def authenticate(received: Received) -> str | None:
        if len(refused) >= 20:
            return None
        refused.append(received)
        return "550 5.7.26 unauthenticated"

    mailing.sink.on_data = authenticate
    mailing.go_on(seconds=60)
    with mailing.gateways.database.session() as session:
        assert session.scalars(select(Relay.state)).one() is RelayState.PAUSED
    assert len(refused) == 3
    mailing.go_on(seconds=4 * 3600, step=600)
    all_once(mailing, number)
    assert mailing.count(Suppression) == mailing.count(Task) == 0
    figure(f"20 x 5.7.26: paused after 3, {number} out, nobody suppressed")


def test_two_percent_of_lost_answers(
    make: Make, mailing: Mailing, number: int, figure: many.Figure
) -> None:
    many.decide(make, number)
    chance, lost = random.Random(2), []

    def sometimes(received: Received) -> str | None:
        if chance.random() < 0.02:
            lost.append(received)
            return LOST
        return None

    mailing.sink.on_data = sometimes
    mailing.go_on(seconds=1200, step=60)
    found = many.figures(mailing.gateways, mailing.sink)
    assert (found.lost, found.differing, found.unproven) == (0, 0, 0)
    assert found.extra == found.flagged == len(lost) > 0
    figure(f"2 % lost answers: {found}")


def test_one_poisoned_message(
    make: Make, mailing: Mailing, number: int, figure: many.Figure
) -> None:
    many.decide(make, number)
    poisoned = ledger.notices(mailing.gateways)[number // 2]
    with make.work() as context:
        context.session.execute(
            update(Notice).where(Notice.id == poisoned.id).values(public_id="line\r\nbreak")
        )
    mailing.go_on(seconds=60)
    assert many.accepted(mailing.gateways) == number - 1
    mailing.go_on(seconds=7200, step=600)
    states = [notice.state for notice in ledger.notices(mailing.gateways)]
    assert states.count(NoticeState.DEAD) == 1
    assert len(mailing.sink.received) == number - 1
    assert mailing.count(Task, Task.kind == TaskKind.NOT_REACHED) == 1
    figure(f"one poisoned: {number - 1} out, 1 dead with a task, nothing held up")


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_jumps_an_hour(
    make: Make, mailing: Mailing, number: int, hours: int, figure: many.Figure
) -> None:
    many.decide(make, number)
    with make.work() as context:
        due = mailing.clock.now() + timedelta(minutes=30)
        later = Notice.id > number // 2
        context.session.execute(update(Notice).where(later).values(not_before=due))
        context.session.execute(update(Candidate).values(time_zone="Europe/Lisbon"))

    def jump_once(received: Received) -> None:
        if len(mailing.sink.received) == number // 4:
            mailing.clock.forward(hours=hours)
        moment = {n.public_id: n.not_before for n in owed}[_name_of(received)]
        assert moment <= mailing.clock.now() + timedelta(hours=1 if hours < 0 else 0)

    owed = ledger.notices(mailing.gateways)
    mailing.sink.on_data = jump_once
    mailing.go_on(seconds=3 * 3600, step=300)
    all_once(mailing, number)
    figure(f"the clock jumps {hours:+d} h: {number} notices, once each")


@pytest.mark.parametrize("change", CHANGES)
def test_the_hour_that_is_left_out_or_comes_twice(
    make: Make, mailing: Mailing, change: str, figure: many.Figure
) -> None:
    mailing.clock.moment = CHANGES[change] - timedelta(hours=2)
    many.decide(make, 30)
    first = mailing.clock.now()
    with make.work() as context:
        for owed in ledger.notices(mailing.gateways):
            due = first + timedelta(minutes=10 * owed.id)
            context.session.execute(
                update(Notice).where(Notice.id == owed.id).values(not_before=due)
            )
        context.session.execute(update(Candidate).values(time_zone="Europe/Lisbon"))
    due_at = {n.public_id: n.not_before for n in ledger.notices(mailing.gateways)}
    waited: list[timedelta] = []

    def note(received: Received) -> None:
        waited.append(mailing.clock.now() - due_at[_name_of(received)])

    mailing.sink.on_data = note
    mailing.go_on(seconds=6 * 3600, step=300)
    all_once(mailing, 30)
    assert timedelta(0) <= min(waited) <= max(waited) <= timedelta(minutes=5)
    figure(f"{change}: 30 notices, once each, none early, none more than 5 minutes late")


def _name_of(received: Received) -> str:
    return str(received.message["Message-ID"]).strip("<>").partition("@")[0]
