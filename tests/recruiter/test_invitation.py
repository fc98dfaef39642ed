"""Invited people choose a password, once, by the link in their mail."""

import re

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Link, User
from portal.queries import users as queries
from portal.services import links, users
from portal.vocabulary import LinkScope, Role
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import PASSWORD, Make


@pytest.fixture
def address(make: Make) -> str:
    """The address in Ines' invitation."""
    return invitation(make)


def invitation(make: Make) -> str:
    with make.work() as context:
        user = context.session.scalar(select(User).where(User.name == "Ines Invited"))
        if user is None:
            users.invite(
                context, email="ines@northlight.example", name="Ines Invited", role=Role.RECRUITER
            )
        else:
            users.invite_again(context, user.id)
        context.session.flush()
        newest = context.session.scalars(
            select(Link).where(Link.scope == LinkScope.INVITATION).order_by(Link.id.desc())
        ).first()
        assert newest is not None
        return links.address(context.settings, newest)


def choose(browser: Browser, address: str, password: str = PASSWORD) -> Page:
    return browser.submit(browser.get(address), "Set password", password=password)


def ines(gateways: Gateways) -> queries.Member:
    with gateways.database.session() as session:
        [found] = [one for one in queries.team(session) if one.name == "Ines Invited"]
        return found


def test_an_invited_person_chooses_a_password_and_signs_in(visitor: Browser, address: str) -> None:
    page = choose(visitor, address)
    assert page.said == "Your password is set. Please sign in."

    page = visitor.submit(page, "Sign in", email="ines@northlight.example", password=PASSWORD)
    assert "Ines Invited" in page.text


def test_opening_the_link_changes_nothing(
    visitor: Browser, address: str, gateways: Gateways
) -> None:
    for _ in range(3):
        assert visitor.get(address).h1 == "Choose your password"

    assert not ines(gateways).has_password
    assert choose(visitor, address).h1 == "Sign in"


def test_the_link_works_once(visitor: Browser, address: str) -> None:
    choose(visitor, address)
    page = choose(visitor, address, password="another one of mine")

    assert page.status == 404
    assert page.h1 == "This invitation has ended"


def test_a_password_that_is_too_short_is_refused_and_the_link_stays(
    visitor: Browser, address: str
) -> None:
    page = choose(visitor, address, password="too short")
    assert page.status == 422
    assert page.wrong["password"] == "Use 12 to 200 characters."

    assert (
        "repeats itself" in choose(visitor, address, password="aaaaaaaaaaaaaaaa").wrong["password"]
    )
    assert choose(visitor, address).h1 == "Sign in"


def test_the_link_ends_after_a_week(visitor: Browser, address: str, clock: SetClock) -> None:
    clock.forward(days=7, seconds=1)

    assert choose(visitor, address).status == 404


def test_a_newer_invitation_ends_the_one_before(visitor: Browser, address: str, make: Make) -> None:
    newer = invitation(make)

    assert choose(visitor, address).status == 404
    assert choose(visitor, newer).h1 == "Sign in"


def test_deactivating_somebody_ends_their_invitation(
    visitor: Browser, address: str, make: Make, gateways: Gateways
) -> None:
    with make.work() as context:
        users.deactivate(context, ines(gateways).id)
    assert choose(visitor, address).status == 404

    with make.work() as context:
        users.reactivate(context, ines(gateways).id)
    assert choose(visitor, address).status == 404


def test_the_page_is_the_same_for_every_token(visitor: Browser, address: str) -> None:
    token = address.rpartition("/")[2]
    known = visitor.get(address)
    unknown = visitor.get(re.sub(".", "A", token).join(["/recruiter/invitation/", ""]))

    assert unknown.status == known.status == 200
    assert unknown.text == known.text


def test_a_candidates_link_is_no_invitation(visitor: Browser, make: Make) -> None:
    token = make.link(make.candidate()).rpartition("/")[2]

    assert choose(visitor, f"/recruiter/invitation/{token}").status == 404


def test_a_new_password_signs_out_everywhere(
    app: object, rosa: Browser, visitor: Browser, make: Make
) -> None:
    with make.work() as context:
        assert rosa.id is not None
        users.invite_again(context, rosa.id)
        link = context.session.scalars(select(Link)).one()
        address = links.address(context.settings, link)
    assert rosa.get("/recruiter/").status == 200

    choose(visitor, address)
    assert rosa.get("/recruiter/").status == 303


def test_a_new_password_lifts_the_wait_after_too_many_tries(visitor: Browser, address: str) -> None:
    entrance = visitor.get("recruiter.sign_in.page")
    for _ in range(9):
        visitor.submit(entrance, "Sign in", email="ines@northlight.example", password="guessed it")

    page = choose(visitor, address)
    page = visitor.submit(page, "Sign in", email="ines@northlight.example", password=PASSWORD)
    assert "Ines Invited" in page.text
