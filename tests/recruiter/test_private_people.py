"""A private person is for administrators and the vacancy's owner: nobody else finds out."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.models import Candidate, Document
from portal.services import applications, candidates
from portal.vocabulary import Role
from tests.browser import Browser
from tests.makers import Make

NAME = "Petra Private"


@dataclass(frozen=True)
class Known:
    """A private person who has been decided about, told, and is in the talent pool."""

    candidate_id: int
    vacancy_id: int
    told_id: int
    waiting_id: int
    document_id: int


@pytest.fixture
def petra(make: Make) -> Known:
    person, vacancy = make.member(NAME), make.vacancy("Tester")
    told = make.application(person, vacancy)
    make.decision(told, invites_to_pool=False)
    waiting = make.application(person, make.vacancy("Developer"))
    with make.work(make.actor()) as context:
        candidates.add_document(context, person.id, "cv.pdf", b"%PDF-1.4 a CV")
        applications.mark_promising(context, waiting.id, promising=True)
        context.session.execute(
            update(Candidate).where(Candidate.id == person.id).values(private=True)
        )
        document_id = context.session.query(Document.id).scalar()
    return Known(person.id, vacancy.id, told.id, waiting.id, document_id)


@pytest.fixture
def bert(app: Flask, make: Make) -> Browser:
    """Bert recruits too, but owns nothing."""
    browser = Browser(app)
    browser.begin_as_user(make.user("Bert Recruiter", role=Role.RECRUITER))
    return browser


def lists(petra: Known) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("recruiter.today.page", {}),
        ("recruiter.candidates.page", {}),
        ("recruiter.candidates.page", {"q": "petra"}),
        ("recruiter.vacancies.one", {"vacancy_id": petra.vacancy_id, "show": "all"}),
        ("recruiter.applicants.new", {"vacancy_id": petra.vacancy_id, "q": "petra"}),
        ("recruiter.pool.page", {}),
        ("recruiter.notices.page", {}),
    ]


def own(petra: Known) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("recruiter.candidates.record", {"candidate_id": petra.candidate_id}),
        ("recruiter.candidates.edit", {"candidate_id": petra.candidate_id}),
        ("recruiter.candidates.older", {"candidate_id": petra.candidate_id}),
        ("recruiter.applications.page", {"application_id": petra.told_id}),
        ("recruiter.applications.page", {"application_id": petra.waiting_id}),
    ]


def test_another_recruiter_finds_no_trace_of_them(bert: Browser, petra: Known) -> None:
    for endpoint, values in lists(petra):
        page = bert.get(endpoint, **values)
        # What was searched for stands in the field; nothing else may name them.
        assert page.status == 200, endpoint
        assert NAME not in page.text, endpoint
    for endpoint, values in own(petra):
        assert bert.get(endpoint, **values).status == 404, endpoint


def test_their_file_is_not_for_another_recruiter(
    bert: Browser, rosa: Browser, petra: Known
) -> None:
    where: dict[str, Any] = {"candidate_id": petra.candidate_id, "document_id": petra.document_id}

    assert bert.get("recruiter.candidates.download", **where).status == 404
    assert rosa.get("recruiter.candidates.download", **where).status == 200


def test_they_are_not_counted_for_another_recruiter(
    bert: Browser, rosa: Browser, petra: Known
) -> None:
    def numbers(browser: Browser) -> list[str]:
        page = browser.get("recruiter.vacancies.page")
        return [cell.text_content().strip() for cell in page.all("tbody td.number")]

    assert set(numbers(rosa)) > {"1"}
    assert set(numbers(bert)) <= {"0", "–", "10", ""}


def test_the_owner_and_administrators_see_them_as_private(
    rosa: Browser, adam: Browser, petra: Known
) -> None:
    for browser in (rosa, adam):
        for endpoint, values in [*lists(petra), *own(petra)]:
            page = browser.get(endpoint, **values)
            assert page.status == 200, endpoint
            if endpoint != "recruiter.candidates.older":
                assert NAME in page.text or endpoint.endswith("edit"), endpoint
        record = browser.get("recruiter.candidates.record", candidate_id=petra.candidate_id)
        assert [tag.text_content() for tag in record.all(".head .tag")] == ["private"]


def test_a_hiring_manager_does_not_see_them_at_their_own_vacancy(
    hanna: Browser, make: Make, petra: Known
) -> None:
    vacancy = make.vacancy("Designer", manager=make.user("Hanna Manager"))
    with make.work(make.actor()) as context:
        hidden = applications.add(context, petra.candidate_id, vacancy.id)
    open_one = make.application(make.candidate("Olga Open"), vacancy)

    page = hanna.get("recruiter.vacancies.one", vacancy_id=vacancy.id)

    assert "Olga Open" in page.text
    assert NAME not in page.text
    assert hanna.get("recruiter.applications.page", application_id=hidden.id).status == 404
    assert hanna.get("recruiter.applications.page", application_id=open_one.id).status == 200


def test_another_recruiter_can_do_nothing_to_them(bert: Browser, petra: Known) -> None:
    person, vacancy = {"candidate_id": petra.candidate_id}, {"vacancy_id": petra.vacancy_id}
    ticked = {"application": str(petra.told_id), "stage_id": "1"}

    assert bert.post("recruiter.candidates.add_note", {"text": "Hello"}, **person).status == 404
    assert bert.post("recruiter.candidates.change", {"name": "Paula"}, **person).status == 404
    assert bert.post("recruiter.vacancies.move", ticked, **vacancy).status == 404
    assert bert.post("recruiter.applicants.add_known", person, **vacancy).status == 404


def test_an_address_of_theirs_is_refused_without_their_name(bert: Browser, petra: Known) -> None:
    form = bert.get("recruiter.candidates.new")

    page = bert.submit(form, "Save", name="Paul Public", emails="petra@example.com")

    assert page.status == 409
    assert "Somebody already has the address petra@example.com." in page.text
    assert NAME not in page.text
