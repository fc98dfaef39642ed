"""Receipts: that an application arrived, until when they hear, and by which link."""

import pytest
from sqlalchemy import delete, select, update

from portal.gateways import Gateways
from portal.models import Application, AuditEvent, Candidate, CandidateEmail, Notice, Vacancy
from portal.policy.refusal import Conflict, Refusal
from portal.services import applications, received
from portal.vocabulary import Act, NoContact, NoticeState, Origin, Purpose
from tests.fakes import SetClock
from tests.feeding import Feeder, application, job_event, rejected
from tests.importer import Importer, csv
from tests.jobs import ledger
from tests.makers import Make


def confirming(make: Make, **values: object) -> Vacancy:
    """A vacancy that confirms each application."""
    vacancy = make.vacancy(**values)  # type: ignore[arg-type]
    confirm(make)
    return vacancy


def confirm(make: Make) -> None:
    with make.work() as context:
        context.session.execute(update(Vacancy).values(sends_receipt=True))


def by_hand(make: Make, candidate: Candidate, vacancy: Vacancy) -> Application:
    with make.work(make.actor()) as context:
        return applications.add_by_hand(context, candidate.id, vacancy.id)


def test_whoever_is_added_by_hand_gets_one(make: Make, gateways: Gateways, clock: SetClock) -> None:
    application = by_hand(make, make.candidate(), confirming(make))

    notice = ledger.only(gateways)
    assert (notice.purpose, notice.state) == (Purpose.RECEIVED, NoticeState.SCHEDULED)
    assert notice.application_id == application.id
    assert notice.idem_key == f"received:{application.id}:email:1"
    assert notice.not_before == clock.now() + gateways.settings.undo
    assert notice.link_id is not None


def test_without_the_switch_nobody_gets_one(make: Make, gateways: Gateways) -> None:
    by_hand(make, make.candidate(), make.vacancy())

    assert ledger.notices(gateways) == []


def test_it_is_owed_once(make: Make, gateways: Gateways) -> None:
    application = by_hand(make, make.candidate(), confirming(make))
    with make.work() as context:
        assert received.owe(context, [application.id]) == 0

    assert len(ledger.notices(gateways)) == 1


@pytest.mark.parametrize(
    "change",
    [
        update(Application).values(origin=Origin.HISTORY),
        update(Candidate).values(may_email=False),
        update(Candidate).values(stopped=NoContact.DELETED_ELSEWHERE),
        delete(CandidateEmail),
    ],
)
def test_history_and_whoever_cannot_be_written_to_get_none(
    make: Make, gateways: Gateways, change: object
) -> None:
    application = make.application(vacancy=confirming(make))
    with make.work() as context:
        context.session.execute(change)  # type: ignore[call-overload]
        assert received.owe(context, [application.id]) == 0

    assert ledger.notices(gateways) == []


def test_whoever_is_decided_already_gets_none(make: Make, gateways: Gateways) -> None:
    application = make.application(vacancy=confirming(make))
    make.decision(application)
    with make.work() as context:
        assert received.owe(context, [application.id]) == 0

    assert ledger.only(gateways).purpose is Purpose.DECISION


def test_a_file_of_live_applications_gives_one_to_each(make: Make, gateways: Gateways) -> None:
    confirming(make, title="Designer")
    rows = [f"Person {n},person{n}@example.com,Designer,,,2026-02-20,,," for n in range(60)]
    importer = Importer(make)

    importer.bring(csv(*rows))
    importer.bring(csv(*rows))

    owed = ledger.notices(gateways)
    assert [notice.purpose for notice in owed] == [Purpose.RECEIVED] * 60
    assert len({notice.candidate_id for notice in owed}) == 60
    assert len({notice.link_id for notice in owed}) == 60


def test_a_file_of_history_gives_none_and_decided_people_neither(
    make: Make, gateways: Gateways
) -> None:
    confirming(make, title="Designer")
    old = csv("Ada Correia,ada@example.com,Designer,,,2025-02-20,,,")
    Importer(make).bring(old, origin=Origin.HISTORY)
    Importer(make).bring(
        csv("Ben Okafor,ben@example.com,Designer,Interview,Rejected,2025-10-01,2025-11-03,,")
    )

    assert ledger.notices(gateways) == []


def test_another_system_brings_one_in_and_is_confirmed_once(make: Make, gateways: Gateways) -> None:
    feed = Feeder(make)
    feed.tell(job_event())
    confirm(make)

    feed.tell(application())
    feed.tell(application("candidate_stage_change"))

    assert ledger.only(gateways).purpose is Purpose.RECEIVED


def test_whom_another_system_has_decided_already_is_not_confirmed(
    make: Make, gateways: Gateways
) -> None:
    feed = Feeder(make)
    feed.tell(job_event())
    confirm(make)

    feed.tell(rejected())

    assert ledger.notices(gateways) == []


def test_a_text_carries_the_day_and_a_link_of_its_own(make: Make, gateways: Gateways) -> None:
    application = make.application()
    with make.work(make.actor()) as context:
        text = received.text_with_link(context, application.id)
        other = received.text_with_link(context, application.id)
        acts = context.session.scalars(select(AuditEvent.act)).all()

    assert "Hello Maya," in text
    assert "Product Designer, Mobility" in text
    assert "by 16 March 2026" in text
    assert "http://localhost/n/" in text
    assert text != other
    assert acts.count(Act.LINK_COPIED) == 2
    assert ledger.notices(gateways) == []


def test_the_link_of_a_text_opens_and_stands_nowhere(make: Make, gateways: Gateways) -> None:
    application = make.application()
    with make.work(make.actor()) as context:
        text = received.text_with_link(context, application.id)
        context.session.flush()
        facts = context.session.scalars(select(AuditEvent.facts)).all()

    token = text.split("/n/")[1].split()[0]
    assert len(token) > 40
    assert token not in str(facts)


def test_nobody_who_waits_for_nothing_gets_a_text(make: Make) -> None:
    decided = make.application()
    make.decision(decided)
    with pytest.raises(Conflict), make.work(make.actor()) as context:
        received.text_with_link(context, decided.id)

    stopped = make.application(make.candidate("Ada Correia"))
    with make.work() as context:
        context.session.execute(update(Candidate).values(stopped=NoContact.DELETED_ELSEWHERE))
    with pytest.raises(Refusal), make.work(make.actor()) as context:
        received.text_with_link(context, stopped.id)
    with make.work() as context:
        context.session.execute(update(Application).values(origin=Origin.HISTORY))
    with pytest.raises(Refusal), make.work(make.actor()) as context:
        received.text_with_link(context, stopped.id)


def test_many_are_owed_in_few_statements(make: Make, gateways: Gateways) -> None:
    vacancy = confirming(make)
    made = [make.application(make.candidate(f"Person{n} Example"), vacancy) for n in range(3)]
    with make.work() as context:
        assert received.owe(context, [one.id for one in made]) == 3
        keys = context.session.scalars(select(Notice.idem_key).order_by(Notice.id)).all()

    assert keys == [f"received:{one.id}:email:1" for one in made]
