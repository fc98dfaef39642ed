"""Triage: decided elsewhere, and nobody has said whether they know."""

import pytest

from portal.models import AuditEvent, Decision, Notice, Vacancy
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


def groups(page: Page) -> list[str]:
    return [" ".join(a.text_content().split()) for a in page.all(".tabs a")]


def ids(page: Page) -> list[str]:
    return [box.get("value") for box in page.all("[name=decision]")]


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

    assert groups(page) == ["All 3", "Designer 2", "Engineer 1"]
    assert names(page) == ["Designer 000", "Designer 001", "Wanda Withdrawn"]
    first = " ".join(page.all("tbody tr")[0].text_content().split())
    assert "Designer" in first
    assert "Interview" in first
    assert "not chosen, 3 November 2025" in first
    assert "3 people were decided elsewhere" in page.text

    one = rosa.get(page.link("Engineer 1"))
    assert names(one) == ["Wanda Withdrawn"]


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
    assert page.wrong[""] == "Tick those who have been told."
    assert names(page) == ["Designer 000"]


def test_a_whole_vacancy_is_marked_only_by_somebody_who_is_sure(
    rosa: Browser, importer: Importer
) -> None:
    importer.bring(rejected(60))
    importer.bring(rejected(1, "Engineer"))
    page = rosa.get(rosa.get(PAGE).link("Designer 60"))

    unsure = rosa.submit(page, "Mark 60 as told already")
    assert unsure.status == 422
    assert "Tick this if you know it" in unsure.text
    assert groups(unsure)[1] == "Designer 60"

    after = rosa.submit(unsure, "Mark 60 as told already", sure="y")
    assert groups(after) == ["All 1", "Engineer 1"]
    assert names(after) == ["Engineer 000"]


def test_whoever_comes_in_after_the_page_was_opened_is_not_marked_with_the_rest(
    rosa: Browser, importer: Importer
) -> None:
    importer.bring(rejected(2))
    page = rosa.get(rosa.get(PAGE).link("Designer 2"))
    importer.bring(csv("Late,late@example.com,Designer,,Rejected,,,,"))

    after = rosa.submit(page, "Mark 2 as told already", sure="y")

    assert names(after) == ["Late"]


def test_fifty_at_a_time(rosa: Browser, importer: Importer) -> None:
    importer.bring(rejected(120))
    page, seen = rosa.get(PAGE), []

    for expected in (50, 50, 20):
        assert len(names(page)) == expected
        seen += names(page)
        if expected == 50:
            page = rosa.get(page.link("The next 50"))

    assert seen == [f"Designer {n:03}" for n in range(120)]
    assert "The next 50" not in page.text
    second = rosa.get(rosa.get(PAGE).link("The next 50"))
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
    (_, vacancy_id), _ = importer.all(Vacancy.title, Vacancy.id)
    page = rosa.get(PAGE, vacancy=vacancy_id)
    rosa.submit(page, "The ticked have been told already", decision=ids(page))

    finished = rosa.get(PAGE, vacancy=vacancy_id)
    assert "Nobody of this vacancy waits here." in finished.text
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
