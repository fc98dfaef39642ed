"""Text messages: one segment, one each, never early, with the same proof as mail."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from portal.context import Actor
from portal.gateways import Gateways
from portal.gateways.sms import SmsProvider
from portal.jobs.by_text import ByText
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Candidate, Link, Notice, Task
from portal.policy import sms
from portal.policy.preferences import ContactPreferences
from portal.services import batches, delivery, entry, preferences, suppression
from portal.unit_of_work import unit_of_work
from portal.vocabulary import (
    ActorKind,
    AttemptResult,
    Channel,
    NoContact,
    NoticeState,
    Outcome,
    TaskKind,
)
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make
from tests.provision.sms_provider import CUT, LOST, Said, SmsSink, sms_sink
from tests.provision.smtp_sink import SmtpSink
from tests.services.test_batches import DRAFT

Drain = Callable[[], bool]
NUMBER = "+4915112345678"


@pytest.fixture(scope="session")
def shared_provider() -> Iterator[SmsSink]:
    with sms_sink() as sink:
        yield sink


@pytest.fixture
def provider(shared_provider: SmsSink) -> Iterator[SmsSink]:
    """A provider that keeps what it is given."""
    shared_provider.received.clear()
    shared_provider.requests.clear()
    usual = dict(vars(shared_provider))
    yield shared_provider
    vars(shared_provider).update(usual)


@pytest.fixture
def texting(gateways: Gateways, sink: SmtpSink, sending: Gateways, provider: SmsSink) -> Gateways:
    """Gateways with somebody who sends text messages."""
    settings = replace(gateways.settings, sms_url=provider.url, base_url="https://jobs.example")
    return replace(sending, settings=settings, sms=SmsProvider(provider.url))


@pytest.fixture
def make(texting: Gateways) -> Make:
    return Make(texting)


@pytest.fixture
def drain(texting: Gateways, stop: Stop) -> Drain:
    return lambda: run_due(texting, stop)


@pytest.fixture
def maya(make: Make) -> Candidate:
    """Maya wants text messages and no mail."""
    return wants(make, make.candidate(phones=(NUMBER,)), Channel.SMS)


def wants(make: Make, candidate: Candidate, *channels: Channel) -> Candidate:
    with make.work(Actor(ActorKind.CANDIDATE, candidate.id)) as context:
        chosen = ContactPreferences(channels=channels)
        preferences.choose(context, candidate.id, chosen, language="en")
    return candidate


def decide(make: Make, candidate: Candidate, **values: object) -> None:
    make.decision(make.application(candidate), now=True, **values)  # type: ignore[arg-type]


def by(gateways: Gateways, channel: Channel) -> list[Notice]:
    return [notice for notice in ledger.notices(gateways) if notice.channel is channel]


def test_who_wants_text_messages_gets_the_decision_by_text(
    make: Make, texting: Gateways, provider: SmsSink, sink: SmtpSink, drain: Drain, maya: Candidate
) -> None:
    decide(make, maya)
    notice = ledger.only(texting)
    assert notice.idem_key.endswith(":sms:1")
    assert drain()
    (caught,) = provider.received
    assert (caught.to, caught.reference) == (NUMBER, notice.public_id)
    assert caught.text.startswith("Northlight Studio: Hello Maya, there is news")
    assert sms.fits(caught.text)
    assert sink.received == []
    notice = ledger.only(texting)
    assert (notice.state, notice.provider_id) == (NoticeState.ACCEPTED, "msg-1")
    assert (notice.pinned_address, notice.wire_at) == (NUMBER, None)
    assert ledger.attempts(texting) == [AttemptResult.ACCEPTED]
    assert not drain()
    assert len(provider.requests) == 1


def test_the_short_link_opens_the_candidates_page(
    make: Make, texting: Gateways, provider: SmsSink, drain: Drain, maya: Candidate
) -> None:
    decide(make, maya)
    drain()
    found = re.search(r"https://jobs\.example/n/(\S+)$", provider.received[0].text)
    assert found is not None
    assert len(found[1]) == 22
    with unit_of_work(texting, Actor(ActorKind.SYSTEM)) as context:
        assert entry.open_link(context, found[1], place="here") is not None
        assert entry.open_link(context, found[1][:-1], place="here") is None
        assert context.session.scalars(select(Link.short)).all() == [True]


def test_many_decided_at_once_are_told_as_each_of_them_wants(
    make: Make, texting: Gateways, provider: SmsSink, sink: SmtpSink, clock: SetClock, drain: Drain
) -> None:
    maya = wants(make, make.candidate(phones=(NUMBER,)), Channel.SMS)
    ada = wants(make, make.candidate("Ada Correia", phones=(NUMBER,)), Channel.EMAIL, Channel.SMS)
    zoe = make.candidate("Zoe Silva", phones=(NUMBER,))
    vacancy = make.vacancy()
    ids = [make.application(person, vacancy).id for person in (maya, ada, zoe)]
    with make.work(make.actor()) as context:
        batches.release(context, ids, DRAFT)
    clock.forward(minutes=10)
    drain()
    assert [caught.text.split("Hello ")[1][:4] for caught in provider.received] == ["Maya"]
    assert len(sink.received) == 2
    keys = sorted(notice.idem_key.split(":")[2] for notice in ledger.notices(texting))
    assert keys == ["email", "email", "sms"]


def test_somebody_without_an_address_is_told_by_text(
    make: Make, texting: Gateways, provider: SmsSink, drain: Drain
) -> None:
    nobody = make.candidate("Ada Correia", emails=(), phones=(NUMBER,))
    decide(make, wants(make, nobody, Channel.EMAIL, Channel.SMS))
    drain()
    assert [caught.to for caught in provider.received] == [NUMBER]


@pytest.mark.parametrize("channels", [(Channel.EMAIL,), (Channel.EMAIL, Channel.SMS), ()])
def test_everybody_else_is_told_by_mail(
    make: Make,
    provider: SmsSink,
    sink: SmtpSink,
    drain: Drain,
    channels: tuple[Channel, ...],
) -> None:
    decide(make, wants(make, make.candidate(phones=(NUMBER,)), *channels))
    drain()
    assert provider.received == []
    assert len(sink.received) == 1


def test_whoever_never_agreed_gets_no_text_whatever_else_fails(
    make: Make, texting: Gateways, provider: SmsSink, sink: SmtpSink, drain: Drain
) -> None:
    decide(make, make.candidate(phones=(NUMBER,)))
    sink.on_recipient = lambda _address: "550 5.1.1 no such user"
    drain()
    drain()
    assert provider.requests == []
    assert tasks(texting) == [TaskKind.NOT_REACHED]


def tasks(gateways: Gateways) -> list[TaskKind]:
    with gateways.database.session() as session:
        return list(session.scalars(select(Task.kind).where(Task.done_at.is_(None))))


# Another way


def test_what_cannot_be_mailed_goes_by_text_before_anybody_has_to_call(
    make: Make, texting: Gateways, provider: SmsSink, sink: SmtpSink, drain: Drain
) -> None:
    both = wants(make, make.candidate(phones=(NUMBER,)), Channel.EMAIL, Channel.SMS)
    decide(make, both)
    sink.on_recipient = lambda _address: "550 5.1.1 no such user"
    drain()
    drain()
    states = [(notice.channel, notice.state) for notice in ledger.notices(texting)]
    assert states == [
        (Channel.EMAIL, NoticeState.BOUNCED),
        (Channel.SMS, NoticeState.ACCEPTED),
    ]
    assert len(provider.received) == 1
    assert tasks(texting) == []


def test_when_neither_reaches_them_somebody_calls(
    make: Make, texting: Gateways, provider: SmsSink, sink: SmtpSink, drain: Drain
) -> None:
    both = wants(make, make.candidate(phones=(NUMBER,)), Channel.EMAIL, Channel.SMS)
    decide(make, both)
    sink.on_recipient = lambda _address: "550 5.1.1 no such user"
    provider.on_message = lambda _caught: Said(400, {"error": "unknown_number"})
    for _ in range(3):
        drain()
    states = {notice.state for notice in ledger.notices(texting)}
    assert states == {NoticeState.BOUNCED}
    assert len(ledger.notices(texting)) == 2
    assert tasks(texting) == [TaskKind.NOT_REACHED]
    with unit_of_work(texting, Actor(ActorKind.SYSTEM)) as context:
        assert suppression.is_suppressed(context, Channel.SMS, NUMBER)


def test_a_number_that_does_not_work_is_made_up_for_by_mail(
    make: Make, texting: Gateways, provider: SmsSink, sink: SmtpSink, drain: Drain, maya: Candidate
) -> None:
    decide(make, maya)
    provider.on_message = lambda _caught: Said(400, {"error": "unknown_number"})
    drain()
    drain()
    assert [notice.state for notice in by(texting, Channel.SMS)] == [NoticeState.BOUNCED]
    assert len(sink.received) == 1
    assert tasks(texting) == []


# What a provider says


@pytest.mark.parametrize(
    ("answer", "result", "state"),
    [
        (Said(429), AttemptResult.TEMPORARY, NoticeState.RETRY),
        (Said(500), AttemptResult.TEMPORARY, NoticeState.RETRY),
        (Said(503), AttemptResult.UNREACHABLE, NoticeState.SCHEDULED),
        (Said(502), AttemptResult.UNKNOWN, NoticeState.RETRY),
        (Said(200, {"status": "ok"}), AttemptResult.UNKNOWN, NoticeState.RETRY),
        (Said(200, b"x" * 100_000), AttemptResult.UNKNOWN, NoticeState.RETRY),
        (Said(401, {"error": "who are you"}), AttemptResult.POLICY, NoticeState.RETRY),
        (Said(302), AttemptResult.POLICY, NoticeState.RETRY),
        (Said(422, {"error": "no_sender"}), AttemptResult.FAULT, NoticeState.RETRY),
        (Said(400, {"error": "unknown_number"}), AttemptResult.PERMANENT, NoticeState.BOUNCED),
        (CUT, AttemptResult.UNKNOWN, NoticeState.RETRY),
    ],
)
def test_each_answer_means_something(
    make: Make,
    texting: Gateways,
    provider: SmsSink,
    drain: Drain,
    maya: Candidate,
    answer: Said | str,
    result: AttemptResult,
    state: NoticeState,
) -> None:
    provider.on_message = lambda _caught: answer
    decide(make, maya)
    drain()
    assert ledger.attempts(texting) == [result]
    assert by(texting, Channel.SMS)[0].state is state
    assert {request.path.partition("?")[0] for request in provider.requests} == {"/messages"}


def test_a_lost_answer_is_counted_and_the_same_text_goes_again(
    make: Make,
    texting: Gateways,
    provider: SmsSink,
    drain: Drain,
    clock: SetClock,
    maya: Candidate,
) -> None:
    decide(make, maya)
    provider.on_message = lambda _caught: LOST
    drain()
    assert ledger.only(texting).wire_at == clock.now()
    with make.work() as context:
        context.session.execute(update(Candidate).values(called="Somebody"))
    provider.on_message = lambda _caught: None
    clock.forward(minutes=2)
    drain()
    notice = ledger.only(texting)
    assert (notice.state, notice.unknown_count) == (NoticeState.ACCEPTED, 1)
    assert ledger.attempts(texting) == [AttemptResult.UNKNOWN, AttemptResult.ACCEPTED]
    assert len(provider.received) == 2
    assert len(set(provider.received)) == 1
    keys = {request.headers["Idempotency-Key"] for request in provider.requests}
    assert keys == {notice.public_id}


def test_a_provider_that_is_not_there_holds_up_no_mail(
    make: Make, texting: Gateways, sink: SmtpSink, stop: Stop, clock: SetClock, maya: Candidate
) -> None:
    decide(make, maya)
    decide(make, make.candidate("Ada Correia"))
    nobody = replace(texting, sms=SmsProvider("http://127.0.0.1:1/?to=to&text=text"))
    run_due(nobody, stop)
    assert len(sink.received) == 1
    assert by(texting, Channel.SMS)[0].state is NoticeState.SCHEDULED
    assert by(texting, Channel.SMS)[0].tries == 0


def test_numbers_stay_out_of_the_ledger(
    make: Make, texting: Gateways, provider: SmsSink, drain: Drain, maya: Candidate
) -> None:
    provider.on_message = lambda caught: Said(400, {"error": f"cannot reach {caught.to} now"})
    decide(make, maya)
    drain()
    assert ledger.codes(texting) == ["400 cannot reach <number> now"]


# When


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.OFFER_DECLINED])
def test_a_text_waits_for_the_day_where_its_reader_lives(
    make: Make,
    texting: Gateways,
    provider: SmsSink,
    drain: Drain,
    clock: SetClock,
    outcome: Outcome,
) -> None:
    far = make.candidate(phones=(NUMBER,), time_zone="America/Los_Angeles")
    decide(make, wants(make, far, Channel.SMS), outcome=outcome)
    drain()
    # Nine in Europe is one in the morning there.
    assert provider.requests == []
    notice = ledger.only(texting)
    assert (notice.state, notice.reason) == (NoticeState.SCHEDULED, NoContact.QUIET_HOURS)
    assert notice.tries == 0
    clock.forward(hours=7, minutes=59)
    drain()
    assert provider.requests == []
    clock.forward(minutes=1)
    drain()
    assert len(provider.received) == 1


def test_nothing_goes_out_once_the_consent_is_taken_back(
    make: Make, texting: Gateways, provider: SmsSink, sink: SmtpSink, drain: Drain, maya: Candidate
) -> None:
    decide(make, maya)
    wants(make, maya, Channel.EMAIL)
    drain()
    drain()
    assert provider.requests == []
    # It is still owed, and there is an address.
    assert len(sink.received) == 1


def test_what_was_recalled_is_not_said(
    make: Make, texting: Gateways, provider: SmsSink, maya: Candidate
) -> None:
    decide(make, maya)
    with make.work() as context:
        (owed,) = delivery.claim(context, "worker", Channel.SMS)
    carrier = ByText(texting)
    text, _pins = carrier.write(owed)
    ending = carrier.send(owed, text, lambda: None)
    assert (ending.result, ending.why) == (AttemptResult.STOPPED, NoContact.RECALLED)
    assert provider.requests == []


def test_without_a_provider_what_was_owed_by_text_goes_by_mail(
    make: Make, texting: Gateways, sink: SmtpSink, stop: Stop, clock: SetClock, maya: Candidate
) -> None:
    decide(make, maya)
    settings = replace(texting.settings, sms_url="")
    without = replace(texting, settings=settings, sms=None)
    for _ in range(5):
        run_due(without, stop)
        clock.forward(hours=1)
    assert by(texting, Channel.SMS)[0].state is NoticeState.DEAD
    assert len(sink.received) == 1
