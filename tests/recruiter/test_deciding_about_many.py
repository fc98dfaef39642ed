"""One decision for many applicants: chosen, written, looked through, handed over, taken back."""

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from portal.gateways import Gateways
from portal.jobs import batches as jobs
from portal.models import (
    Application,
    AuditEvent,
    Batch,
    BatchLine,
    Candidate,
    CandidateEmail,
    Decision,
    Feedback,
    Notice,
    Vacancy,
)
from portal.services import applications, decisions
from portal.vocabulary import (
    Act,
    BatchResult,
    BatchState,
    DecisionState,
    NoContact,
    Outcome,
)
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make
from tests.services.test_batches import DRAFT

WORDS = (
    "We have decided not to go on with your application for this role. We looked for more work "
    "with data than your portfolio shows."
)
MORE_WORDS = (
    "We have decided not to go on after our first talk. We looked for somebody who leads workshops "
    "alone, and that is not what you told us about."
)


def applied(make: Make, vacancy: Vacancy, *names: str, stage: int = 0) -> list[int]:
    return [make.application(make.candidate(name), vacancy, stage=stage).id for name in names]


def numbered(make: Make, vacancy: Vacancy, count: int) -> list[int]:
    return applied(make, vacancy, *(f"Nr{number} Applicant" for number in range(count)))


def choose(rosa: Browser, vacancy: Vacancy, ids: list[int]) -> Page:
    return rosa.follow(
        rosa.post("recruiter.many.choose", {"application": ids}, vacancy_id=vacancy.id)
    )


def look(rosa: Browser, vacancy: Vacancy, ids: list[int], **typed: object) -> Page:
    typed = {"stages-0-message": WORDS, **typed}
    return rosa.submit(choose(rosa, vacancy, ids), "Look through them", **typed)


def work(gateways: Gateways) -> None:
    """What a worker does until nothing is left."""
    while jobs.run_due(gateways):
        pass


def held(page: Page) -> dict[str, list[str]]:
    """Who is held back, by what."""
    return {
        section.get("id"): [
            entry.cssselect("a.strong")[0].text_content()
            for entry in section.cssselect(".entry")
            if entry.cssselect("a.strong")
        ]
        for section in page.all("section.list[id]")
        if section.get("id") != "ready"
    }


def told(gateways: Gateways) -> dict[str, str]:
    """What each person reads, by name."""
    query = (
        select(Candidate.name, Feedback.message)
        .join(Application, Application.candidate_id == Candidate.id)
        .join(Decision, Decision.application_id == Application.id)
        .join(Feedback, Feedback.decision_id == Decision.id)
        .join(Notice, Notice.decision_id == Decision.id)
        .where(Decision.state == DecisionState.RELEASED)
    )
    with gateways.database.session() as session:
        return dict(session.execute(query).all())


def seven_held_back(make: Make, vacancy: Vacancy, other: int) -> list[int]:
    """Six people of whom each is held back by something else; the seventh waits elsewhere too."""
    spoken = applied(make, vacancy, "Ines Interviewed", stage=2)
    silent, gone, stopped, decided, writing = applied(
        make, vacancy, *(f"{who} Held" for who in ("Nora", "Bob", "Stan", "Dora", "Wes"))
    )
    elsewhere = make.vacancy("Another one")
    with make.work(make.actor()) as context:
        session = context.session
        people = dict(session.execute(select(Application.id, Application.candidate_id)).all())
        theirs = delete(CandidateEmail).where(CandidateEmail.candidate_id == people[silent])
        session.execute(theirs)
        session.get_one(Candidate, people[gone]).may_email = False
        session.get_one(Candidate, people[stopped]).stopped = NoContact.DELETED_ELSEWHERE
        decisions.save_draft(context, writing, DRAFT)
        applications.add(context, people[other], elsewhere.id)
        there = session.get_one(Application, decided)
    make.decision(there)
    return [*spoken, silent, gone, stopped, decided, writing]


def test_three_hundred_are_decided_and_seven_are_held_back(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    ids = numbered(make, vacancy, 294)
    everybody = [*ids, *seven_held_back(make, vacancy, ids[0])]
    assert len(everybody) == 300

    page = look(rosa, vacancy, everybody, **{"stages-1-message": MORE_WORDS})

    assert "293are decided and told" in page.text
    assert "7are held back" in page.text
    assert held(page) == {
        "decided": ["Dora Held"],
        "writing": ["Wes Held"],
        "no_feedback": ["Ines Interviewed"],
        "stopped": ["Stan Held"],
        "no_address": ["Nora Held", "Bob Held"],
        "other_open": ["Nr0 Applicant"],
    }
    begun = rosa.submit(page, "Decide and tell these 293")
    assert "7 of 300 people" in begun.text
    work(gateways)

    done = rosa.get(begun.response.request.path)
    assert "293decided" in done.text
    assert "7left alone" in done.text
    with gateways.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 294


def test_each_stage_reads_its_own_words_and_each_person_their_own_line(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    first = applied(make, vacancy, "Oscar Lund")
    further = applied(make, vacancy, "Helena Marques", stage=1)
    spoken = applied(make, vacancy, "Ada Correia", stage=2)
    words = {"stages-1-message": MORE_WORDS, "stages-2-message": f"{MORE_WORDS} All the best."}

    page = look(rosa, vacancy, first + further + spoken, **words)
    assert held(page) == {"no_feedback": ["Ada Correia"]}
    alone = rosa.get(page.link("Write a line of their own for Ada Correia"))
    page = rosa.submit(
        alone,
        "Keep it",
        line="Your second sketch stayed with me.",
        kind="gap",
        seen="You did not name a success measure.",
    )
    assert held(page) == {}
    rosa.submit(page, "Decide and tell these 3")
    work(gateways)

    assert told(gateways) == {
        "Oscar Lund": WORDS,
        "Helena Marques": MORE_WORDS,
        "Ada Correia": "Your second sketch stayed with me.\n\n" + words["stages-2-message"],
    }


def test_two_stages_read_the_same_only_if_somebody_says_so(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    ids = applied(make, vacancy, "Oscar Lund") + applied(make, vacancy, "Ada Correia", stage=1)

    page = look(rosa, vacancy, ids, **{"stages-1-message": f" {WORDS} "})
    assert page.status == 422
    assert "would read the same words" in page.text
    assert page.value("stages-1-message").strip() == WORDS

    page = rosa.submit(page, "Look through them", same_words="y")
    rosa.submit(page, "Decide and tell these 2")
    work(gateways)
    assert set(told(gateways).values()) == {WORDS}


def test_who_is_held_back_is_taken_out_or_let_through(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    ids = applied(make, vacancy, "Oscar Lund", "Ada Correia", "Jun Kimura")
    with make.work() as context:
        context.session.execute(update(Candidate).values(may_email=False))
        jun = update(Candidate).where(Candidate.name == "Jun Kimura")
        context.session.execute(jun.values(may_email=True))
    page = look(rosa, vacancy, ids)
    assert held(page) == {"no_address": ["Oscar Lund", "Ada Correia"]}

    page = rosa.submit(page, "Take out Oscar Lund")
    assert held(page) == {"no_address": ["Ada Correia"]}
    assert "1taken out" in page.text
    page = rosa.submit(page, "Put back who was taken out")
    assert held(page) == {"no_address": ["Oscar Lund", "Ada Correia"]}
    page = rosa.submit(page, "All the same to Ada Correia")
    assert held(page) == {"no_address": ["Oscar Lund"]}
    page = rosa.submit(page, "Take this person out")
    assert held(page) == {}

    rosa.submit(page, "Decide and tell these 2")
    work(gateways)
    assert set(told(gateways)) == {"Ada Correia", "Jun Kimura"}


def test_words_that_the_wording_check_stops_are_changed(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    ids = applied(make, vacancy, "Oscar Lund", "Ada Correia")

    page = look(rosa, vacancy, ids, **{"stages-0-message": f"You are too old for us. {WORDS}"})

    assert held(page) == {"blocked_wording": ["Oscar Lund", "Ada Correia"]}
    assert "Tell them all the same" not in page.text
    assert rosa.post(page.form("Take all 2 out").get("action")).status == 422
    again = rosa.get(page.link("Change the words"))
    page = rosa.submit(again, "Look through them", **{"stages-0-message": WORDS})
    assert held(page) == {}


def test_all_who_match_are_chosen_and_nobody_else(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    ids = numbered(make, vacancy, 53)
    applied(make, vacancy, "Ada Correia", stage=1)
    with make.work(make.actor()) as context:
        for application_id in ids[:52]:
            applications.mark_promising(context, application_id, True)

    first = str(vacancy.stages[0].id)
    page = rosa.get("recruiter.vacancies.one", vacancy_id=vacancy.id, promising="1", stage=first)
    assert "Ada Correia" not in page.text
    assert "Nr52 Applicant" not in page.text
    page = rosa.submit(page, "Decide about all who match")
    assert page.h1 == "Decide about 52 people"

    page = rosa.get("recruiter.vacancies.one", vacancy_id=vacancy.id, q="correia")
    assert rosa.submit(page, "Decide about all who match").h1 == "Decide about one person"
    page = rosa.get("recruiter.vacancies.one", vacancy_id=vacancy.id, waits="overdue")
    assert "Nobody like this." in page.text


def test_nobody_ticked_leads_back(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    assert choose(rosa, vacancy, []).said == "Nobody was chosen: tick at least one person."


def test_the_same_twice_and_two_people_at_once_decide_everybody_once(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    ids = numbered(make, vacancy, 6)
    mine, theirs = look(rosa, vacancy, ids[:4]), look(adam, vacancy, ids[2:])
    rosa.submit(mine, "Decide and tell these 4")
    again = rosa.submit(mine, "Decide and tell these 4")
    assert again.h1 == "Decision about 4 people"
    other = adam.submit(theirs, "Decide and tell these 4")
    work(gateways)

    assert len(told(gateways)) == 6
    with gateways.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 6
        started = select(func.count()).where(AuditEvent.act == Act.BATCH_STARTED)
        assert session.scalar(started) == 2, "pressed twice, handed over once"
        left = select(BatchLine.why).where(BatchLine.result == BatchResult.LEFT)
        assert list(session.scalars(left)) == ["This application is decided already."] * 2
    assert "2left alone" in adam.get(other.response.request.path).text


def test_whoever_is_promising_is_called_first_unless_somebody_says_otherwise(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    people = [make.candidate(n, phones=("+351 912 345 678",)) for n in ("Ada Correia", "Bo Lind")]
    ids = [make.application(person, vacancy).id for person in people]
    with make.work(make.actor()) as context:
        for one in ids:
            applications.mark_promising(context, one, True)

    page = look(rosa, vacancy, ids)
    assert held(page) == {"call_first": ["Ada Correia", "Bo Lind"]}
    page = rosa.submit(page, "All the same to Bo Lind")
    page = rosa.submit(page, "Put this person on the call list")
    assert held(page) == {}
    rosa.submit(page, "Decide and tell these 2")
    work(gateways)

    with gateways.database.session() as session:
        called = select(Candidate.name).join(Application).join(Decision).where(Decision.call_first)
        assert list(session.scalars(called)) == ["Ada Correia"]
        assert session.scalar(select(func.count()).select_from(Notice)) == 2


def test_night_and_weekend_there_hold_back_what_was_not_left_to_the_rule(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    vacancy = make.vacancy()
    make.application(make.candidate("Ada Correia", time_zone="Pacific/Auckland"), vacancy)
    make.application(make.candidate("Oscar Lund", time_zone="Europe/Lisbon"), vacancy)
    with make.work() as context:
        ids = list(context.session.scalars(select(Application.id)))

    assert held(look(rosa, vacancy, ids)) == {}
    assert held(look(rosa, vacancy, ids, send_when="at_once")) == {"night": ["Ada Correia"]}
    saturday = {"send_when": "at", "send_at": "2026-03-07T12:00"}
    assert held(look(rosa, vacancy, ids, **saturday))["weekend"] == ["Oscar Lund"]


def test_a_draft_is_its_writers_and_is_thrown_away(
    rosa: Browser, hanna: Browser, app: Flask, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    page = look(rosa, vacancy, numbered(make, vacancy, 2))
    path = page.response.request.path
    olga = Browser(app)
    olga.begin_as_user(make.user("Olga Other"))
    assert olga.get(path).status == hanna.get(path).status == 404

    assert rosa.submit(page, "Throw away").h1 == vacancy.title
    with gateways.database.session() as session:
        assert session.scalars(select(Batch)).all() == []
        assert session.scalars(select(BatchLine)).all() == []


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.HIRED])
def test_other_outcomes_need_no_words(
    rosa: Browser, make: Make, gateways: Gateways, outcome: Outcome
) -> None:
    vacancy = make.vacancy()
    ids = numbered(make, vacancy, 2)
    page = look(rosa, vacancy, ids, outcome=outcome.value, **{"stages-0-message": ""})
    rosa.submit(page, "Decide and tell these 2")
    work(gateways)

    with gateways.database.session() as session:
        assert set(session.scalars(select(Decision.outcome))) == {outcome}
        assert set(session.scalars(select(Batch.state))) == {BatchState.DONE}
        owed = session.scalar(select(func.count()).select_from(Notice))
    assert owed == (2 if outcome.owes_notice else 0)
