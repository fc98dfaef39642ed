"""Who may call which view of the recruiter area, as one table."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.policy.permissions import allowed
from portal.vocabulary import Role
from portal.web.guard import guard_of
from tests.browser import Browser
from tests.house.routes import Route, routes
from tests.makers import Make

EVERYBODY, TEAM, RECRUITERS, ADMINS = "everybody", "team", "recruiters", "administrators"
WHO = {
    EVERYBODY: set(Role),
    TEAM: set(Role),
    RECRUITERS: {Role.ADMIN, Role.RECRUITER},
    ADMINS: {Role.ADMIN},
}
TABLE = {
    EVERYBODY: {
        "invitation": "accept page",
        "sign_in": "enter page",
    },
    TEAM: {
        "applications": "decide notice page",
        "writing": "check keep preview",
        "sign_in": "leave",
        "today": "page",
        "numbers": "download page",
        "vacancies": "about one page",
    },
    RECRUITERS: {
        "applicants": "add_known add_new new",
        "approvals": "approve one page send_back",
        "points": "ask withdraw",
        "applications": "correct move promising reopen",
        "batches": "go_on new one page prepare progress take_back ticked",
        "closing": "answer page pause",
        "calls": "attempt one page take",
        "candidates": "add add_file add_note change download edit new older page record",
        "check_ins": "page write",
        "concerns": "answer one",
        "hearing": "keep page write",
        "inquiries": "answer answered hold missing one page",
        "many": "choose discard words write",
        "preflight": "allow check one put_back release take_out write_one",
        "notices": "again call called copy one page recall resume send_copy send_now",
        "export": "download page",
        "imports": "back columns discard go_on one page progress read_as refused start stop upload",
        "pool": "page",
        "sending": "change page when",
        "tasks": "contact_again different done page same take",
        "told": "export page person",
        "triage": "all_ended all_told ended page told",
        "waiting": "hold interview page text",
        "vacancies": "add change close edit move new reopen",
    },
    ADMINS: {
        "settings": "look page remove_logo save show_logo",
        "settings.audit": "download page",
        "settings.incoming": "page",
        "settings.restored": "confirm page",
        "settings.promises": "holidays page save",
        "settings.sending": "keep page remove set_hour try_out",
        "settings.reasons": "add bring_back move one page rename retire",
        "settings.templates": "add bring_back change move new one page retire start",
        "settings.connections": "add again change end failed_again one page renew show_secret",
        "settings.consent": "page save",
        "settings.team": "change deactivate hand_over invitation invite invite_again member page "
        "reactivate",
    },
}
UNKNOWN = "4711"


def the_table() -> dict[str, str]:
    """Endpoint to who may call it."""
    return {
        f"recruiter.{family}.{view}": who
        for who, families in TABLE.items()
        for family, views in families.items()
        for view in views.split()
    }


def recruiter_routes(app: Flask) -> Iterator[Route]:
    return (route for route in routes(app) if route.rule.startswith("/recruiter/"))


def posting_routes(app: Flask) -> Iterator[Route]:
    """What people change things by; machines prove by a signature who they are."""
    for route in routes(app):
        guard = guard_of(app.view_functions[route.endpoint])
        if route.changes and not (guard and guard.machine):
            yield route


def call(client: FlaskClient, route: Route, **headers: str) -> int:
    """Call a view about something that is not there, without a token for its form."""
    path = route.rule
    for argument in route.arguments:
        for kind in ("int:", ""):
            path = path.replace(f"<{kind}{argument}>", UNKNOWN)
    method = "POST" if route.changes else "GET"
    return client.open(path, method=method, headers=headers).status_code


def test_every_view_is_in_the_table(app: Flask) -> None:
    assert {route.endpoint for route in recruiter_routes(app)} == set(the_table())


@pytest.mark.parametrize("role", Role)
def test_the_guards_are_as_the_table_says(app: Flask, role: Role) -> None:
    table = the_table()
    wrong = []
    for route in recruiter_routes(app):
        guard = guard_of(app.view_functions[route.endpoint])
        assert guard is not None
        may = guard.public or (guard.action is not None and allowed(role, guard.action))
        if may is not (role in WHO[table[route.endpoint]]):
            wrong.append(route.endpoint)
    assert wrong == []


def test_whoever_is_not_signed_in_is_sent_to_the_entrance(app: Flask, visitor: Browser) -> None:
    table = the_table()
    for route in recruiter_routes(app):
        if table[route.endpoint] == EVERYBODY:
            continue
        assert call(visitor.client, route) == 303, route.endpoint


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_not_do_is_refused(app: Flask, make: Make, role: Role) -> None:
    browser = Browser(app)
    browser.begin_as_user(make.user(f"{role} person", role=role))
    token = browser._token()
    table = the_table()
    for route in recruiter_routes(app):
        if role in WHO[table[route.endpoint]]:
            continue
        answer = call(browser.client, route, **{"X-CSRFToken": token})
        assert answer == (404 if route.arguments else 403), route.endpoint


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_read_opens(app: Flask, make: Make, role: Role) -> None:
    browser = Browser(app)
    browser.begin_as_user(make.user(f"{role} person", role=role))
    table = the_table()
    for route in recruiter_routes(app):
        if route.changes or role not in WHO[table[route.endpoint]]:
            continue
        expected = (404,) if route.arguments and table[route.endpoint] != EVERYBODY else (200, 303)
        assert call(browser.client, route) in expected, route.endpoint


def test_what_is_not_there_is_not_found_in_any_form(app: Flask, adam: Browser) -> None:
    """Whoever may do everything still gets 404 for what is not there, never an error."""
    token = adam._token()
    table = the_table()
    for route in recruiter_routes(app):
        if not (route.changes and route.arguments) or table[route.endpoint] == EVERYBODY:
            continue
        answer = call(adam.client, route, **{"X-CSRFToken": token})
        assert answer == 404, route.endpoint


def test_no_form_is_taken_without_the_token_of_the_session(app: Flask, adam: Browser) -> None:
    table = the_table()
    for route in recruiter_routes(app):
        if route.changes and table[route.endpoint] != EVERYBODY:
            assert call(adam.client, route) == 400, route.endpoint


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_can_change_anything(app: Flask, adam: Browser, site: str) -> None:
    headers = {"Sec-Fetch-Site": site, "X-CSRFToken": adam._token()}
    for route in posting_routes(app):
        assert call(adam.client, route, **headers) == 403, route.endpoint


def test_no_other_site_can_change_anything_from_an_older_browser(app: Flask, adam: Browser) -> None:
    headers = {"Origin": "https://elsewhere.example", "X-CSRFToken": adam._token()}
    for route in posting_routes(app):
        assert call(adam.client, route, **headers) == 403, route.endpoint
