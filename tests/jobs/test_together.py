"""One person, one message: decisions that fall together, and those that wait for another."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.gateways import Gateways
from portal.models import Application, Decision, Notice, Task
from portal.services import decisions, delivery, notices, receipts
from portal.services.notices import Recall
from portal.vocabulary import (
    AttemptResult,
    NoContact,
    NoticeState,
    Outcome,
    ReceiptKind,
    SendWhen,
    TaskKind,
)
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make
from tests.provision import SmtpSink
from tests.provision.smtp_sink import LOST

Drain = Callable[[], bool]
ACCEPTED, RETRY, CANCELLED = NoticeState.ACCEPTED, NoticeState.RETRY, NoticeState.CANCELLED
TITLES = ("Designer, Maps", "Researcher")


@pytest.fixture
def two(make: Make) -> list[Application]:
    """Two applications of one person."""
    maya = make.candidate()
    return [make.application(maya, make.vacancy(title)) for title in TITLES]


def words(sink: SmtpSink) -> str:
    """What the last message says, on one line."""
    part = sink.received[-1].message.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


def states(gateways: Gateways) -> list[NoticeState]:
    return [notice.state for notice in ledger.notices(gateways)]


def decided(make: Make, application: Application, **values: object) -> Decision:
    return make.decision(application, invites_to_pool=False, **values)  # type: ignore[arg-type]


def test_decisions_that_fall_together_are_told_together(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, two: list[Application]
) -> None:
    decided(make, two[0], now=True)
    decided(make, two[1], now=True)
    drain()
    assert len(sink.received) == 1
    assert sink.received[0].message["Subject"] == "Your application for Designer, Maps"
    assert "We have also decided not to go on with your application for Researcher" in words(sink)
    first, second = ledger.notices(sending)
    assert (first.state, second.state) == (ACCEPTED, ACCEPTED)
    assert (first.told_with_id, second.told_with_id) == (None, first.id)
    assert ledger.attempts(sending) == [AttemptResult.ACCEPTED] * 2


def test_what_is_due_within_the_hour_is_waited_for(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    decided(make, two[0])
    clock.forward(minutes=5)
    decided(make, two[1], outcome=Outcome.WITHDRAWN)
    clock.forward(minutes=5)
    drain()
    assert not sink.received
    waiting = ledger.notices(sending)[0]
    assert (waiting.reason, waiting.not_before - clock.now()) == (
        NoContact.TOGETHER,
        timedelta(minutes=5),
    )
    clock.forward(minutes=5)
    drain()
    assert len(sink.received) == 1
    assert "We have also closed your application for Researcher, as you wished" in words(sink)


def test_what_is_due_much_later_is_not_waited_for_by_a_chosen_moment(
    make: Make, sink: SmtpSink, drain: Drain, clock: SetClock, two: list[Application]
) -> None:
    decided(make, two[0], when=SendWhen.AT_ONCE)
    decided(make, two[1], when=SendWhen.BY_RULE)
    clock.forward(minutes=10)
    drain()
    assert len(sink.received) == 1
    assert "Researcher" not in words(sink)
    clock.forward(days=2)
    drain()
    assert len(sink.received) == 2


def test_a_decision_waits_two_working_days_for_another_then_says_that_it_goes_on(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    decided(make, two[0], when=SendWhen.BY_RULE)
    clock.forward(days=1)
    drain()
    waiting = ledger.only(sending)
    assert waiting.reason is NoContact.WAITS_FOR_ANOTHER
    assert waiting.not_before.isoformat() == "2026-03-05T09:00:00+00:00"
    clock.forward(days=2)
    drain()
    assert len(sink.received) == 1
    assert "Your application for Researcher goes on" in words(sink)


def test_what_waits_for_another_goes_with_it(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    decided(make, two[0], when=SendWhen.BY_RULE)
    clock.forward(days=1)
    drain()
    decided(make, two[1], when=SendWhen.BY_RULE)
    drain()
    waiting = ledger.notices(sending)[0]
    assert (waiting.reason, f"{waiting.not_before:%a %H:%M}") == (NoContact.TOGETHER, "Wed 09:00")
    clock.forward(days=1)
    drain()
    assert len(sink.received) == 1
    assert states(sending) == [ACCEPTED, ACCEPTED]


def test_send_now_waits_for_nobody(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    decided(make, two[0], when=SendWhen.BY_RULE)
    clock.forward(days=1)
    drain()
    with make.work(make.actor()) as context:
        notices.send_now(context, ledger.only(sending).id)
    drain()
    assert len(sink.received) == 1


def test_a_no_to_somebody_hired_meanwhile_waits_for_a_person(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    decided(make, two[0])
    decided(make, two[1], outcome=Outcome.HIRED)
    clock.forward(hours=1)
    drain()
    assert not sink.received
    stopped = ledger.only(sending)
    assert (stopped.state, stopped.reason) == (NoticeState.STOPPED, NoContact.HIRED)
    with make.work() as context:
        assert context.session.query(Task).one().kind is TaskKind.NOT_REACHED
    with make.work(make.actor()) as context:
        notices.try_again(context, stopped.id)
    drain()
    assert len(sink.received) == 1


def test_whoever_was_hired_years_ago_is_told_like_anybody(
    make: Make, sink: SmtpSink, drain: Drain, clock: SetClock, two: list[Application]
) -> None:
    decided(make, two[0], outcome=Outcome.HIRED)
    clock.forward(days=700)
    decided(make, two[1])
    clock.forward(hours=1)
    drain()
    assert len(sink.received) == 1


def test_an_address_that_does_not_exist_is_the_end_of_both(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, two: list[Application]
) -> None:
    for application in two:
        decided(make, application, now=True)
    sink.on_recipient = lambda _address: "550 5.1.1 No such user"
    drain()
    assert states(sending) == [NoticeState.BOUNCED] * 2
    with make.work() as context:
        assert context.session.query(Task).count() == 2


def test_what_comes_back_later_comes_back_for_both(
    make: Make, sending: Gateways, drain: Drain, clock: SetClock, two: list[Application]
) -> None:
    for application in two:
        decided(make, application, now=True)
    drain()
    with make.work() as context:
        receipts.report(
            context,
            kind=ReceiptKind.BOUNCED,
            at=clock.now(),
            dedupe="one",
            code="5.1.1",
            public_id=ledger.notices(sending)[0].public_id,
        )
    assert states(sending) == [NoticeState.BOUNCED] * 2


def test_a_lost_answer_is_followed_by_the_same_message_for_both(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    for application in two:
        decided(make, application, now=True)
    sink.on_data = lambda _received: LOST
    drain()
    assert states(sending) == [RETRY, RETRY]
    sink.on_data = lambda _received: None
    clock.forward(minutes=5)
    drain()
    assert states(sending) == [ACCEPTED, ACCEPTED]
    first, again = sink.received
    assert first.raw == again.raw
    assert [notice.unknown_count for notice in ledger.notices(sending)] == [1, 1]


def test_one_is_taken_back_before_the_other_goes(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, two: list[Application]
) -> None:
    for application in two:
        decided(make, application, now=True)
    with make.work(make.actor()) as context:
        assert notices.recall(context, ledger.notices(sending)[1].id) is Recall.CANCELLED
    drain()
    assert states(sending) == [ACCEPTED, CANCELLED]
    assert "Researcher" not in words(sink)


@pytest.mark.parametrize("which", [0, 1])
def test_one_is_taken_back_with_the_worker_at_it(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, two: list[Application], which: int
) -> None:
    """The message that names both does not go; the other is told by one of its own."""
    for application in two:
        decided(make, application, now=True)

    def recall_meanwhile(_address: str) -> None:
        sink.on_recipient = lambda _address: None
        with make.work(make.actor()) as context:
            assert notices.recall(context, ledger.notices(sending)[which].id) is Recall.ASKED

    sink.on_recipient = recall_meanwhile
    drain()
    after = states(sending)
    assert (after[which], after[1 - which]) == (CANCELLED, ACCEPTED)
    assert len(sink.received) == 1
    assert two_titles(sink) == [TITLES[1 - which]]


@pytest.mark.parametrize("which", [0, 1])
def test_one_is_taken_back_while_nobody_knows_whether_both_arrived(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application], which: int,
) -> None:  # fmt: skip
    """The other is told by a message with an identity of its own, that says only this."""
    for application in two:
        decided(make, application, now=True)
    sink.on_data = lambda _received: LOST
    drain()
    sink.on_data = lambda _received: None
    gone = ledger.notices(sending)[which]
    with make.work(make.actor()) as context:
        decisions.reopen(context, gone.decision_id or 0)
    clock.forward(minutes=5)
    drain()
    drain()
    after = ledger.notices(sending)
    assert (after[which].state, after[1 - which].state) == (CANCELLED, ACCEPTED)
    assert [notice.unknown_count for notice in after] == [1, 1]
    first, again = sink.received
    assert first.message["Message-ID"] != again.message["Message-ID"]
    assert "also decided" not in words(sink)
    assert f"application for {TITLES[which]} goes on" in words(sink)


def two_titles(sink: SmtpSink) -> list[str]:
    return [title for title in TITLES if title in words(sink)]


def test_what_another_worker_has_in_hand_is_looked_at_again(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    decided(make, two[0], now=True)
    with make.work() as context:
        (held,) = delivery.claim(context, "another")
    decided(make, two[1], now=True)
    drain()
    assert not sink.received
    with make.work() as context:
        delivery.release(context, [held], "another")
    clock.forward(seconds=10)
    drain()
    assert len(sink.received) == 1
    assert states(sending) == [ACCEPTED, ACCEPTED]


def test_a_worker_that_dies_leaves_both_to_the_next(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    for application in two:
        decided(make, application, now=True)
    with make.work() as context:
        assert len(delivery.claim(context, "dies")) == 2
    clock.forward(minutes=3)
    drain()
    assert len(sink.received) == 1
    assert states(sending) == [ACCEPTED, ACCEPTED]
    assert ledger.attempts(sending).count(AttemptResult.ABANDONED) == 2


def test_more_than_a_batch_of_people_with_two_decisions_each(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    vacancies = [make.vacancy("Designer, Maps"), make.vacancy("Researcher")]
    people = [make.candidate(f"Maya{each} Oliveira") for each in range(12)]
    for vacancy in vacancies:
        for person in people:
            decided(make, make.application(person, vacancy), now=True)
    drain()
    assert len(sink.received) == len(people)
    assert set(states(sending)) == {ACCEPTED}


def test_people_are_never_told_with_each_other(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    vacancy = make.vacancy()
    for name in ("Ada Correia", "Maya Oliveira"):
        decided(make, make.application(make.candidate(name), vacancy), now=True)
    drain()
    assert len(sink.received) == 2
    assert not any(notice.told_with_id for notice in ledger.notices(sending))


def test_what_waits_for_a_call_is_waited_for_and_never_said_to_go_on(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock,
    two: list[Application],
) -> None:  # fmt: skip
    decided(make, two[0], when=SendWhen.BY_RULE)
    decided(make, two[1], when=SendWhen.BY_RULE)
    with make.work() as context:
        waits = context.session.get_one(Notice, ledger.notices(sending)[1].id)
        waits.reason = NoContact.WAITS_FOR_CALL
        waits.not_before = clock.now() + timedelta(days=2)
    clock.forward(days=1)
    drain()
    assert ledger.notices(sending)[0].reason is NoContact.TOGETHER
    with make.work(make.actor()) as context:
        notices.send_now(context, ledger.notices(sending)[0].id)
    drain()
    assert len(sink.received) == 1
    assert "Researcher" not in words(sink)
