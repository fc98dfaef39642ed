"""Receipts and holding messages as they arrive, and what a decision does to them."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import update

from portal.gateways import Gateways
from portal.models import Application, Vacancy
from portal.services import applications, holding
from portal.vocabulary import NoContact, NoticeState, Purpose
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make
from tests.provision.smtp_sink import Received, SmtpSink

LATER = datetime(2026, 4, 10, 16, 0, tzinfo=UTC)


def text_of(received: Received) -> str:
    body = received.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def confirmed(make: Make) -> Application:
    """Somebody who was added by hand to a vacancy that sends receipts."""
    vacancy, candidate = make.vacancy(), make.candidate()
    with make.work(make.actor()) as context:
        context.session.execute(update(Vacancy).values(sends_receipt=True))
        return applications.add_by_hand(context, candidate.id, vacancy.id)


def test_a_receipt_says_by_when_they_hear_and_opens_their_page(
    make: Make, clock: SetClock, sink: SmtpSink, drain: Callable[[], bool]
) -> None:
    confirmed(make)
    assert not drain()
    clock.forward(minutes=10)
    assert drain()

    (received,) = sink.received
    assert received.recipients == ("maya@example.com",)
    assert received.message["Subject"] == "Your application at Northlight Studio"
    text = text_of(received)
    assert "for Product Designer, Mobility" in text
    assert "by 16 March 2026" in text
    assert "http://localhost/n/" in text


def test_a_holding_message_promises_the_day_it_was_written_with(
    make: Make, clock: SetClock, sink: SmtpSink, drain: Callable[[], bool]
) -> None:
    application = make.application()
    with make.work(make.actor()) as context:
        holding.write(context, application.id, promised_by=LATER, message="Both are travelling.")
    with make.work() as context:
        sooner = LATER.replace(day=2)
        context.session.execute(update(Application).values(promised_by=sooner))
    clock.forward(minutes=10)
    assert drain()

    (received,) = sink.received
    text = text_of(received)
    assert "You hear from us by 10 April 2026." in text
    assert "Both are travelling." in text
    assert "Rosa Recruiter" in text


def test_a_decision_overtakes_both(
    make: Make, gateways: Gateways, clock: SetClock, sink: SmtpSink, drain: Callable[[], bool]
) -> None:
    application = confirmed(make)
    with make.work(make.actor()) as context:
        holding.write(context, application.id, promised_by=LATER)
    make.decision(application, now=True)
    clock.forward(minutes=10)
    drain()

    stood = {n.purpose: (n.state, n.reason) for n in ledger.notices(gateways)}
    assert stood.pop(Purpose.DECISION)[0] is NoticeState.ACCEPTED
    overtaken = (NoticeState.STOPPED, NoContact.OVERTAKEN)
    assert stood == {Purpose.RECEIVED: overtaken, Purpose.HOLDING: overtaken}
    assert len(sink.received) == 1
