"""At the moment of sending everything is looked at again."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from portal.gateways import Gateways
from portal.models import Candidate, CandidateEmail, Decision, Link
from portal.services import notices
from portal.vocabulary import Act, AttemptResult, DecisionState, NoContact, NoticeState
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make
from tests.provision import SmtpSink

Drain = Callable[[], bool]


def test_without_an_address_it_stops_and_says_so(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    make.decision(now=True)
    with make.work() as context:
        context.session.execute(delete(CandidateEmail))
    drain()
    notice = ledger.only(sending)
    assert (notice.state, notice.reason) == (NoticeState.STOPPED, NoContact.NO_ADDRESS)
    assert ledger.attempts(sending) == [AttemptResult.STOPPED]
    assert ledger.acts(sending) == [Act.NOTICE_STOPPED]
    assert not sink.received


def test_a_decision_that_stands_no_longer_is_not_told(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    make.decision(now=True)
    with make.work() as context:
        context.session.execute(update(Decision).values(state=DecisionState.REVERSED))
    drain()
    assert ledger.only(sending).reason is NoContact.REOPENED
    assert not sink.received


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"stopped": NoContact.MERGED_ELSEWHERE}, NoContact.MERGED_ELSEWHERE),
        ({"may_email": False}, NoContact.NO_EMAIL_WANTED),
    ],
)
def test_what_their_system_says_of_a_person_is_obeyed(
    make: Make,
    sending: Gateways,
    sink: SmtpSink,
    drain: Drain,
    values: dict[str, object],
    reason: NoContact,
) -> None:
    make.decision(now=True)
    with make.work() as context:
        context.session.execute(update(Candidate).values(**values))
    drain()
    assert (ledger.only(sending).state, ledger.only(sending).reason) == (
        NoticeState.STOPPED,
        reason,
    )
    assert not sink.received


def test_a_link_that_was_ended_is_not_sent_and_trying_again_makes_a_new_one(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    make.decision(now=True)
    with make.work() as context:
        context.session.execute(update(Link).values(revoked_at=clock.now()))
    drain()
    assert ledger.only(sending).reason is NoContact.LINK_ENDED
    with make.work(make.actor()) as context:
        notices.try_again(context, ledger.only(sending).id)
    drain()
    assert ledger.only(sending).state is NoticeState.ACCEPTED
    assert len(sink.received) == 1


def test_what_happens_while_others_are_sent_counts_too(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain
) -> None:
    vacancy = make.vacancy()
    first = make.decision(make.application(make.candidate("Ada Correia"), vacancy), now=True)
    second = make.decision(make.application(make.candidate("Zoe Silva"), vacancy), now=True)

    def reopen_the_second(address: str) -> None:
        with make.work(make.actor()) as context:
            assert notices.cancel_for_decision(context, second.id) == [notices.Recall.ASKED]

    sink.on_recipient = reopen_the_second
    drain()
    assert [received.recipients for received in sink.received] == [("ada@example.com",)]
    states = {notice.decision_id: notice.state for notice in ledger.notices(sending)}
    assert states == {first.id: NoticeState.ACCEPTED, second.id: NoticeState.CANCELLED}


def test_a_clock_that_went_back_puts_it_off(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Drain, clock: SetClock
) -> None:
    make.decision(now=True)
    with make.work() as context:
        from portal.services import delivery

        delivery.claim(context, "somebody who died")
    clock.forward(hours=-1)
    drain()
    notice = ledger.only(sending)
    assert (notice.state, notice.reason) == (NoticeState.SCHEDULED, NoContact.HELD_BACK)
    clock.forward(hours=1)
    drain()
    assert len(sink.received) == 1
