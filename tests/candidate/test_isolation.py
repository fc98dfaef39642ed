"""What belongs to somebody else does not exist; what comes from elsewhere is refused."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.models import Candidate
from portal.queries import mine
from tests.browser import Browser
from tests.makers import Make

HERS = "only Ada may read this"


def routes(app: Flask, method: str, *, private: bool = True) -> list[Rule]:
    """The candidate area's routes, without the ones that everybody may call."""
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("candidate.") and method in (rule.methods or ())
    ]
    return [rule for rule in found if not private or rule.rule.startswith("/me")]


def address(rule: Rule, number: int) -> str:
    """The path of a route, with a number for every id."""
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<int:{name}>", str(number)).replace(f"<{name}>", str(number))
    return path


@pytest.fixture
def hers(make: Make, ada: Candidate) -> set[int]:
    """The ids of what is Ada's, all of it told and open to her."""
    decision = make.told(ada)
    make.achievement(ada, HERS)
    with make.work() as context:
        [achievement] = mine.achievements(context.session, ada.id)
        assert mine.letter(context.session, ada.id, decision.id) is not None
    return {decision.id, achievement.id}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_ids_of_others_and_of_nobody_are_not_found(
    app: Flask, phone: Browser, hers: set[int], method: str
) -> None:
    with_ids = [rule for rule in routes(app, method) if rule.arguments]
    assert with_ids
    for rule in with_ids:
        for number in (*hers, 0, 999, 2**63 - 1):
            path = address(rule, number)
            answer = phone.get(path) if method == "GET" else phone.post(path)
            assert answer.status == 404, (method, path)


def test_a_number_that_no_row_can_have_is_not_found(app: Flask, phone: Browser) -> None:
    for rule in routes(app, "GET"):
        if rule.arguments:
            for number in (2**63, 10**40):
                assert phone.get(address(rule, number)).status == 404


def test_no_page_shows_anything_of_somebody_else(
    app: Flask, phone: Browser, hers: set[int], make: Make, maya: Candidate
) -> None:
    make.application(maya, make.vacancy("Design Researcher"))
    for rule in routes(app, "GET"):
        if not rule.arguments:
            page = phone.get(rule.rule)
            assert page.status == 200
            assert HERS not in page.text
            assert "Product Designer" not in page.text
            assert "Ada" not in page.text


def test_others_cannot_change_or_delete_it(
    app: Flask, phone: Browser, hers: set[int], make: Make, ada: Candidate
) -> None:
    form = {"kind": "award", "title": "Mine now", "reached_on": "2026-03-01"}
    for number in hers:
        phone.post(f"/me/achievements/{number}", form)
        phone.post(f"/me/achievements/{number}/delete")
    with make.work() as context:
        assert [one.title for one in mine.achievements(context.session, ada.id)] == [HERS]


def test_nothing_opens_without_a_session(app: Flask, visitor: Browser) -> None:
    for method in ("GET", "POST"):
        for rule in routes(app, method):
            answer = visitor.client.open(address(rule, 1), method=method)
            assert answer.status_code == 303, rule
            assert answer.headers["Location"] == "/link?ended=1"


def test_a_form_without_its_token_is_refused(app: Flask, phone: Browser) -> None:
    for rule in routes(app, "POST"):
        for data in ({}, {"csrf_token": "made up"}):
            answer = phone.client.post(address(rule, 1), data=data)
            assert answer.status_code == 400, rule


def test_the_token_of_one_session_does_not_serve_another(
    app: Flask, phone: Browser, ada: Candidate
) -> None:
    other = Browser(app)
    other.begin_as_candidate(ada)
    token = other.get("/me/").form("Sign out").fields["csrf_token"]
    assert phone.client.post("/me/pool/leave", data={"csrf_token": token}).status_code == 400


def test_a_form_of_another_site_is_refused(app: Flask, phone: Browser) -> None:
    token = phone.get("/me/").form("Sign out").fields["csrf_token"]
    for rule in routes(app, "POST", private=False):
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://elsewhere.example"},
        ):
            answer = phone.client.post(
                address(rule, 1), data={"csrf_token": token}, headers=headers
            )
            assert answer.status_code == 403, rule


def test_pages_are_not_kept_and_say_nothing_about_where_one_was(app: Flask, phone: Browser) -> None:
    for path in ("/me/", "/me/pool", "/link", "/n/anything"):
        headers = phone.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]


def test_what_is_too_large_is_refused(phone: Browser) -> None:
    assert phone.post("/me/achievements", {"title": "x" * (3 * 1024 * 1024)}).status == 413
