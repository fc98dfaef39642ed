"""The list of candidates, its search, and writing somebody down."""

from datetime import timedelta
from typing import Any

from portal.models import Candidate
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

LIST = "recruiter.candidates.page"
RECORD = "recruiter.candidates.record"
NEW = "recruiter.candidates.new"
EDIT = "recruiter.candidates.edit"
WORDS: dict[str, Any] = {
    "name": "Zoë Ångström",
    "called": "Zo",
    "emails": "zoe@example.com\nzoe@work.example",
    "phones": "+351 912 345 678",
    "headline": "Product designer",
    "location": "Porto",
    "time_zone": "Europe/Lisbon",
    "language": "de",
    "skills": "Figma\nService design",
    "experience": "2020-2025 Mobi, designer",
    "education": "MA Design, Porto",
    "links": "zoe.example\nhttps://work.example/zoe",
    "source": "Greenhouse",
    "source_id": "gh-77",
    "source_url": "https://ats.example/77",
}


def names(page: Page) -> list[str]:
    return [a.text for a in page.all("tbody a.strong")]


def edited(rosa: Browser, candidate: Candidate, **filled: Any) -> Page:
    return rosa.submit(rosa.get(EDIT, candidate_id=candidate.id), "Save", **filled)


def test_people_are_listed_by_name_with_their_latest_application(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    maya = make.candidate("Maya Oliveira", headline="Designer", location="Porto")
    long_ago = clock.now() - timedelta(days=90)
    make.application(maya, make.vacancy("Earlier one"), applied_at=long_ago)
    make.application(maya, make.vacancy("Later one"))
    make.application(maya, make.vacancy("Entered late"), applied_at=long_ago)
    make.member("Åda Correia")

    page = rosa.get(LIST)

    assert names(page) == ["Åda Correia", "Maya Oliveira"]
    ada, line = (" ".join(" ".join(row.itertext()).split()) for row in page.all("tbody tr"))
    assert ada == "Åda Correia member"
    assert line == "Maya Oliveira Designer Porto Later one 2 March"


def test_applications_to_hidden_vacancies_are_not_in_the_list(rosa: Browser, make: Make) -> None:
    secret = make.vacancy("Secret", owner=make.user("Olga Other"), confidential=True)
    make.application(make.candidate(), secret)

    page = rosa.get(LIST)

    assert names(page) == ["Maya Oliveira"]
    assert "Secret" not in page.text


def test_the_search_wants_all_words_and_minds_neither_case_nor_accents(
    rosa: Browser, make: Make
) -> None:
    make.candidate("Zoë Ångström", skills=("Service design",), location="Malmö")
    make.candidate("Zora Service", location="Porto")
    make.candidate("Paul Percent", skills=("100% remote",))

    for typed, found in {
        "ZOE angstrom": ["Zoë Ångström"],
        "ÅNGSTRÖM": ["Zoë Ångström"],
        "service": ["Zoë Ångström", "Zora Service"],
        "service malmo": ["Zoë Ångström"],
        "zora@example": ["Zora Service"],
        "100%": ["Paul Percent"],
        "%": ["Paul Percent"],
        "_": [],
    }.items():
        page = rosa.get(LIST, q=typed)
        assert names(page) == found, typed
        assert page.value("q") == typed

    assert names(rosa.get(LIST, q="zoe\0")) == ["Zoë Ångström"]
    assert "Nobody has all of these words." in rosa.get(LIST, q="nobody").text


def test_while_typing_only_the_list_comes_back(rosa: Browser, make: Make) -> None:
    make.candidate("Maya Oliveira")

    fragment = rosa.get("/recruiter/candidates/?q=maya", htmx=True)

    assert fragment.tree is not None
    assert fragment.tree.get("id") == "people"
    assert "1 found" in fragment.text
    assert "HX-Request" in fragment.headers["Vary"]


def test_the_list_goes_on_after_fifty_in_the_search_too(rosa: Browser, make: Make) -> None:
    # One name for many: their order is kept by the number that everybody has.
    for number in range(52):
        make.candidate("Same Name", emails=(f"same{number}@example.com",))
    make.candidate("Another Person")
    make.candidate("Zoe Last")

    page = rosa.get(LIST, q="same")
    following = rosa.get(page.link("The next 50"))
    everybody = rosa.get(rosa.get(LIST).link("The next 50"))

    assert "The first 50 of those found" in page.text
    assert names(following) == ["Same Name", "Same Name"]
    assert following.value("q") == "same"
    links = {a.get("href") for p in (page, following) for a in p.all("tbody a.strong")}
    assert len(links) == 52
    assert names(everybody) == ["Same Name"] * 3 + ["Zoe Last"]
    assert len(names(rosa.get(LIST, after=4711))) == 50
    assert len(names(rosa.get(LIST, after=10**30))) == 50


def test_without_anybody_the_page_says_what_to_do(rosa: Browser) -> None:
    assert "Bring your applicants in from a file" in rosa.get(LIST).text


def test_hiring_managers_have_no_candidates(hanna: Browser, make: Make) -> None:
    maya = make.candidate()

    assert hanna.get(LIST).status == 403
    for endpoint in (RECORD, EDIT):
        assert hanna.get(endpoint, candidate_id=maya.id).status == 404
    assert "Candidates" not in hanna.get("recruiter.today.page").text


def test_somebody_is_written_down_with_all_that_is_known(rosa: Browser) -> None:
    page = rosa.submit(rosa.get(NEW), "Save", **WORDS)

    assert page.said == "Added."
    assert page.h1 == "Zoë Ångström"
    for known in ("Porto", "Deutsch", "Figma, Service design", "MA Design, Porto", "gh-77"):
        assert known in page.text
    assert page.link("Open in Greenhouse") == "https://ats.example/77"
    assert page.link("zoe.example") == "https://zoe.example"
    form = rosa.get(page.link("Edit"))
    for name in ("name", "called", "emails", "phones", "time_zone", "skills", "source_id"):
        assert form.value(name) == WORDS[name], name


def test_a_change_is_kept_and_nothing_else_is_lost(rosa: Browser) -> None:
    page = rosa.submit(rosa.get(NEW), "Save", **WORDS)

    page = rosa.submit(rosa.get(page.link("Edit")), "Save", headline="Head of design")

    assert page.said == "Saved."
    assert "Head of design" in page.text
    form = rosa.get(page.link("Edit"))
    for name in set(WORDS) - {"headline", "links"}:
        assert form.value(name) == WORDS[name], name


def test_what_does_not_fit_is_said_beside_its_field_and_the_rest_is_kept(
    rosa: Browser, make: Make
) -> None:
    maya = make.candidate()
    wrong: dict[str, dict[str, str]] = {
        "name": {"name": "  "},
        "emails": {"emails": "not an address"},
        "links": {"links": "javascript:alert(1)"},
        "source_url": {"source_url": "nonsense"},
        "headline": {"headline": "x" * 201},
        "skills": {"skills": "x" * 501},
        "phones": {"phones": "1" * 61},
        "time_zone": {"time_zone": "Europe/Nowhere"},
    }
    for field, typed in wrong.items():
        page = edited(rosa, maya, **{"location": "Kept place", **typed})
        assert page.status == 422, field
        assert page.wrong[field], field
        assert page.value("location") == "Kept place"

    assert "Kept place" not in rosa.get(RECORD, candidate_id=maya.id).text


def test_an_address_or_a_number_that_somebody_has_is_a_conflict(rosa: Browser, make: Make) -> None:
    rosa.submit(rosa.get(NEW), "Save", **WORDS)
    maya = make.candidate()

    page = edited(rosa, maya, emails="maya@example.com\nZOE@example.com")
    assert page.status == 409
    assert page.wrong["emails"] == "Zoë Ångström already has the address zoe@example.com."

    page = edited(rosa, maya, emails="new@example.com", source="Greenhouse", source_id="gh-77")
    assert page.status == 409
    assert page.wrong["source_id"] == "Zoë Ångström already has this number in Greenhouse."
    assert rosa.get(EDIT, candidate_id=maya.id).value("emails") == "maya@example.com"


def test_unknown_people_are_404(rosa: Browser) -> None:
    assert rosa.get(RECORD, candidate_id=4711).status == 404
    assert rosa.get(EDIT, candidate_id=4711).status == 404
    assert rosa.post("recruiter.candidates.change", {"name": "X"}, candidate_id=4711).status == 404
    assert rosa.get(f"/recruiter/candidates/{10**25}").status == 404
