"""Tasks that end with an answer: who somebody is, and whether they may be written to."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Candidate, SourceRecord, Task, Vacancy
from portal.services import contact_stops, tasks
from portal.services.tasks import Subject
from portal.vocabulary import NoContact, RecordKind, TaskKind
from tests.browser import Browser
from tests.makers import Make

LIST = "recruiter.tasks.page"
ADDRESS = "maya@example.com"


def record(make: Make, kind: RecordKind, source_id: str, **said: Any) -> int:
    """What Greenhouse says of something."""
    with make.work() as context:
        made = SourceRecord(
            source="greenhouse",
            kind=kind,
            source_id=source_id,
            said={name: ["1", value] for name, value in said.items()},
            taken={},
            heard_at=context.now,
        )
        context.session.add(made)
        context.session.flush()
        return made.id


def question(make: Make, candidate: Candidate, *, known: int | None = None, **said: Any) -> int:
    """Whether somebody whom Greenhouse speaks of is this person."""
    about = {"name": "M. Oliveira-Santos", "emails": [ADDRESS, "mos@example.org"], **said}
    record_id = record(make, RecordKind.CANDIDATE, "g-60", **about)
    with make.work() as context:
        context.session.get_one(SourceRecord, record_id).candidate_id = known
        subject = Subject(candidate_id=candidate.id, source_record_id=record_id)
        facts = {"address": ADDRESS, "source": "greenhouse", "source_id": "g-60", "known": known}
        key = f"{record_id}:{ADDRESS}"
        return tasks.ask(context, TaskKind.SHARED_ADDRESS, key, subject, facts=facts).id


def stopped(make: Make, candidate: Candidate) -> int:
    """Greenhouse deleted somebody."""
    with make.work() as context:
        person = context.session.get_one(Candidate, candidate.id)
        contact_stops.stop(context, person, NoContact.DELETED_ELSEWHERE)
        subject = Subject(candidate_id=candidate.id)
        return tasks.ask(context, TaskKind.DELETED_ELSEWHERE, "1", subject).id


def test_both_are_shown_side_by_side(rosa: Browser, make: Make) -> None:
    maya = make.application().candidate_id
    question(make, make_person(make, maya))
    vacancy = make.vacancy("Researcher")
    with make.work() as context:
        there = SourceRecord(
            source="greenhouse",
            kind=RecordKind.VACANCY,
            source_id="g-9",
            vacancy_id=context.session.scalars(
                select(Vacancy.id).where(Vacancy.title == vacancy.title)
            ).one(),
            taken={},
            heard_at=context.now,
        )
        context.session.add(there)
    record(make, RecordKind.APPLICATION, "g-71", candidate="g-60", vacancy="g-9")
    record(make, RecordKind.APPLICATION, "g-72", candidate="g-61", vacancy="g-9")

    shown = [
        [" ".join(cell.text_content().split()) for cell in side.cssselect("dt, dd")]
        for side in rosa.get(LIST).all(".entry .facts")
    ]

    assert shown == [
        ["Here", "Maya Oliveira", "E-mail", ADDRESS, "Applied for", "Product Designer, Mobility"],
        [
            *("Greenhouse", "M. Oliveira-Santos", "E-mail", f"{ADDRESS}, mos@example.org"),
            *("Applied for", "Researcher", "Id", "greenhouse g-60"),
        ],
    ]


def make_person(make: Make, candidate_id: int) -> Candidate:
    with make.work() as context:
        return context.session.get_one(Candidate, candidate_id)


def test_they_are_the_same_person(rosa: Browser, make: Make, gateways: Gateways) -> None:
    maya = make.candidate()
    task_id = question(make, maya)

    page = rosa.submit(rosa.get(LIST), "The same person")

    assert page.said == "They are one person now."
    with gateways.database.session() as session:
        assert session.scalars(select(SourceRecord.candidate_id)).one() == maya.id
        assert session.get_one(Task, task_id).done_by_id == rosa.id


def test_they_are_two_people(rosa: Browser, make: Make, gateways: Gateways) -> None:
    task_id = question(make, make.candidate())

    page = rosa.submit(rosa.get(LIST), "Two people")

    assert page.said == "They stay two people."
    with gateways.database.session() as session:
        assert session.scalars(select(SourceRecord.candidate_id)).one() is None
        assert session.get_one(Task, task_id).done_by_id == rosa.id


def test_of_two_answers_the_first_counts(rosa: Browser, adam: Browser, make: Make) -> None:
    question(make, make.candidate())
    seen_by_adam = adam.get(LIST)

    rosa.submit(rosa.get(LIST), "Two people")
    late = adam.submit(seen_by_adam, "The same person")

    assert (late.status, "This is done already." in late.text) == (409, True)


def test_a_question_is_not_done_without_an_answer(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    task_id = question(make, make.candidate())

    answer = rosa.post("recruiter.tasks.done", task_id=task_id)

    assert (answer.status, "one person or two" in answer.text) == (422, True)
    with gateways.database.session() as session:
        assert session.get_one(Task, task_id).done_at is None


def test_two_who_are_both_here_cannot_become_one(rosa: Browser, make: Make) -> None:
    other = make.candidate("Jun Kimura")
    task_id = question(make, make.candidate(), known=other.id)

    page = rosa.get(LIST)

    assert "Both are here already" in page.text
    with pytest.raises(AssertionError):
        page.form("The same person")
    assert rosa.post("recruiter.tasks.same", task_id=task_id).status == 409
    assert rosa.submit(page, "Two people").said == "They stay two people."


@pytest.mark.parametrize("is_here", [True, False])
def test_a_private_person_is_not_asked_about(
    rosa: Browser, adam: Browser, make: Make, is_here: bool
) -> None:
    """Whether they are here already, or another system has only just spoken of them."""
    known = None
    if is_here:
        known = make.candidate("Jun Kimura").id
        with make.work() as context:
            context.session.get_one(Candidate, known).private = True
    task_id = question(make, make.candidate(), known=known, private=not is_here)

    assert "Nothing to do." in rosa.get(LIST).text
    assert rosa.post("recruiter.tasks.different", task_id=task_id).status == 404
    assert "M. Oliveira-Santos" in adam.get(LIST).text


def test_contact_stays_stopped(rosa: Browser, make: Make, gateways: Gateways) -> None:
    maya = make.candidate()
    stopped(make, maya)

    page = rosa.submit(rosa.get(LIST), "Keep contact stopped, done")

    assert page.said == "Done."
    with gateways.database.session() as session:
        assert session.get_one(Candidate, maya.id).stopped is NoContact.DELETED_ELSEWHERE


def test_contact_is_allowed_again(rosa: Browser, make: Make, gateways: Gateways) -> None:
    maya = make.candidate()
    task_id = stopped(make, maya)
    record_page = rosa.get("recruiter.candidates.record", candidate_id=maya.id)

    page = rosa.submit(record_page, "Allow contact again")

    assert (page.h1, page.said) == ("Maya Oliveira", "Contact is allowed again.")
    assert "allowed contact again" in page.text
    with gateways.database.session() as session:
        assert session.get_one(Candidate, maya.id).stopped is None
        assert session.get_one(Task, task_id).done_by_id == rosa.id


def test_contact_that_was_allowed_meanwhile_is_a_conflict(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    maya = make.candidate()
    task_id = stopped(make, maya)
    seen = rosa.get(LIST)
    with make.work(make.actor()) as context:
        contact_stops.resume(context, maya.id)

    assert rosa.submit(seen, "Allow contact again").status == 409
    with gateways.database.session() as session:
        assert session.get_one(Task, task_id).done_at is None
    assert rosa.submit(rosa.get(LIST), "Done").said == "Done."


def test_only_tasks_about_stopped_contact_allow_it_again(rosa: Browser, make: Make) -> None:
    task_id = question(make, make.candidate())

    assert rosa.post("recruiter.tasks.contact_again", task_id=task_id).status == 422
