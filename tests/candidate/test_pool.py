"""Joining the talent pool is a free, informed choice; leaving is as easy."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Candidate, Consent, ConsentText
from portal.services import pool, preferences
from portal.vocabulary import ConsentEvent, ConsentKind
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

JOIN, LEAVE = "Join for 12 months", "Leave the talent pool"


def events(gateways: Gateways, candidate: Candidate) -> list[Consent]:
    with gateways.database.session() as session:
        query = select(Consent).where(Consent.candidate_id == candidate.id).order_by(Consent.id)
        return list(session.scalars(query))


def join(phone: Browser) -> Page:
    return phone.submit(phone.get("/me/pool"), JOIN)


def new_wording(
    gateways: Gateways, body: str, *, language: str = "en", months: int = 12, version: int = 2
) -> None:
    with gateways.database.session() as session, session.begin():
        session.add(
            ConsentText(
                kind=ConsentKind.POOL,
                language=language,
                version=version,
                body=body,
                months=months,
                written_at=gateways.clock.now(),
            )
        )


def test_what_is_agreed_to_is_shown_in_full(phone: Browser) -> None:
    page = phone.get("/me/pool")
    assert "Only the hiring team of Northlight Studio sees your details." in page.text
    assert "This lasts 12 months." in page.text
    assert "{" not in page.text


def test_nothing_is_chosen_beforehand(phone: Browser) -> None:
    assert not phone.get("/me/pool").all("[checked], [type=checkbox]")


def test_joining_says_until_when_and_keeps_the_wording(
    phone: Browser, gateways: Gateways, maya: Candidate, clock: SetClock
) -> None:
    page = join(phone)
    assert page.said == "You are in. We will only write when it is worth your time."
    assert "You are in our talent pool until 2 March 2027." in page.text
    [granted] = events(gateways, maya)
    assert granted.event is ConsentEvent.GRANTED
    assert granted.text_id is not None


def test_nobody_who_only_looks_has_joined(
    phone: Browser, make: Make, gateways: Gateways, maya: Candidate
) -> None:
    make.told(maya)
    phone.get("/me/pool")
    assert [one.event for one in events(gateways, maya)] == [ConsentEvent.OFFERED]


def test_leaving_takes_one_step(phone: Browser, gateways: Gateways, maya: Candidate) -> None:
    page = phone.submit(join(phone), LEAVE)
    assert page.said == "You have left the talent pool. Nothing else changes."
    assert events(gateways, maya)[-1].event is ConsentEvent.WITHDRAWN
    assert "If you would like to come back" in page.text


def test_whoever_left_can_come_back(phone: Browser, gateways: Gateways, maya: Candidate) -> None:
    page = phone.submit(phone.submit(join(phone), LEAVE), JOIN)
    assert "You are in our talent pool until 2 March 2027." in page.text
    assert events(gateways, maya)[-1].event is ConsentEvent.GRANTED


def test_membership_runs_out_and_can_be_renewed(
    app: Flask, phone: Browser, maya: Candidate, clock: SetClock
) -> None:
    join(phone)
    clock.forward(days=366)
    phone.begin_as_candidate(maya)
    assert "has run out" in phone.get("/me/pool").text
    assert "until 3 March 2028" in join(phone).text


def test_a_member_with_a_pause_sees_both(phone: Browser, make: Make, maya: Candidate) -> None:
    join(phone)
    with make.work() as context:
        preferences.pause(context, maya.id, 3)
    page = phone.get("/me/pool")
    assert "until 2 March 2027" in page.text
    assert "we write again from 2 June on" in page.text


def test_a_wording_that_changed_meanwhile_has_to_be_read_first(
    phone: Browser, gateways: Gateways, maya: Candidate
) -> None:
    read = phone.get("/me/pool")
    new_wording(gateways, "Something quite different, for {months} months.", months=24)
    page = phone.submit(read, JOIN)
    assert page.status == 409
    assert "The wording has changed meanwhile." in page.wrong[""]
    assert "Something quite different, for 24 months." in page.text
    assert events(gateways, maya) == []
    assert "until 2 March 2028" in phone.submit(page, "Join for 24 months").text


def test_a_member_sees_what_they_agreed_to_not_what_was_written_since(
    phone: Browser, gateways: Gateways
) -> None:
    join(phone)
    new_wording(gateways, "Something quite different.")
    page = phone.get("/me/pool")
    assert "Something quite different." not in page.text
    assert "Only the hiring team of Northlight Studio sees your details." in page.text


def test_the_wording_comes_in_the_candidate_s_language(
    app: Flask, make: Make, gateways: Gateways
) -> None:
    german = "Wenn Sie beitreten, bewahren wir Ihre Angaben auf."
    new_wording(gateways, german, language="de", version=1)
    new_wording(gateways, "The second English wording.")
    uwe = make.candidate("Uwe", language="de")
    browser = Browser(app)
    browser.begin_as_candidate(uwe)
    assert "bewahren wir Ihre Angaben auf" in browser.get("/me/pool").text
    assert events(gateways, uwe) == []
    join(browser)
    with make.work() as context:
        assert events(gateways, uwe)[-1].text_id == pool.current_text(context, uwe.id).id


@pytest.mark.parametrize("text_id", ["", "0", "-1", "x", "9" * 30])
def test_a_wording_that_is_none_is_refused(
    phone: Browser, gateways: Gateways, maya: Candidate, text_id: str
) -> None:
    page = phone.post("/me/pool/join", {"text_id": text_id})
    assert page.status == 422
    assert page.h1 == "Talent pool"
    assert events(gateways, maya) == []
