"""A relay that will have none of us: left in peace, tried by one message, paused for a person."""

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import AuditEvent, Relay, Suppression, Task
from portal.policy.refusal import Conflict
from portal.services import delivery, relays
from portal.vocabulary import Act, Channel, NoContact, NoticeState, RelayState, TaskKind
from tests.fakes import SetClock
from tests.faults import many
from tests.jobs import ledger
from tests.jobs.test_claims import claim, mark
from tests.makers import Make
from tests.provision import SmtpSink
from tests.provision.smtp_sink import CUT, Received

Drain = Callable[[], bool]
GONE = "421 4.3.2 shutting down"
RULE = "550 5.7.26 not authenticated"


def relay(gateways: Gateways) -> Relay:
    with gateways.database.session() as session:
        return session.scalars(select(Relay)).one()


def acts(gateways: Gateways) -> list[Act]:
    with gateways.database.session() as session:
        query = select(AuditEvent.act).where(
            AuditEvent.act.in_((Act.RELAY_PAUSED, Act.RELAY_RESUMED))
        )
        return list(session.scalars(query.order_by(AuditEvent.id)))


def storm(sink: SmtpSink, answer: str | None) -> list[str]:
    asked: list[str] = []

    def to_recipient(address: str) -> str | None:
        asked.append(address)
        return answer

    sink.on_recipient = to_recipient
    return asked


def pause(make: Make, sink: SmtpSink, drain: Drain, clock: SetClock) -> None:
    many.decide(make, 5)
    sink.on_data = lambda _received: RULE
    for _ in range(3):
        drain()
        clock.forward(seconds=61)


def test_it_is_left_in_peace_ever_longer_and_no_try_is_burned(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    many.decide(make, 30)
    asked = storm(sink, GONE)
    for seconds in range(0, 300, 5):
        drain()
        assert len(asked) <= 2 + seconds // 5
        clock.forward(seconds=5)
    assert 7 <= len(asked) <= 9
    assert {notice.tries for notice in ledger.notices(sending)} == {0}
    assert relay(sending).failures == len(asked)

    storm(sink, None)
    clock.forward(seconds=60)
    drain()
    assert many.accepted(sending) == 30
    assert relay(sending).state is RelayState.OPEN


def test_one_message_alone_tries_it_again(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    many.decide(make, 5)
    storm(sink, GONE)
    drain()
    clock.forward(seconds=5)
    (one,) = claim(sending, "one")
    assert one.tries_relay
    assert claim(sending, "two") == []
    with make.work() as context:
        delivery.release(context, [one], "one")
    assert len(claim(sending, "two")) == 1


def test_where_nothing_is_due_nothing_is_reserved(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    make.decision(now=True)
    storm(sink, GONE)
    drain()
    storm(sink, None)
    notice = ledger.only(sending)
    with make.work(make.actor()) as context:
        from portal.services import notices

        notices.recall(context, notice.id)
    clock.forward(seconds=6)
    assert not drain()
    make.decision(make.application(make.candidate("Ada Correia")), now=True)
    drain()
    assert len(sink.received) == 1


def test_a_rule_against_us_pauses_it_until_somebody_has_looked(
    make: Make,
    sending: Gateways,
    sink: SmtpSink,
    drain: Drain,
    clock: SetClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pause(make, sink, drain, clock)
    found = relay(sending)
    assert (found.state, found.code) == (RelayState.PAUSED, RULE)
    assert acts(sending) == [Act.RELAY_PAUSED]
    assert "paused until somebody has looked" in caplog.text
    sink.on_data = lambda _received: None
    assert not drain()
    with sending.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Suppression)) == 0
        assert session.scalar(select(func.count()).select_from(Task)) == 0

    with make.work(make.actor()) as context:
        relays.resume(context, Channel.EMAIL)
    clock.forward(minutes=2)
    drain()
    assert many.accepted(sending) == 5
    assert acts(sending) == [Act.RELAY_PAUSED, Act.RELAY_RESUMED]
    with pytest.raises(Conflict), make.work(make.actor()) as context:
        relays.resume(context, Channel.EMAIL)


def test_paused_it_is_tried_every_ten_minutes_all_the_same(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    pause(make, sink, drain, clock)
    sink.on_data = lambda _received: None
    clock.forward(minutes=10)
    drain()
    assert many.accepted(sending) == 5
    assert relay(sending).state is RelayState.OPEN


def test_one_message_that_is_refused_again_and_again_pauses_nothing(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    make.decision(now=True)
    sink.on_data = lambda _received: RULE
    for _ in range(6):
        drain()
        clock.forward(hours=13)
    assert relay(sending).state is RelayState.WAITING


def test_only_an_address_that_does_not_exist_is_silenced(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    vacancy = make.vacancy()
    ada, zoe = make.candidate("Ada Correia"), make.candidate("Zoe Silva")
    for person in (ada, zoe):
        make.decision(make.application(person, vacancy), now=True)
    answers = {"ada@example.com": "550 5.1.1 unknown", "zoe@example.com": "550 no, thanks"}
    sink.on_recipient = answers.get
    drain()
    assert {notice.state for notice in ledger.notices(sending)} == {NoticeState.BOUNCED}
    sink.on_recipient = lambda _address: None
    other = make.vacancy("Another role")
    for person in (ada, zoe):
        make.decision(make.application(person, other), now=True)
    drain()
    later = {notice.candidate_id: notice for notice in ledger.notices(sending)[2:]}
    assert (later[ada.id].state, later[ada.id].reason) == (
        NoticeState.STOPPED,
        NoContact.SUPPRESSED,
    )
    assert later[zoe.id].state is NoticeState.ACCEPTED
    with sending.database.session() as session:
        asked = session.scalars(select(Task.candidate_id).where(Task.kind == TaskKind.NOT_REACHED))
        # Once for each decision about Ada.
        assert Counter(asked) == {ada.id: 2, zoe.id: 1}


def test_one_that_breaks_off_whatever_it_is_given_is_left_in_peace(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    many.decide(make, 30)
    given: list[Received] = []

    def break_off(received: Received) -> str:
        given.append(received)
        return CUT

    sink.on_data = break_off
    drain()
    assert len(given) == 3
    assert relay(sending).state is RelayState.WAITING
    for _ in range(0, 300, 5):
        clock.forward(seconds=5)
        drain()
    assert 7 <= len(given) <= 12
    # Each time another one: nobody is written to again and again.
    assert len({received.recipients for received in given[:8]}) == 8

    sink.on_data = lambda _received: None
    for _ in range(30):
        clock.forward(seconds=60)
        drain()
    assert many.accepted(sending) == len(sink.received) == 30
    assert relay(sending).state is RelayState.OPEN
    assert sum(notice.unknown_count for notice in ledger.notices(sending)) == len(given)


def test_one_message_that_it_breaks_off_again_and_again_holds_up_nobody(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    many.decide(make, 3)
    sink.on_data = lambda r: CUT if r.recipients == ("maya0@example.com",) else None
    for _ in range(6):
        drain()
        clock.forward(minutes=20)
    assert many.accepted(sending) == 2
    with sending.database.session() as session:
        assert session.scalars(select(Relay)).all() == []


def test_workers_that_died_say_nothing_about_it(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    many.decide(make, 4)
    for owed in claim(sending, "one")[:3]:
        assert mark(sending, owed)
    clock.forward(minutes=3)
    answers = iter((CUT, None, None, None))
    sink.on_data = lambda _received: next(answers)
    drain()
    assert len(sink.received) == 3
    with sending.database.session() as session:
        assert session.scalars(select(Relay)).all() == []


def test_every_channel_has_a_relay_of_its_own(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    make.decision(now=True)
    storm(sink, GONE)
    drain()
    with make.work() as context:
        assert relays.room(context, Channel.SMS, 20) == 20
        assert relays.room(context, Channel.EMAIL, 20) == 0
