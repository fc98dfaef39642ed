"""Every view names who may call it, reading never changes anything, and what changes something is
protected against other sites.
"""

import ast

from flask import Flask

from portal.web.guard import guard_of
from portal.web.pages import SAID
from tests.house.project import PROJECT, tree_of
from tests.house.routes import calls_of, routes

WRITING = frozenset({"unit_of_work", "one_transaction"})
MACHINES = {
    "unsubscribe.end",
    "webhooks.feeds.generic",
    "webhooks.feeds.greenhouse",
    "webhooks.mail.take",
    "webhooks.sms.take",
}
"""Called by other systems, which prove by a signature who they are; and by mail programs, whose
proof is the address itself (RFC 8058).
"""
FOR_EVERYBODY = {
    "public.front.home",
    "public.front.privacy",
    "public.brand.colours",
    "public.brand.logo",
    "public.health.alive",
    "public.health.ready",
    "public.metrics.show",
    "public.points.page",
    "public.points.start",
    "public.points.give",
    "public.points.thanks",
    "candidate.entry.ask",
    "candidate.entry.send",
    "candidate.entry.sent",
    "candidate.entry.page",
    "candidate.entry.enter",
    "recruiter.sign_in.page",
    "recruiter.sign_in.enter",
    "recruiter.invitation.page",
    "recruiter.invitation.accept",
    "mailbox.messages",
    "mailbox.message",
    "mailbox.html",
    "mailbox.raw",
    "mailbox.answer",
    "mailbox.reply",
    "mailbox.report",
    "unsubscribe.page",
    *MACHINES,
}
"""What can be called without a session; whoever adds to this list says so in the review."""


def test_every_view_names_who_may_call_it(whole_app: Flask) -> None:
    unguarded = [
        route.endpoint
        for route in routes(whole_app)
        if guard_of(whole_app.view_functions[route.endpoint]) is None
    ]
    assert unguarded == []


def test_a_guard_allows_somebody_in_one_way_only(whole_app: Flask) -> None:
    for route in routes(whole_app):
        guard = guard_of(whole_app.view_functions[route.endpoint])
        assert guard is not None
        ways = [guard.public, guard.candidate_level is not None, guard.action is not None]
        assert ways.count(True) == 1, route.endpoint


def test_only_these_are_open_to_everybody(whole_app: Flask) -> None:
    found = {
        route.endpoint
        for route in routes(whole_app)
        if (guard := guard_of(whole_app.view_functions[route.endpoint])) and guard.public
    }
    assert found == FOR_EVERYBODY


def test_machines_have_an_area_of_their_own(whole_app: Flask) -> None:
    """No token and no browser protects these views: nothing else may be called like them."""
    by_guard, by_place = (
        {
            route.endpoint
            for route in routes(whole_app)
            if (guard := guard_of(whole_app.view_functions[route.endpoint])) and guard.machine
        },
        {route.endpoint for route in routes(whole_app) if route.rule.startswith("/webhooks/")}
        | {route.endpoint for route in routes(whole_app) if route.endpoint == "unsubscribe.end"},
    )
    assert by_guard == by_place == MACHINES


def test_each_area_asks_for_its_own_people(whole_app: Flask) -> None:
    for route in routes(whole_app):
        guard = guard_of(whole_app.view_functions[route.endpoint])
        assert guard is not None
        if guard.action is not None:
            assert route.rule.startswith("/recruiter/"), route
        if guard.candidate_level is not None:
            assert route.rule.startswith("/me/"), route


def test_reading_changes_nothing(whole_app: Flask) -> None:
    changing = {
        route.endpoint: sorted(calls_of(whole_app.view_functions[route.endpoint]) & WRITING)
        for route in routes(whole_app)
        if not route.changes
    }
    assert {endpoint: calls for endpoint, calls in changing.items() if calls} == {}


def test_the_test_above_would_see_it(whole_app: Flask) -> None:
    writes = calls_of(whole_app.view_functions["recruiter.sign_in.enter"])

    assert "unit_of_work" in writes


def test_a_view_reads_or_changes_but_not_both(whole_app: Flask) -> None:
    both = [
        route.endpoint for route in routes(whole_app) if route.changes and "GET" in route.methods
    ]
    assert both == []


def test_pages_say_only_what_is_on_the_list() -> None:
    """`go(..., said="word")` names a sentence that there is."""
    for path in (PROJECT / "portal").rglob("*.py"):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call):
                continue
            for keyword in node.keywords:
                if keyword.arg == "said" and isinstance(keyword.value, ast.Constant):
                    assert keyword.value.value in SAID or keyword.value.value is None, path
