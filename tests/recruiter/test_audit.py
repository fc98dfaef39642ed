"""The audit: every act carries what it must, can be read and taken out, and never changed."""

import csv
import io

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from portal.context import Actor
from portal.gateways import Gateways
from portal.models import AuditEvent, Candidate, Notice
from portal.policy.audit_facts import CARRIED, Incomplete
from portal.services import audit
from portal.vocabulary import Act, ActorKind
from tests.browser import Browser, Page
from tests.makers import Make

AUDIT = "recruiter.settings.audit.page"
DOWNLOAD = "recruiter.settings.audit.download"


def acts(page: Page) -> list[str]:
    return [row.cssselect("td")[2].text_content().strip() for row in page.all("tbody tr")]


def test_every_act_says_what_it_must_carry() -> None:
    assert set(CARRIED) == set(Act)


def test_an_act_without_its_facts_or_its_subject_is_refused(make: Make) -> None:
    with make.work() as context:
        with pytest.raises(Incomplete, match="does not say: outcome"):
            audit.event(context, Act.DECISION_RELEASED)
        with pytest.raises(Incomplete, match="does not name: candidate_id"):
            audit.record(context, Act.POOL_JOINED)


def test_nothing_that_somebody_wrote_gets_into_it(make: Make) -> None:
    with make.work() as context, pytest.raises(Incomplete, match="would keep words: note"):
        audit.record(context, Act.NOTE_ADDED, candidate_id=1, note="She was late twice.")


def test_acts_of_a_road_carry_what_they_must(make: Make, gateways: Gateways) -> None:
    make.told(make.candidate())
    make.decision(make.application(make.candidate("Ada Correia"), stage=2))
    make.member("Jun Kimura")

    with gateways.database.session() as session:
        found = session.scalars(select(AuditEvent)).all()
    assert len({event.act for event in found}) > 6
    for event in found:
        carried = CARRIED[event.act]
        assert carried.facts <= event.facts.keys(), event.act
        assert all(getattr(event, name) is not None for name in carried.subject), event.act


@pytest.mark.parametrize("change", [update(AuditEvent).values(actor_id=1), delete(AuditEvent)])
def test_the_database_keeps_every_act(make: Make, gateways: Gateways, change: object) -> None:
    make.candidate()
    with pytest.raises(DatabaseError), gateways.database.engine.begin() as connection:
        connection.execute(change)  # type: ignore[call-overload]


def test_it_is_read_by_person_and_by_vacancy(adam: Browser, make: Make) -> None:
    maya, vacancy = make.candidate(), make.vacancy()
    make.decision(make.application(maya, vacancy))
    make.candidate("Ada Correia")

    person = adam.get(AUDIT, candidate=maya.id)
    about = adam.get(AUDIT, vacancy=vacancy.id)

    assert "decision released" in acts(person)
    assert "vacancy added" not in acts(person)
    assert "Correia" not in person.text
    assert {"vacancy added", "decision released"} <= set(acts(about))
    assert "Correia" not in about.text
    assert acts(adam.get(AUDIT, what="vacancy_added")) == ["vacancy added"]
    assert "outcome rejected" in adam.get(AUDIT, what="decision_released").text


def test_a_message_belongs_to_its_vacancy(adam: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    decision = make.decision(make.application(vacancy=vacancy))
    with make.work() as context:
        notice = context.session.scalars(
            select(Notice).where(Notice.decision_id == decision.id)
        ).one()
        audit.record(context, Act.NOTICE_DELIVERED, notice_id=notice.id, purpose="decision")

    assert "notice delivered" in acts(adam.get(AUDIT, vacancy=vacancy.id))


def test_it_is_chosen_by_who_and_when(adam: Browser, make: Make) -> None:
    make.candidate()
    rosa = make.user()

    assert "candidate added" in acts(adam.get(AUDIT, who=rosa.id))
    assert acts(adam.get(AUDIT, until="2001-01-01")) == []
    assert adam.get(AUDIT, since="2027-02-02", until="2027-01-01").status == 422
    assert adam.get(AUDIT, what="nonsense").status == 422
    assert adam.get(AUDIT, candidate="nonsense").status == 422


def test_what_is_opened_or_confided_is_not_shown(adam: Browser, make: Make) -> None:
    maya = make.candidate()
    with make.work(Actor(ActorKind.CANDIDATE, maya.id)) as context:
        audit.record(context, Act.LINK_OPENED, candidate_id=maya.id)
        audit.record(context, Act.CONCERN_RAISED, inquiry=1)

    read = acts(adam.get(AUDIT))
    file = adam.post(DOWNLOAD).body.decode()

    assert "link opened" not in read
    assert "concern raised" not in read
    assert "link_opened" not in file
    assert "concern_raised" not in file


def test_whoever_takes_it_out_stands_in_it(adam: Browser, make: Make, gateways: Gateways) -> None:
    maya = make.candidate("Maya Oliveira")

    answer = adam.post(DOWNLOAD, candidate=maya.id)
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))

    assert [row[5] for row in rows[1:]] == ["data_exported", "candidate_added"]
    assert rows[2][6] == str(maya.id)
    # The file holds numbers: whose they are is known here.
    assert "Maya" not in answer.body.decode()
    with gateways.database.session() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.act == Act.DATA_EXPORTED)).one()
    assert (event.actor_id, event.facts["what"], event.facts["acts"]) == (adam.id, "audit", 1)


def test_somebody_erased_stays_a_number(adam: Browser, make: Make) -> None:
    maya = make.candidate()
    with make.work() as context:
        context.session.delete(context.session.get_one(Candidate, maya.id))

    assert f"person {maya.id}, no longer here" in adam.get(AUDIT).text


def test_it_is_for_administrators(rosa: Browser, make: Make) -> None:
    assert rosa.get(AUDIT).status == 403
