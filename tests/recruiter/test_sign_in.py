"""Signing in and out, and what a session is worth."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import SessionRow, User
from portal.services import sign_in as services
from portal.services import users
from portal.services.sign_in import TRIES_PER_ADDRESS, TRIES_PER_PLACE
from portal.vocabulary import Role
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import PASSWORD, Make

PAGE = "recruiter.sign_in.page"
HOME = "/recruiter/"
COOKIE = "rekindle-recruiter"
EMAIL = "paula@northlight.example"


@pytest.fixture
def paula(make: Make) -> User:
    """Paula has a password."""
    return make.user("Paula Password", password=PASSWORD)


def sign_in(browser: Browser, email: str = EMAIL, password: str = PASSWORD) -> Page:
    return browser.submit(browser.get(PAGE), "Sign in", email=email, password=password)


def cookie(browser: Browser) -> str | None:
    found = browser.client.get_cookie(COOKIE)
    return found.value if found else None


def sessions(gateways: Gateways) -> list[SessionRow]:
    with gateways.database.session() as session:
        return list(session.scalars(select(SessionRow)))


def test_address_and_password_open_the_desk(visitor: Browser, paula: User) -> None:
    page = sign_in(visitor)

    assert page.status == 200
    assert "Paula Password" in page.text


def test_case_and_blanks_around_the_address_do_not_matter(visitor: Browser, paula: User) -> None:
    assert "Sign out" in sign_in(visitor, email="  PAULA@Northlight.Example ").text


def test_the_answer_is_the_same_for_whoever_cannot_sign_in(
    visitor: Browser, paula: User, make: Make
) -> None:
    gone = make.user("Gone Person", password=PASSWORD)
    invited = make.user("Ines Invited")
    with make.work() as context:
        users.deactivate(context, gone.id)

    answers = [
        sign_in(visitor, email, password)
        for email, password in (
            ("nobody@northlight.example", PASSWORD),
            (EMAIL, "not the right one"),
            (gone.email, PASSWORD),
            (invited.email, PASSWORD),
            ("no address at all", PASSWORD),
        )
    ]

    assert {page.status for page in answers} == {422}
    assert len({page.wrong[""] for page in answers}) == 1
    assert cookie(visitor) is None


def test_what_was_typed_is_kept_but_the_password(visitor: Browser, paula: User) -> None:
    page = sign_in(visitor, password="not the right one")

    assert page.value("email") == EMAIL
    assert page.value("password") == ""


def test_an_empty_form_says_what_is_missing(visitor: Browser, make: Make) -> None:
    page = visitor.submit(visitor.get(PAGE), "Sign in")

    assert page.status == 422
    assert page.wrong["email"] == "Enter your e-mail address."
    assert page.wrong["password"] == "Enter your password."


def test_after_too_many_tries_even_the_right_password_waits(
    visitor: Browser, paula: User, clock: SetClock
) -> None:
    for _ in range(TRIES_PER_ADDRESS):
        sign_in(visitor, password="not the right one")

    assert "too many tries" in sign_in(visitor).wrong[""]
    clock.forward(minutes=16)
    assert "Sign out" in sign_in(visitor).text


def test_tries_are_counted_for_a_place_as_well(visitor: Browser, paula: User, make: Make) -> None:
    for number in range(TRIES_PER_PLACE):
        with make.work() as context:
            assert services.allow(context, f"guess{number}@northlight.example", "127.0.0.1")

    assert sign_in(visitor).status == 422


def test_a_success_forgets_the_failures_before_it(visitor: Browser, paula: User) -> None:
    for _ in range(TRIES_PER_ADDRESS - 1):
        sign_in(visitor, password="not the right one")
    sign_in(visitor)
    visitor.post("recruiter.sign_in.leave")

    for _ in range(TRIES_PER_ADDRESS - 1):
        sign_in(visitor, password="not the right one")
    assert "Sign out" in sign_in(visitor).text


def test_each_sign_in_has_a_new_session_and_ends_the_one_before(
    visitor: Browser, paula: User, gateways: Gateways
) -> None:
    form = visitor.get(PAGE)
    sign_in(visitor)
    first = cookie(visitor)
    visitor.submit(form, "Sign in", email=EMAIL, password=PASSWORD)

    assert cookie(visitor) not in (None, first)
    assert len(sessions(gateways)) == 1


def test_a_session_that_somebody_prepared_is_not_taken_over(visitor: Browser, paula: User) -> None:
    visitor.client.set_cookie(COOKIE, "prepared by somebody else")
    sign_in(visitor)

    assert cookie(visitor) != "prepared by somebody else"


def test_the_table_does_not_hold_what_the_cookie_holds(
    visitor: Browser, paula: User, gateways: Gateways
) -> None:
    sign_in(visitor)
    [row] = sessions(gateways)

    assert row.id_hash != cookie(visitor)


def test_no_script_can_read_the_cookie(visitor: Browser, paula: User) -> None:
    sign_in(visitor)
    found = visitor.client.get_cookie(COOKIE)

    assert found is not None
    assert found.http_only
    assert found.same_site == "Lax"


def test_signing_out_ends_the_session_and_not_only_the_cookie(
    visitor: Browser, paula: User, gateways: Gateways
) -> None:
    page = sign_in(visitor)
    kept = cookie(visitor)
    page = visitor.submit(page, "Sign out")

    assert page.said == "You are signed out."
    assert sessions(gateways) == []
    visitor.client.set_cookie(COOKIE, str(kept))
    assert visitor.get(HOME).status == 303


@pytest.mark.parametrize("idle", [True, False])
def test_a_session_ends_when_idle_and_in_any_case_at_the_end_of_the_day(
    visitor: Browser, paula: User, clock: SetClock, idle: bool
) -> None:
    sign_in(visitor)
    if idle:
        clock.forward(minutes=29)
        assert visitor.get(HOME).status == 200
        clock.forward(minutes=31)
    else:
        for _ in range(24):
            clock.forward(minutes=25)
            assert visitor.get(HOME).status == 200
        clock.forward(minutes=5)

    page = visitor.get(HOME)
    assert page.status == 303
    assert visitor.follow(page).h1 == "Sign in"


def test_reading_pages_is_noted_at_most_once_a_minute(
    visitor: Browser, paula: User, clock: SetClock, gateways: Gateways
) -> None:
    sign_in(visitor)
    [begun] = sessions(gateways)
    clock.forward(seconds=50)
    visitor.get(HOME)
    assert sessions(gateways)[0].seen_at == begun.seen_at

    clock.forward(seconds=20)
    visitor.get(HOME)
    assert sessions(gateways)[0].seen_at - begun.seen_at == timedelta(seconds=70)


def test_somebody_deactivated_is_out_at_once(visitor: Browser, paula: User, make: Make) -> None:
    sign_in(visitor)
    with make.work() as context:
        users.deactivate(context, paula.id)
    assert visitor.get(HOME).status == 303

    # A session that began in the same moment opens nothing either.
    visitor.begin_as_user(paula)
    assert visitor.get(HOME).status == 303


def test_a_changed_role_holds_at_once(visitor: Browser, paula: User, make: Make) -> None:
    sign_in(visitor)
    assert visitor.get("recruiter.pool.page").status == 200
    with make.work() as context:
        users.change(context, paula.id, name="P", job_title="", role=Role.HIRING_MANAGER)

    assert visitor.get("recruiter.pool.page").status == 403


def test_a_deep_link_comes_back_after_the_sign_in(visitor: Browser, paula: User) -> None:
    entrance = visitor.follow(visitor.get("/recruiter/notices/?show=all"))
    assert entrance.h1 == "Sign in"
    page = visitor.submit(entrance, "Sign in", email=EMAIL, password=PASSWORD)

    assert page.h1 == "Notices"
    assert page.response.request.query_string == b"show=all"


def test_a_part_of_a_page_leads_back_to_the_whole_page(visitor: Browser, paula: User) -> None:
    """htmx is told to leave its page, which comes back after the sign-in."""
    answer = visitor.client.get(
        "/recruiter/notices/",
        headers={
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "HX-Current-URL": "http://localhost/recruiter/notices/?show=all",
        },
    )

    assert answer.status_code == 204
    entrance = visitor.get(answer.headers["HX-Redirect"])
    page = visitor.submit(entrance, "Sign in", email=EMAIL, password=PASSWORD)
    assert page.response.request.full_path == "/recruiter/notices/?show=all"


def test_a_deep_link_survives_a_wrong_password(visitor: Browser, paula: User) -> None:
    entrance = visitor.follow(visitor.get("/recruiter/notices/"))
    again = visitor.submit(entrance, "Sign in", email=EMAIL, password="not the right one")

    assert visitor.submit(again, "Sign in", password=PASSWORD).h1 == "Notices"


@pytest.mark.parametrize(
    "wish",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/recruiter/",
        "/\\elsewhere.example",
        "/recruiter/\\elsewhere.example",
        "/recruiter//elsewhere.example",
        "/me/",
        "/recruiter/sign-in",
        "javascript:alert(1)",
    ],
)
def test_after_the_sign_in_one_goes_only_to_the_own_area(
    visitor: Browser, paula: User, wish: str
) -> None:
    answer = visitor.client.post(
        "/recruiter/sign-in", data={"email": EMAIL, "password": PASSWORD, "next": wish}
    )

    assert answer.status_code == 303
    assert answer.headers["Location"] == HOME


def test_whoever_is_signed_in_is_not_asked_again(visitor: Browser, paula: User) -> None:
    sign_in(visitor)

    assert visitor.get(PAGE).headers["Location"] == HOME


def test_another_site_cannot_sign_anybody_in(visitor: Browser, paula: User) -> None:
    answer = visitor.client.post(
        "/recruiter/sign-in",
        data={"email": EMAIL, "password": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert cookie(visitor) is None


def test_a_candidates_session_opens_no_desk(app: Flask, make: Make) -> None:
    browser = Browser(app)
    browser.begin_as_candidate(make.candidate())
    candidates = browser.client.get_cookie("rekindle-candidate")
    assert candidates is not None
    browser.client.set_cookie(COOKIE, candidates.value)

    assert browser.get(HOME).status == 303
