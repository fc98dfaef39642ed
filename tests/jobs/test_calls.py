"""A decision to be told by telephone is told in writing when nobody is reached."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.jobs.timetable import TIMETABLE
from portal.models import Application, Call, CallAttempt, Candidate, Decision, Notice
from portal.policy.refusal import Conflict
from portal.queries import reconciliation
from portal.services import calls, contact_stops, decisions, delivery, notices
from portal.services.calls import AttemptDraft
from portal.vocabulary import (
    CallOutcome,
    CallState,
    Channel,
    NoContact,
    NoticeState,
    Outcome,
    Purpose,
)
from tests.fakes import MONDAY, SetClock
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink

Drain = Callable[[], bool]
PHONES = ("+351 912 345 678",)
WEDNESDAY = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
"""The end of the second working day, in winter in Berlin."""
TRIED = "We tried to reach you by telephone"


@pytest.fixture
def decision(make: Make) -> Decision:
    """Maya is to be called first; it is Monday morning."""
    application = make.application(make.candidate(phones=PHONES))
    return make.decision(application, call_first=True)


def the_call(gateways: Gateways) -> Call:
    with gateways.database.session() as session:
        return session.scalars(select(Call)).one()


def attempt(make: Make, outcome: CallOutcome, *, seen: int = 0) -> Call:
    call = the_call(make.gateways)
    with make.work(make.actor()) as context:
        return calls.attempt(context, call.id, AttemptDraft(outcome=outcome, seen=seen))


def tidy(make: Make) -> None:
    with make.work() as context:
        for entry in TIMETABLE:
            entry.work(context)


def texts(sink: SmtpSink) -> list[str]:
    found = []
    for received in sink.received:
        body = message_from_bytes(received.raw, policy=default).get_body(("plain",))
        assert body is not None
        found.append(body.get_content())
    return found


def test_the_message_is_owed_from_the_decision_on_and_waits(
    decision: Decision, gateways: Gateways, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    with gateways.database.session() as session:
        notice = session.scalars(select(Notice)).one()
    assert (notice.state, notice.reason) == (NoticeState.SCHEDULED, NoContact.WAITS_FOR_CALL)
    assert notice.not_before == the_call(gateways).write_at == WEDNESDAY
    clock.moment = WEDNESDAY - timedelta(seconds=1)
    assert not drain()
    assert not sink.received


def test_without_one_attempt_it_goes_by_itself_and_claims_none(
    decision: Decision, make: Make, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    clock.moment = WEDNESDAY
    assert drain()
    (text,) = texts(sink)
    assert "We have decided not to go on" in text
    assert TRIED not in text
    tidy(make)
    assert the_call(make.gateways).state is CallState.WRITTEN


def test_a_worker_that_dies_at_the_deadline_loses_nothing(
    decision: Decision, make: Make, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    clock.moment = WEDNESDAY
    with make.work() as context:
        assert delivery.claim(context, "somebody who died")
    clock.forward(minutes=3)
    drain()
    assert len(sink.received) == 1


def test_three_missed_calls_turn_into_the_message(
    decision: Decision, make: Make, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    missed = (CallOutcome.NO_ANSWER, CallOutcome.LEFT_MESSAGE, CallOutcome.NO_ANSWER)
    for seen, outcome in enumerate(missed):
        clock.forward(hours=1)
        assert not drain()
        state = attempt(make, outcome, seen=seen).state
    assert state is CallState.WRITTEN
    assert drain()
    (text,) = texts(sink)
    assert TRIED in text
    assert text.index(TRIED) < text.index("We have decided")
    clock.moment = WEDNESDAY + timedelta(days=1)
    tidy(make)
    assert not drain()


def test_some_attempts_before_the_deadline_are_said_as_well(
    decision: Decision, make: Make, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    attempt(make, CallOutcome.LEFT_MESSAGE)
    clock.moment = WEDNESDAY
    drain()
    assert TRIED in texts(sink)[0]


def test_whoever_asks_for_mail_gets_it_at_once_and_knows_why(
    decision: Decision, make: Make, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    clock.forward(hours=1)
    attempt(make, CallOutcome.NO_ANSWER)
    attempt(make, CallOutcome.ASKED_FOR_MAIL, seen=1)
    drain()
    assert TRIED not in texts(sink)[0]


def test_a_message_brought_forward_still_waits_for_the_undo_window(
    decision: Decision, make: Make, drain: Drain, clock: SetClock, gateways: Gateways
) -> None:
    attempt(make, CallOutcome.ASKED_FOR_MAIL)
    assert not drain()
    clock.moment = MONDAY + gateways.settings.undo
    assert drain()


def test_a_call_is_the_notice_and_what_was_said_follows(
    decision: Decision, make: Make, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    clock.forward(hours=1)
    assert attempt(make, CallOutcome.REACHED).state is CallState.REACHED
    with make.gateways.database.session() as session:
        written, spoken, confirmation = session.scalars(select(Notice).order_by(Notice.id)).all()
        told = session.scalars(select(Decision)).one()
    assert (written.state, written.reason) == (NoticeState.CANCELLED, NoContact.CALLED)
    assert (spoken.channel, spoken.state) == (Channel.CALL, NoticeState.ACCEPTED)
    assert spoken.accepted_at == told.told_elsewhere_at == clock.now()
    assert confirmation.purpose is Purpose.CALL_CONFIRMATION
    clock.forward(hours=1)
    drain()
    (text,) = texts(sink)
    assert "Thank you for taking the time to talk with me" in text
    assert "Rosa Recruiter" in text
    with make.gateways.database.session() as session:
        assert not any(reconciliation.mismatches(session, clock.now()).values())
    clock.moment = WEDNESDAY + timedelta(days=1)
    tidy(make)
    assert not drain()


def test_a_call_whose_attempt_is_gone_is_no_proof(decision: Decision, make: Make) -> None:
    attempt(make, CallOutcome.REACHED)
    with make.work() as context:
        context.session.delete(context.session.scalars(select(CallAttempt)).one())
    with make.gateways.database.session() as session:
        found = reconciliation.mismatches(session, make.gateways.clock.now())
    assert len(found["accepted_without_proof"]) == 1


def test_taking_the_decision_back_drops_the_call(
    decision: Decision, make: Make, drain: Drain, clock: SetClock
) -> None:
    with make.work(make.actor()) as context:
        decisions.reopen(context, decision.id)
    assert the_call(make.gateways).state is CallState.DROPPED
    with pytest.raises(Conflict):
        attempt(make, CallOutcome.NO_ANSWER)
    clock.moment = WEDNESDAY
    assert not drain()


def test_nobody_calls_somebody_who_was_merged_elsewhere(
    decision: Decision, make: Make, drain: Drain, clock: SetClock
) -> None:
    with make.work() as context:
        candidate = context.session.scalars(select(Candidate)).one()
        contact_stops.stop(context, candidate, NoContact.MERGED_ELSEWHERE)
    assert the_call(make.gateways).state is CallState.DROPPED
    clock.moment = WEDNESDAY
    assert not drain()


def test_a_message_that_somebody_recalled_is_owed_anew_after_the_last_attempt(
    decision: Decision, make: Make, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    clock.forward(hours=1)
    with make.work(make.actor()) as context:
        notices.recall(context, context.session.scalars(select(Notice.id)).one())
    for seen in range(3):
        attempt(make, CallOutcome.NO_ANSWER, seen=seen)
    drain()
    assert TRIED in texts(sink)[0]


def test_our_promise_ends_the_waiting_sooner(
    make: Make, clock: SetClock, gateways: Gateways
) -> None:
    application = make.application(make.candidate(phones=PHONES))
    promised = clock.now() + timedelta(hours=5)
    with make.work() as context:
        context.session.get_one(Application, application.id).promised_by = promised
    make.decision(application, call_first=True)
    assert the_call(gateways).write_at == promised


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.OFFER_DECLINED])
def test_whoever_ended_it_themselves_may_be_called_too(
    make: Make, outcome: Outcome, drain: Drain, clock: SetClock, sink: SmtpSink
) -> None:
    candidate: Candidate = make.candidate(phones=PHONES)
    make.decision(make.application(candidate), outcome=outcome, call_first=True)
    attempt(make, CallOutcome.NO_ANSWER)
    clock.moment = WEDNESDAY
    drain()
    assert TRIED in texts(sink)[0]
