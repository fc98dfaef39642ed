"""A personal link opens its owner's page, by a button, until it ends; a look does nothing."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text, update

from portal.gateways import Gateways
from portal.models import AuditEvent, Base, Candidate, Link
from portal.services import entry, links, users
from portal.vocabulary import Act, ActorKind, LinkScope, Role
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

COOKIE = "rekindle-candidate"
UNKNOWN = "A" * 43


@pytest.fixture
def link(make: Make, maya: Candidate) -> str:
    """The path of Maya's link."""
    return path(make, maya)


def path(make: Make, candidate: Candidate) -> str:
    return make.link(candidate).removeprefix("http://localhost")


def token_of(link: str) -> str:
    return link.rpartition("/")[2]


def press(browser: Browser, link: str) -> Page:
    return browser.submit(browser.get(link), "Open my messages")


def contents(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}"))))
            for name in Base.metadata.tables
        }


def revoke(make: Make, link: str) -> None:
    with make.work() as context:
        found = links.find(context.session, LinkScope.CANDIDATE, token_of(link), context.now)
        assert found is not None
        links.revoke(context, found)


def test_the_button_opens_the_page_of_the_link_s_owner(visitor: Browser, link: str) -> None:
    page = press(visitor, link)
    assert page.h1 == "Hello Maya"


def test_the_link_names_the_organisation_and_nothing_of_what_it_opens(
    visitor: Browser, link: str, make: Make, maya: Candidate
) -> None:
    make.told(maya)
    page = visitor.get(link)
    assert page.h1 == "A message for you"
    assert "Northlight Studio" in page.text
    for word in ("Maya", "Product Designer", "success measure"):
        assert word not in page.text


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_a_link_changes_not_one_row(
    visitor: Browser, link: str, gateways: Gateways, method: str
) -> None:
    before = contents(gateways.database.engine)
    for _ in range(3):
        assert getattr(visitor.client, method)(link).status_code == 200
    assert contents(gateways.database.engine) == before


def test_a_link_looks_the_same_whether_it_is_valid_expired_revoked_or_unknown(
    visitor: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    expired = path(make, maya)
    clock.forward(days=30)
    valid, revoked = path(make, maya), path(make, maya)
    revoke(make, revoked)
    answers = {
        visitor.client.get(one).get_data().replace(token_of(one).encode(), b"TOKEN")
        for one in (valid, expired, revoked, f"/n/{UNKNOWN}")
    }
    assert len(answers) == 1


def test_the_page_of_a_link_sends_nothing_by_itself(visitor: Browser, link: str) -> None:
    page = visitor.get(link)
    assert not page.all("script, meta[http-equiv=refresh], [autofocus], [hx-trigger]")


def test_the_cookie_is_new_and_out_of_reach_of_scripts(visitor: Browser, link: str) -> None:
    visitor.client.set_cookie(COOKIE, "chosen-by-somebody-else")
    answer = visitor.client.post(link)
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert re.match(rf"{COOKIE}=[\w-]{{43}};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Location"] == "/me/"

    stranger = Browser(visitor.app)
    stranger.client.set_cookie(COOKIE, "chosen-by-somebody-else")
    assert stranger.get("/me/").status == 303


def test_a_link_opens_again_on_another_device(app: Flask, link: str) -> None:
    for _ in range(3):
        assert press(Browser(app), link).h1 == "Hello Maya"


def _expired(make: Make, link: str, clock: SetClock) -> str:
    clock.forward(days=30)
    return link


def _revoked(make: Make, link: str, clock: SetClock) -> str:
    revoke(make, link)
    return link


def _unknown(make: Make, link: str, clock: SetClock) -> str:
    return f"/n/{UNKNOWN}"


def _cut_off(make: Make, link: str, clock: SetClock) -> str:
    return link[:-1]


def _for_the_team(make: Make, link: str, clock: SetClock) -> str:
    with make.work(make.actor(make.user("Adam Admin", role=Role.ADMIN))) as context:
        users.invite(context, email="x@northlight.example", name="Xena", role=Role.RECRUITER)
        context.session.flush()
        invitation = context.session.scalars(
            select(Link).where(Link.scope == LinkScope.INVITATION)
        ).one()
        return f"/n/{token_of(links.address(context.settings, invitation))}"


@pytest.mark.parametrize("end", [_expired, _revoked, _unknown, _cut_off, _for_the_team])
def test_a_link_that_opens_nothing_offers_a_new_one(
    visitor: Browser,
    make: Make,
    link: str,
    clock: SetClock,
    end: Callable[[Make, str, SetClock], str],
) -> None:
    ended = end(make, link, clock)
    page = press(visitor, ended)
    assert page.status == 404
    assert page.h1 == "This link no longer works"
    assert visitor.client.get_cookie(COOKIE) is None
    assert visitor.get(page.link("Get a new link")).h1 == "Get a new link"

    unknown = press(visitor, f"/n/{UNKNOWN[:-1]}B")
    assert page.body == unknown.body


def test_no_token_at_all_opens_nothing(visitor: Browser) -> None:
    assert Page(visitor.client.post("/n")).h1 == "This link no longer works"


def test_that_a_link_was_opened_is_noted_without_the_token(
    visitor: Browser, link: str, gateways: Gateways, maya: Candidate
) -> None:
    press(visitor, link)
    with gateways.database.session() as session:
        act = session.scalars(select(AuditEvent).where(AuditEvent.act == Act.LINK_OPENED)).one()
    assert act.candidate_id == maya.id
    assert act.actor_kind is ActorKind.SYSTEM
    assert token_of(link) not in repr(vars(act))


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_another_site_cannot_press_the_button(
    visitor: Browser, link: str, headers: dict[str, str]
) -> None:
    assert visitor.client.post(link, headers=headers).status_code == 403


def test_too_many_openings_from_one_place_have_to_wait(
    visitor: Browser, link: str, clock: SetClock
) -> None:
    for _ in range(entry.OPENINGS_PER_PLACE):
        assert visitor.client.post(f"/n/{UNKNOWN}").status_code == 404
    page = Page(visitor.client.post(link))
    assert page.status == 429
    assert "15 minutes" in page.text
    elsewhere = visitor.client.post(link, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 303
    clock.forward(minutes=16)
    assert press(visitor, link).h1 == "Hello Maya"


def test_a_changed_name_does_not_change_who_the_link_belongs_to(
    visitor: Browser, link: str, gateways: Gateways, maya: Candidate
) -> None:
    with gateways.database.session() as session, session.begin():
        session.execute(update(Candidate).where(Candidate.id == maya.id).values(called="May"))
    assert press(visitor, link).h1 == "Hello May"
