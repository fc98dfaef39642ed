"""Telling the other system back: who was told, when, how and by whom."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.models import Application, Candidate, Decision, Notice, SourceRecord, Vacancy
from portal.services import decisions, notices
from portal.vocabulary import DecisionState, Origin, Outcome, RecordKind
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.importer import Importer
from tests.importer import csv as csv_file
from tests.makers import Make

PAGE = "recruiter.told.page"
EXPORT = "recruiter.told.export"
PERSON = "recruiter.told.person"


def rows(page: Page) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.all("tbody tr")]


def exported(browser: Browser, **wanted: Any) -> list[dict[str, str]]:
    answer = browser.get(EXPORT, **wanted)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=told-")
    assert answer.body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


def imported(make: Make, name: str, *, told: bool = False, vacancy: Vacancy | None = None) -> None:
    made = make.application(make.candidate(name), vacancy)
    with make.work(make.actor()) as context:
        application = context.session.get_one(Application, made.id)
        decisions.record_imported(
            context, application, outcome=Outcome.REJECTED, decided_at=None, told=False
        )
    if told:
        with make.work(make.actor()) as context:
            query = select(Decision.id).where(Decision.application_id == made.id)
            decisions.mark_told_elsewhere(context, context.session.scalars(query).all())


def test_each_decision_says_whether_when_how_and_by_whom(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    make.told(make.candidate("Maya Oliveira"))
    make.decision(make.application(make.candidate("Jun Kimura")))
    imported(make, "Ada Correia", told=True)
    imported(make, "Oscar Lund")

    page = rosa.get(PAGE)

    assert page.h1 == "Who was told"
    oscar, ada, jun, maya = rows(page)
    assert oscar.startswith("Oscar Lund")
    assert "unknown" in oscar
    assert "told 2 March, 10:00 told elsewhere, noted by Rosa Recruiter" in _spaced(ada)
    assert "not yet: scheduled for 2 March 2026" in jun
    assert "e-mail, accepted by the mail server" in maya
    assert "by Rosa Recruiter" in maya
    assert [row["Told"] for row in exported(rosa)] == ["unknown", "yes", "no", "yes"]


def test_the_file_has_the_ids_of_the_other_system(rosa: Browser, make: Make) -> None:
    decision = make.told(make.candidate("Maya Oliveira"))
    with make.work() as context:
        context.session.execute(
            update(Candidate).values(source="greenhouse", source_id="77", source_url=None)
        )
        context.session.execute(update(Application).values(source="greenhouse", source_id="991"))

    [row] = exported(rosa)

    assert decision.id
    assert row == {
        "System": "greenhouse",
        "Person there": "77",
        "Application there": "991",
        "Name": "Maya Oliveira",
        "E-mail": "maya@example.com",
        "Vacancy": "Product Designer, Mobility",
        "Outcome": "not chosen",
        "Decided on": "2026-03-02",
        "Told": "yes",
        "Told at": "2026-03-02T10:00:00+01:00",
        "How": "e-mail",
        "By": "Rosa Recruiter",
        "Message": "accepted by the mail server",
    }


def test_ids_that_a_connected_system_told_us_count_too(rosa: Browser, make: Make) -> None:
    imported(make, "Maya Oliveira")
    with make.work() as context:
        application = context.session.scalars(select(Application)).one()
        for kind, source_id, about in (
            (RecordKind.CANDIDATE, "p-5", {"candidate_id": application.candidate_id}),
            (RecordKind.APPLICATION, "a-6", {"application_id": application.id}),
        ):
            record = {"source": "lever", "kind": kind, "source_id": source_id, **about}
            context.session.add(SourceRecord(heard_at=context.now, **record))

    [row] = exported(rosa, system="lever")

    assert (row["System"], row["Person there"], row["Application there"]) == ("lever", "p-5", "a-6")
    assert rosa.get(PAGE, system="lever").all("tbody tr")


def test_the_choice_of_the_list_is_the_choice_of_the_file(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    engineer = make.vacancy("Engineer")
    make.told(make.candidate("Maya Oliveira"))
    clock.forward(days=3)
    imported(make, "Ada Correia", told=True, vacancy=engineer)
    rosa.begin_as_user(make.user())

    def found(**wanted: Any) -> list[str]:
        page = rosa.get(PAGE, **wanted)
        names = [a.text for a in page.all("tbody td:first-child a")]
        assert [row["Name"] for row in exported(rosa, **wanted)] == names
        if wanted:
            assert rosa.get(page.link("Download as a CSV file")).status == 200
        return names

    assert found() == ["Ada Correia", "Maya Oliveira"]
    assert found(vacancy=engineer.id) == ["Ada Correia"]
    assert found(until="2026-03-02") == ["Maya Oliveira"]
    assert found(since="2026-03-03") == ["Ada Correia"]
    assert found(since="2026-03-02", until="2026-03-05") == found(told="yes") == found()
    assert found(told="no") == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"vacancy": "4711"}, "vacancy"),
        ({"system": "nowhere"}, "system"),
        ({"since": "2026-03-05", "until": "2026-03-02"}, "until"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    rosa: Browser, make: Make, wanted: dict[str, Any], field: str
) -> None:
    page = rosa.get(PAGE, **wanted)

    assert page.status == 422
    assert list(page.wrong) == [field]
    assert rosa.get(EXPORT, **wanted).status == 404


def test_no_spreadsheet_calculates_a_name(rosa: Browser, make: Make) -> None:
    imported(make, "Maya Oliveira")
    with make.work() as context:
        context.session.execute(update(Candidate).values(name='=HYPERLINK("https://x.example")'))

    assert [row["Name"] for row in exported(rosa)] == ['\'=HYPERLINK("https://x.example")']


def test_hundreds_are_in_the_file_each_once(rosa: Browser, make: Make) -> None:
    header = "Name,Email,Vacancy,Stage,Status"
    lines = (f"Nr{n},nr{n}@example.com,Designer,Interview,Rejected" for n in range(620))
    Importer(make).bring(csv_file(*lines, header=header))

    assert {row["Name"] for row in exported(rosa)} == {f"Nr{n}" for n in range(620)}
    page, seen = rosa.get(PAGE), 0
    while page.all("p.empty a"):
        seen += len(page.all("tbody tr"))
        page = rosa.get(page.link("Older"))
    assert seen + len(page.all("tbody tr")) == 620


def test_a_message_that_did_not_reach_anybody_says_so(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    made = make.decision()
    with make.work(make.actor()) as context:
        for notice_id in context.session.scalars(select(Notice.id)):
            notices.recall(context, notice_id)

    assert made.state is DecisionState.RELEASED
    [row] = exported(rosa)
    assert (row["Told"], row["Told at"], row["By"]) == ("no", "", "")
    assert row["Message"] == "recalled, it was recalled"
    assert "not yet: recalled" in rows(rosa.get(PAGE))[0]


def test_history_was_told_elsewhere(rosa: Browser, make: Make) -> None:
    text = csv_file("Maya,maya@example.com,Designer,Interview,Rejected,,2025-11-03,,")
    Importer(make).bring(text, origin=Origin.HISTORY)

    [row] = exported(rosa)

    assert (row["Told"], row["How"], row["By"]) == ("yes", "told elsewhere", "")


def test_whoever_was_hired_and_what_was_taken_back_are_not_in_it(rosa: Browser, make: Make) -> None:
    make.decision(make.application(make.candidate("Hanna Hired")), outcome=Outcome.HIRED)
    taken_back = make.decision(make.application(make.candidate("Maya Oliveira")))
    with make.work(make.actor()) as context:
        decisions.reopen(context, taken_back.id)

    assert exported(rosa) == []
    assert "Nobody like this." in rosa.get(PAGE).text


def test_a_page_for_each_person_to_paste_into_the_other_system(rosa: Browser, make: Make) -> None:
    maya = make.candidate("Maya Oliveira")
    make.told(maya, internal_note="Asked for too much money.")
    with make.work() as context:
        address = "https://app.greenhouse.example/people/77"
        context.session.execute(update(Candidate).values(source_url=address))

    record = rosa.get("recruiter.candidates.record", candidate_id=maya.id)
    page = rosa.get(record.link("What they were told, for the other system"))

    assert page.h1 == "What Maya Oliveira was told"
    text = page.one(".letter-text").text_content()
    assert text.startswith("Product Designer, Mobility: not chosen, decided on 2 March 2026")
    assert "Told: yes, 2 March 2026, 10:00 (Europe/Berlin)" in text
    assert "By: Rosa Recruiter" in text
    assert "I wanted you to know why, and what stood out." in text
    assert "- Working with data (was missing): You did not name a success measure." in text
    assert "money" not in page.text
    assert page.link("Open this person there") == "https://app.greenhouse.example/people/77"


def test_what_was_not_told_is_not_on_the_page(rosa: Browser, make: Make) -> None:
    maya = make.candidate("Maya Oliveira")
    make.decision(make.application(maya))

    text = rosa.get(PERSON, candidate_id=maya.id).one(".letter-text").text_content()

    assert "Told: no" in text
    assert "what stood out" not in text


def test_what_is_hidden_is_in_no_list_and_no_file(
    rosa: Browser, adam: Browser, hanna: Browser, app: Flask, make: Make
) -> None:
    olga = make.user("Olga Other")
    secret = make.vacancy("Secret", owner=olga, confidential=True)
    maya, ada = make.candidate("Maya Oliveira"), make.candidate("Ada Correia")
    make.decision(make.application(maya, secret), by=olga)
    make.decision(make.application(ada))
    with make.work() as context:
        change = update(Candidate).where(Candidate.id == ada.id)
        context.session.execute(change.values(private=True))
    olgas = Browser(app)
    olgas.begin_as_user(olga)

    def names(browser: Browser) -> list[str]:
        return [row["Name"] for row in exported(browser)]

    assert names(rosa) == ["Ada Correia"]
    assert names(olgas) == ["Maya Oliveira"]
    assert names(adam) == ["Ada Correia", "Maya Oliveira"]
    assert rosa.get(PERSON, candidate_id=maya.id).all(".letter-text") == []
    assert olgas.get(PERSON, candidate_id=ada.id).status == 404
    assert rosa.get(PAGE, vacancy=secret.id).status == 422
    assert hanna.get(PAGE).status == hanna.get(EXPORT).status == 403
    assert hanna.get(PERSON, candidate_id=ada.id).status == 404


def test_it_is_found_from_notices_and_from_triage(rosa: Browser, make: Make) -> None:
    assert rosa.get(rosa.get("recruiter.notices.page").link("For the other system")).h1
    assert rosa.get(rosa.get("recruiter.triage.page").link("Who was told")).h1 == "Who was told"


def _spaced(text: str) -> str:
    return text.replace("told2 March", "told 2 March")
