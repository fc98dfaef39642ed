"""A candidate's session ends when it is left alone, after half a day, and when they say so."""

from flask import Flask
from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import Candidate, SessionRow
from tests.browser import Browser
from tests.fakes import SetClock
from tests.makers import Make


def test_half_an_hour_without_a_word_ends_it(phone: Browser, clock: SetClock) -> None:
    clock.forward(minutes=30)
    assert phone.get("/me/").status == 200
    clock.forward(minutes=31)
    page = phone.follow(phone.get("/me/"))
    assert page.h1 == "Get a new link"
    assert "closed your page to keep it safe" in page.text


def test_after_twelve_hours_it_ends_in_any_case(phone: Browser, clock: SetClock) -> None:
    for _ in range(36):
        clock.forward(minutes=20)
        assert phone.get("/me/").status == 200
    clock.forward(minutes=1)
    assert phone.get("/me/").status == 303


def test_signing_out_ends_it_for_everybody_who_has_the_cookie(
    app: Flask, phone: Browser, gateways: Gateways
) -> None:
    cookie = phone.client.get_cookie("rekindle-candidate")
    assert cookie is not None
    page = phone.submit(phone.get("/me/"), "Sign out")
    assert page.said == "You are signed out."

    thief = Browser(app)
    thief.client.set_cookie("rekindle-candidate", cookie.value)
    assert thief.get("/me/").status == 303
    with gateways.database.session() as session:
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0


def test_reading_keeps_it_open_with_one_write_a_minute(
    phone: Browser, gateways: Gateways, clock: SetClock
) -> None:
    def seen() -> object:
        with gateways.database.session() as session:
            return session.scalar(select(SessionRow.seen_at))

    begun = seen()
    clock.forward(seconds=59)
    phone.get("/me/")
    assert seen() == begun
    clock.forward(seconds=1)
    phone.get("/me/")
    assert seen() == clock.now()


def test_neither_area_opens_with_the_session_of_the_other(
    phone: Browser, rosa: Browser, maya: Candidate
) -> None:
    assert rosa.get("/me/").status == 303
    assert phone.get("/recruiter/").status == 303

    recruiter, candidate = "rekindle-recruiter", "rekindle-candidate"
    for browser, theirs, foreign, page in (
        (rosa, recruiter, candidate, "/me/"),
        (phone, candidate, recruiter, "/recruiter/"),
    ):
        cookie = browser.client.get_cookie(theirs)
        assert cookie is not None
        browser.client.set_cookie(foreign, cookie.value)
        assert browser.get(page).status == 303


def test_times_are_shown_where_the_candidate_lives(app: Flask, make: Make, clock: SetClock) -> None:
    kiri = make.candidate("Kiri", time_zone="Pacific/Auckland")
    clock.forward(hours=6)
    make.application(kiri)
    browser = Browser(app)
    browser.begin_as_candidate(kiri)
    assert "You applied on 3 March." in browser.get("/me/").text
