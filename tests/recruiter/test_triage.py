"""Triage: decided elsewhere, and nobody has said whether they know."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.models import AuditEvent, Candidate, Decision, Notice, Vacancy
from portal.services import decisions
from portal.vocabulary import Act, Origin
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.importer import Importer, csv
from tests.makers import Make

PAGE = "recruiter.triage.page"
TOLD = "recruiter.triage.told"
ALL_TOLD = "recruiter.triage.all_told"


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def rejected(count: int, vacancy: str = "Designer") -> str:
    return csv(
        *(
            f"{vacancy} {n:03},{vacancy}{n}@example.com,{vacancy},Interview,Rejected,,2025-11-03,,"
            for n in range(count)
        )
    )


def names(page: Page) -> list[str]:
    return [name.text for name in page.all("tbody .strong")]


def vacancies(page: Page) -> list[str]:
    return [" ".join(s.text_content().split()) for s in page.all("#groups h3, #groups .entry.row")]


def groups(page: Page) -> list[str]:
    return [
        " ".join(s.text_content().split()) for s in page.all("#groups .group > span:first-child")
    ]


def ids(page: Page) -> list[str]:
    return [box.get("value") for box in page.all("[name=decision]")]


def vacancy_id(importer: Importer, title: str) -> int:
    return int(dict(importer.all(Vacancy.title, Vacancy.id))[title])


def test_nobody_in_triage_says_when_somebody_will_be(rosa: Browser) -> None:
    page = rosa.get(PAGE)

    assert page.h1 == "Triage"
    assert "Nobody waits here." in page.text
    assert rosa.get(page.link("Import")).h1 == "Import"


def test_everybody_decided_elsewhere_is_there_by_vacancy(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(2))
    importer.bring(
        csv(
            "Wanda Withdrawn,wanda@example.com,Engineer,,Withdrawn,,,,",
            "Otto Open,otto@example.com,Engineer,,Active,,,,",
            "Hanna Hired,hanna@example.com,Engineer,,Hired,,,,",
        )
    )

    page = rosa.get(PAGE)

    assert vacancies(page) == ["Designer 2", "Engineer 1"]
    assert names(page) == ["Designer 000", "Designer 001", "Wanda Withdrawn"]
    first = " ".join(page.all("tbody tr")[0].text_content().split())
    assert "Designer" in first
    assert "Interview" in first
    assert "not chosen, 3 November 2025" in first
    assert "3 people were decided elsewhere" in page.text

    one = rosa.get(PAGE, vacancy=vacancy_id(importer, "Engineer"))
    assert names(one) == ["Wanda Withdrawn"]
    assert rosa.get(one.link("Show all")).h1 == "Triage"


def test_history_is_not_in_triage(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(2), origin=Origin.HISTORY)

    assert "Nobody waits here." in rosa.get(PAGE).text


def test_from_triage_somebody_is_written_to(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(1))

    page = rosa.get(rosa.get(PAGE).link("Write to Designer 000"))

    assert page.status == 200
    assert "Designer 000" in page.text


def test_those_who_are_ticked_leave_triage_and_nobody_is_written_to(
    rosa: Browser, importer: Importer, clock: SetClock
) -> None:
    importer.bring(rejected(3))
    page = rosa.get(PAGE)
    clock.forward(minutes=5)

    after = rosa.submit(page, "The ticked have been told already", decision=ids(page)[:2])

    assert after.said == "Marked as told elsewhere."
    assert names(after) == ["Designer 002"]
    told = importer.all(Decision.id, Decision.told_elsewhere_at, Decision.told_elsewhere_by_id)
    assert [tuple(row[1:]) for row in told[:2]] == [(clock.now(), rosa.id)] * 2
    acts = [row[1] for row in importer.all(AuditEvent.id, AuditEvent.act)]
    assert acts.count(Act.TOLD_ELSEWHERE) == 2
    assert importer.all(Notice.id) == []


def test_ticking_nobody_is_said(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(1))

    page = rosa.submit(rosa.get(PAGE), "The ticked have been told already")

    assert page.status == 422
    assert page.wrong[""] == "Tick those whom you mean."
    assert names(page) == ["Designer 000"]


def test_a_whole_vacancy_is_marked_only_by_somebody_who_is_sure(
    rosa: Browser, importer: Importer
) -> None:
    importer.bring(rejected(60))
    importer.bring(rejected(1, "Engineer"))
    page = rosa.get(PAGE, vacancy=vacancy_id(importer, "Designer"))

    unsure = rosa.submit(page, "Mark 60 as told already")
    assert unsure.status == 422
    assert "Tick this if you know it" in unsure.text
    assert vacancies(unsure) == ["Designer 60"]

    after = rosa.submit(unsure, "Mark 60 as told already", sure="y")
    assert vacancies(after) == ["Engineer 1"]
    assert names(after) == ["Engineer 000"]


def test_whoever_comes_in_after_the_page_was_opened_is_not_marked_with_the_rest(
    rosa: Browser, importer: Importer
) -> None:
    importer.bring(rejected(2))
    page = rosa.get(PAGE, vacancy=vacancy_id(importer, "Designer"))
    importer.bring(csv("Late,late@example.com,Designer,,Rejected,,,,"))

    after = rosa.submit(page, "Mark 2 as told already", sure="y")

    assert names(after) == ["Late"]


def test_fifty_at_a_time(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(120))
    page, seen = rosa.get(rosa.get(PAGE).link("Look at all 120 one by one")), []

    for expected in (50, 50, 20):
        assert len(names(page)) == expected
        seen += names(page)
        if expected == 50:
            page = rosa.get(page.link("The next 50"))

    assert seen == [f"Designer {n:03}" for n in range(120)]
    assert "The next 50" not in page.text
    second = rosa.get(rosa.get(PAGE, people=1).link("The next 50"))
    after = rosa.submit(second, "The ticked have been told already", decision=ids(second)[:1])
    assert names(after)[0] == "Designer 051", "the same page again"


def test_vacancies_that_are_hidden_are_hidden_here(
    rosa: Browser, adam: Browser, hanna: Browser, make: Make, importer: Importer
) -> None:
    olga = make.user("Olga Other")
    secret = make.vacancy("Secret", owner=olga, confidential=True)
    Importer(make, make.actor(olga)).bring(rejected(1, "Secret"))
    (hidden,) = [str(row[0]) for row in importer.all(Decision.id)]

    assert "Nobody waits here." in rosa.get(PAGE).text
    assert rosa.get(PAGE, vacancy=secret.id).status == 404
    assert rosa.post(TOLD, {"decision": [hidden]}).status == 404
    assert rosa.post(ALL_TOLD, {"vacancy": secret.id, "sure": "y", "up_to": 999}).status == 404
    assert names(adam.get(PAGE)) == ["Secret 000"]
    assert hanna.get(PAGE).status == 403


def test_numbers_that_nobody_has_are_404(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(1))

    assert rosa.get(PAGE, vacancy=999_999).status == 404
    assert rosa.post(TOLD, {"decision": ["999999"]}).status == 404
    assert rosa.post(ALL_TOLD, {"vacancy": "x", "sure": "y"}).status == 404


def test_a_vacancy_that_is_finished_says_so(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(1))
    importer.bring(rejected(1, "Engineer"))
    designer = vacancy_id(importer, "Designer")
    page = rosa.get(PAGE, vacancy=designer)
    rosa.submit(page, "The ticked have been told already", decision=ids(page))

    finished = rosa.get(PAGE, vacancy=designer)
    assert "Nobody like this waits here." in finished.text
    assert names(rosa.get(finished.link("Look at all"))) == ["Engineer 000"]


def test_somebody_without_an_address_is_marked(rosa: Browser, importer: Importer) -> None:
    importer.bring(csv("Maya,,Designer,,Rejected,,,77,"))

    assert "no e-mail address" in rosa.get(PAGE).text


def test_whoever_is_just_writing_notices_that_they_were_marked(
    rosa: Browser, make: Make, importer: Importer
) -> None:
    importer.bring(rejected(1))
    before = importer.all(Decision.id, Decision.version)[0]

    with make.work(make.actor()) as context:
        assert decisions.mark_told_elsewhere(context, [before.id, before.id, 999]) == 1
        assert decisions.mark_told_elsewhere(context, [before.id]) == 0

    assert importer.all(Decision.id, Decision.version)[0].version == before.version + 1


def test_groups_are_by_vacancy_stage_outcome_and_reason(
    rosa: Browser, importer: Importer, make: Make
) -> None:
    importer.bring(rejected(3))
    importer.bring(csv("Wanda,wanda@example.com,Designer,Screening,Withdrawn,,,,"))
    _say(make, ids_of(importer)[:1], imported_reason="Position closed")
    _say(make, ids_of(importer)[1:2], ended_by=None)

    page = rosa.get(PAGE)

    assert sorted(groups(page)) == sorted(
        [
            "Interview: not chosen 1",
            "Interview: not chosen, “Position closed” 1",
            "Interview: not chosen unclear who ended it 1",
            "Screening: withdrew 1",
        ]
    )


def test_filters_combine_and_count(rosa: Browser, importer: Importer, make: Make) -> None:
    importer.bring(rejected(4))
    importer.bring(rejected(2, "Engineer"))
    designers, engineers = ids_of(importer)[:4], ids_of(importer)[4:]
    _say(make, [*designers[:2], engineers[0]], imported_reason="Position closed")
    _say(make, designers[1:3], ended_by=None)
    designer = vacancy_id(importer, "Designer")

    def found(**chosen: Any) -> list[str]:
        return names(rosa.get(PAGE, **chosen))

    assert found(reason="Position closed") == ["Designer 000", "Designer 001", "Engineer 000"]
    assert found(reason="Position closed", vacancy=designer) == ["Designer 000", "Designer 001"]
    both: dict[str, Any] = {"reason": "Position closed", "vacancy": designer, "ended_by": "unclear"}
    assert found(**both) == ["Designer 001"]
    assert found(reason="-", ended_by="us") == ["Designer 003", "Engineer 001"]
    assert found(stage="Interview", outcome="rejected", source="-") == found()
    assert found(source="lever") == found(stage="Offer") == found(outcome="hired") == []
    page = rosa.get(PAGE, **both)
    assert groups(page) == ["Interview: not chosen, “Position closed” unclear who ended it 1"]
    assert page.one("select[name=ended_by]").value == "unclear"


@pytest.mark.parametrize("wrong", [{"outcome": "lost"}, {"ended_by": "me"}, {"vacancy": "x"}])
def test_what_nothing_can_be_is_not_found(rosa: Browser, wrong: dict[str, Any]) -> None:
    assert rosa.get(PAGE, **wrong).status == 404


def test_a_filtered_list_goes_on_page_after_page(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(60))
    importer.bring(rejected(60, "Engineer"))
    page = rosa.get(PAGE, vacancy=vacancy_id(importer, "Engineer"))

    second = rosa.get(page.link("The next 50"))

    assert names(second) == [f"Engineer {n:03}" for n in range(50, 60)]
    assert vacancies(second) == ["Engineer 60"]


def test_one_tick_takes_the_whole_page_without_scripts(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(60))

    page = rosa.get(PAGE, people=1)
    after = rosa.submit(page, "The ticked have been told already", everyone="1")

    assert "10 people were decided elsewhere" in after.text


def test_of_many_groups_the_vacancies_are_shown_first(rosa: Browser, importer: Importer) -> None:
    for number in range(13):
        importer.bring(rejected(1, f"Role {number:02}"))

    page = rosa.get(PAGE)

    assert len(vacancies(page)) == 13
    assert vacancies(page)[3] == "Role 031 in one group"
    assert groups(page) == []
    assert groups(rosa.get(page.link("Role 03"))) == ["Interview: not chosen 1"]


def test_who_ended_it_is_said_of_the_ticked(rosa: Browser, importer: Importer, make: Make) -> None:
    importer.bring(rejected(3))
    _say(make, ids_of(importer), ended_by=None)
    page = rosa.get(PAGE)
    assert page.text.count("unclear who ended it") >= 3

    after = rosa.submit(page, "They withdrew", decision=ids(page)[:1])
    assert after.said == "Noted how it ended. Nobody has been written to."
    rosa.submit(after, "We ended it", decision=ids(after)[1:2])

    said = [
        tuple(row[1:]) for row in importer.all(Decision.id, Decision.outcome, Decision.ended_by)
    ]
    assert said == [("withdrawn", "them"), ("rejected", "us"), ("rejected", None)]
    acts = [row[1] for row in importer.all(AuditEvent.id, AuditEvent.act)]
    assert acts.count(Act.ENDING_SAID) == 2
    assert importer.all(Notice.id) == []


def test_who_ended_it_is_said_of_a_whole_group_by_somebody_who_is_sure(
    rosa: Browser, importer: Importer, make: Make
) -> None:
    importer.bring(rejected(60))
    _say(make, ids_of(importer), ended_by=None)
    page = rosa.get(rosa.get(PAGE).link("Say who ended it"))

    unsure = rosa.submit(page, "We ended all 60")
    assert unsure.status == 422
    assert "Tick this if you know it of every one of them." in unsure.text
    after = rosa.submit(unsure, "We ended all 60", surely_ended="y")

    assert groups(after) == ["Interview: not chosen 60"]
    assert {row[1] for row in importer.all(Decision.id, Decision.ended_by)} == {"us"}


def test_what_was_clear_is_not_said_anew(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(1))

    rosa.post("recruiter.triage.ended", {"decision": ids_of(importer), "who": "them"})

    assert [row[1] for row in importer.all(Decision.id, Decision.outcome)] == ["rejected"]
    assert rosa.post("recruiter.triage.ended", {"decision": ["1"], "who": "me"}).status == 404


def test_a_private_person_is_for_the_owner_and_administrators(
    rosa: Browser, adam: Browser, app: Flask, make: Make, importer: Importer
) -> None:
    importer.bring(rejected(2))
    with make.work() as context:
        first = select(Candidate.id).order_by(Candidate.id).limit(1).scalar_subquery()
        context.session.execute(update(Candidate).where(Candidate.id == first).values(private=True))
    other = Browser(app)
    other.begin_as_user(make.user("Olga Other"))

    assert names(rosa.get(PAGE)) == names(adam.get(PAGE)) == ["Designer 000", "Designer 001"]
    assert names(other.get(PAGE)) == ["Designer 001"]
    assert groups(other.get(PAGE)) == ["Interview: not chosen 1"]
    hidden = ids_of(importer)[0]
    assert other.post(TOLD, {"decision": [hidden]}).status == 404


def ids_of(importer: Importer) -> list[int]:
    return [row[0] for row in importer.all(Decision.id)]


def _say(make: Make, decision_ids: list[int], **values: object) -> None:
    """As another system would say it."""
    with make.work() as context:
        context.session.execute(
            update(Decision).where(Decision.id.in_(decision_ids)).values(**values)
        )
