"""Daily reminders: at most one a person and day, and only when something waits for them."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.models import (
    Application,
    Call,
    Candidate,
    Digest,
    Inquiry,
    Notice,
    Organisation,
    User,
    Vacancy,
)
from portal.services import digests, inquiries
from portal.unit_of_work import unit_of_work
from portal.vocabulary import Channel, ConcernKind, InquiryKind, NoticeState, Purpose, Role
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink

PROMISED = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)
"""A Wednesday at 18:00 in Berlin; the Thursday before was Ascension Day."""


def at(clock: SetClock, text: str) -> None:
    """Set the clock to a moment in Berlin's summer."""
    clock.moment = datetime.fromisoformat(f"{text}+02:00").astimezone(UTC)


def look(make: Make) -> None:
    with make.work() as context:
        digests.write_due(context)


def waiting(make: Make, name: str = "Maya Oliveira", **values: object) -> Application:
    """Somebody who hears by the promised day."""
    application = make.application(make.candidate(name), make.vacancy(**values))  # type: ignore[arg-type]
    with make.work() as context:
        context.session.execute(update(Application).values(promised_by=PROMISED))
    return application


def texts(gateways: Gateways) -> dict[int, str]:
    """What each person was reminded of."""
    return {
        notice.user_id or 0: notice.personal_text or ""
        for notice in ledger.notices(gateways)
        if notice.purpose is Purpose.DIGEST
    }


@pytest.fixture(autouse=True)
def in_bavaria(make: Make) -> None:
    with make.work() as context:
        context.session.execute(update(Organisation).values(country="DE", subdivision="BY"))


@pytest.mark.parametrize(
    ("now", "owner", "manager"),
    [
        ("2026-05-13T08:00", False, False),  # four working days
        ("2026-05-14T08:00", False, False),  # a holiday
        ("2026-05-15T07:59", False, False),
        ("2026-05-15T08:00", True, False),  # three
        ("2026-05-16T09:00", False, False),  # a Saturday
        ("2026-05-18T08:00", False, False),  # two
        ("2026-05-19T08:00", True, False),  # one
        ("2026-05-20T08:00", True, False),  # the day
        ("2026-05-21T08:00", True, True),
        ("2026-05-22T17:59", True, True),
        ("2026-05-22T18:00", False, False),
        ("2026-06-12T08:00", True, True),
    ],
)
def test_who_is_reminded_on_which_day(
    make: Make, gateways: Gateways, clock: SetClock, now: str, owner: bool, manager: bool
) -> None:
    rosa, hanna = make.user(), make.user("Hanna Manager", role=Role.HIRING_MANAGER)
    waiting(make, manager=hanna)
    at(clock, now)

    look(make)

    expected = {rosa.id} if owner else set()
    assert set(texts(gateways)) == expected | ({hanna.id} if manager else set())


def test_one_message_holds_all_and_comes_once_a_day(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    vacancy = make.vacancy()
    for name in ("Maya Oliveira", "Ada Correia"):
        make.application(make.candidate(name), vacancy)
    with make.work() as context:
        context.session.execute(update(Application).values(promised_by=PROMISED))
    at(clock, "2026-05-21T08:00")
    look(make)
    clock.forward(minutes=5)
    look(make)

    assert list(texts(gateways).values()) == [
        "Overdue:\n"
        "Ada Correia, Product Designer, Mobility: promised by 20 May\n"
        "Maya Oliveira, Product Designer, Mobility: promised by 20 May"
    ]
    clock.forward(days=1)
    look(make)
    assert len([n for n in ledger.notices(gateways) if n.purpose is Purpose.DIGEST]) == 2


def test_nothing_to_say_is_no_message(make: Make, gateways: Gateways, clock: SetClock) -> None:
    make.user()
    at(clock, "2026-05-21T08:00")

    look(make)

    assert ledger.notices(gateways) == []


def test_whoever_is_decided_is_nobodys_reminder(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision(waiting(make))
    at(clock, "2026-05-21T08:00")

    look(make)

    assert texts(gateways) == {}


def test_whoever_has_left_gets_none_and_the_administrators_do(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    rosa, adam = make.user(), make.user("Adam Admin", role=Role.ADMIN)
    waiting(make)
    with make.work() as context:
        context.session.execute(update(User).where(User.id == rosa.id).values(active=False))
    at(clock, "2026-05-21T08:00")

    look(make)

    assert set(texts(gateways)) == {adam.id}


def test_a_private_person_is_named_to_no_hiring_manager(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    hanna = make.user("Hanna Manager", role=Role.HIRING_MANAGER)
    waiting(make, manager=hanna)
    with make.work() as context:
        context.session.execute(update(Candidate).values(private=True))
    at(clock, "2026-05-21T08:00")

    look(make)

    assert set(texts(gateways)) == {make.user().id}


def test_questions_are_counted_for_whoever_answers_them(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    rosa, rita = make.user(), make.user("Rita Recruiter")
    hanna = make.user("Hanna Manager", role=Role.HIRING_MANAGER)
    application = make.application(vacancy=make.vacancy(manager=hanna))
    with make.work() as context:
        person = application.candidate_id
        inquiries.ask(context, person, "Is there any news?", application.id)
        inquiries.ask(context, person, "Whom may I ask?", None)
    with make.work() as context:
        context.session.execute(update(Inquiry).values(answer_by=PROMISED))
        context.session.execute(update(Application).values(promised_by=PROMISED.replace(year=2027)))
    at(clock, "2026-05-19T08:00")
    look(make)
    assert texts(gateways) == {}

    at(clock, "2026-05-20T08:00")
    look(make)
    assert texts(gateways) == {
        rosa.id: "Today: 2 questions to answer.",
        rita.id: "Today: 1 question to answer.",
    }


def test_a_confidential_concern_counts_for_its_owner_alone(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.user()
    rita = make.user("Rita Recruiter")
    application = make.application()
    with make.work() as context:
        context.session.execute(update(Application).values(promised_by=PROMISED.replace(year=2027)))
        for owner_id in (rita.id, None):
            context.session.add(
                Inquiry(
                    candidate_id=application.candidate_id,
                    application_id=application.id,
                    kind=InquiryKind.CONCERN,
                    concern=ConcernKind.UNFAIR,
                    owner_id=owner_id,
                    channel=Channel.EMAIL,
                    text="It felt unfair.",
                    asked_at=context.now,
                    answer_by=PROMISED,
                )
            )
    at(clock, "2026-05-20T08:00")
    look(make)

    assert texts(gateways) == {rita.id: "Today: 1 question to answer."}


def test_calls_are_counted_for_whoever_makes_them(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    decision = make.decision()
    with make.work() as context:
        context.session.add(
            Call(decision_id=decision.id, created_at=context.now, write_at=PROMISED)
        )
    at(clock, "2026-05-20T08:00")
    look(make)

    assert texts(gateways) == {make.user().id: "Today: 1 call to make."}


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"])
def test_it_is_eight_where_the_organisation_is(
    make: Make, gateways: Gateways, clock: SetClock, zone: str
) -> None:
    waiting(make)
    with make.work() as context:
        context.session.execute(update(Organisation).values(time_zone=zone, country=""))
    clock.moment = datetime(2026, 6, 9, 2, 0, tzinfo=UTC)
    for _ in range(48):
        look(make)
        if texts(gateways):
            break
        clock.forward(minutes=30)

    with make.work() as context:
        written = context.session.scalars(select(Digest)).one()
    local = written.written_at.astimezone(ZoneInfo(zone))
    if zone == "Pacific/Auckland":
        # It was afternoon there already: late is better than never, and still the same day.
        assert (local.hour, local.minute) == (14, 0)
    else:
        assert (local.hour, local.minute) == (8, 0)
    assert written.day == local.date()


def test_two_dispatchers_at_once_write_one(make: Make, gateways: Gateways, clock: SetClock) -> None:
    waiting(make)
    at(clock, "2026-05-21T08:00")
    together = threading.Barrier(2)

    def dispatcher() -> None:
        together.wait()
        with unit_of_work(gateways, SYSTEM) as context:
            digests.write_due(context)

    threads = [threading.Thread(target=dispatcher) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ledger.notices(gateways)) == 1
    with make.work() as context:
        assert len(context.session.scalars(select(Digest)).all()) == 1


def test_it_arrives_with_the_address_of_today_and_no_token(
    make: Make,
    gateways: Gateways,
    clock: SetClock,
    sink: SmtpSink,
    drain: Callable[[], bool],
) -> None:
    waiting(make)
    at(clock, "2026-05-21T08:00")
    look(make)

    assert drain()

    (received,) = sink.received
    assert received.recipients == ("rosa@northlight.example",)
    assert received.message["Subject"] == "What waits for you today"
    body = received.message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Maya Oliveira, Product Designer, Mobility: promised by 20 May" in text
    assert "http://localhost/recruiter/" in text.splitlines()
    assert "/n/" not in text
    assert ledger.only(gateways).state is NoticeState.ACCEPTED


def test_the_names_in_it_are_forgotten_in_time(
    make: Make, gateways: Gateways, clock: SetClock, sink: SmtpSink, drain: Callable[[], bool]
) -> None:
    waiting(make)
    at(clock, "2026-05-21T08:00")
    look(make)
    drain()
    for days, kept in ((13, True), (2, False)):
        clock.forward(days=days)
        with make.work() as context:
            digests.forget_old(context)
        notice = ledger.only(gateways)
        assert ("Maya" in f"{notice.personal_text}{notice.pinned_words}") is kept


def test_a_thousand_who_wait_are_one_short_message(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    application = waiting(make)
    with make.work() as context:
        vacancy = context.session.get_one(Vacancy, application.vacancy_id)
        people = [
            Candidate(
                name=f"Person {n:04}",
                called="",
                sort_name="",
                created_at=context.now,
                changed_at=context.now,
            )
            for n in range(1_000)
        ]
        context.session.add_all(people)
        context.session.flush()
        context.session.add_all(
            Application(
                candidate_id=person.id,
                vacancy_id=vacancy.id,
                stage_id=application.stage_id,
                stage_since=context.now,
                applied_at=context.now,
                created_at=context.now,
                promised_by=PROMISED - timedelta(hours=1),
            )
            for person in people
        )
    at(clock, "2026-05-21T08:00")
    look(make)

    (text,) = texts(gateways).values()
    assert text.endswith("and 981 more")
    assert text.count("\n") == 21
    with make.work() as context:
        assert len(context.session.scalars(select(Notice)).all()) == 1
