"""A new link goes to the address on file, and nobody learns from the answer who is known."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.gateways import Gateways
from portal.models import AuditEvent, Base, Candidate, CandidateEmail, Link, Notice
from portal.vocabulary import Act, Purpose, Queue
from tests.browser import Browser, Page
from tests.fakes import CountingBell, SetClock
from tests.makers import Make

KNOWN, UNKNOWN = "maya@example.com", "nobody@example.com"


def ask(browser: Browser, email: str, *, place: str = "127.0.0.1") -> TestResponse:
    return browser.client.post("/link", data={"email": email}, environ_base={"REMOTE_ADDR": place})


def owed(gateways: Gateways) -> list[int]:
    """For whom a new link is on its way."""
    with gateways.database.session() as session:
        query = select(Notice.candidate_id).where(Notice.purpose == Purpose.NEW_LINK)
        return sorted(filter(None, session.scalars(query)))


def counts(gateways: Gateways) -> dict[str, int]:
    with gateways.database.session() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_a_known_person_is_sent_a_new_link_at_once(
    visitor: Browser, maya: Candidate, gateways: Gateways
) -> None:
    page = visitor.submit(visitor.get("/link"), "Send me a new link", email=KNOWN)
    assert page.h1 == "Please look at your messages"
    assert owed(gateways) == [maya.id]
    bell = gateways.bell
    assert isinstance(bell, CountingBell)
    assert bell.rung == [Queue.NOTICES]


@pytest.mark.parametrize("typed", ["MAYA@Example.com", "  maya@example.com "])
def test_the_address_may_be_typed_in_any_case(
    visitor: Browser, maya: Candidate, gateways: Gateways, typed: str
) -> None:
    ask(visitor, typed)
    assert owed(gateways) == [maya.id]


def test_another_address_on_file_is_as_good(
    visitor: Browser, make: Make, gateways: Gateways
) -> None:
    lea = make.candidate("Lea", emails=("lea@example.com", "lea@work.example"))
    ask(visitor, "lea@work.example")
    assert owed(gateways) == [lea.id]


def test_the_answer_is_the_same_for_an_unknown_address(
    visitor: Browser, maya: Candidate, gateways: Gateways
) -> None:
    known, unknown = ask(visitor, KNOWN), ask(visitor, UNKNOWN)
    assert known.status_code == unknown.status_code == 303
    assert known.get_data() == unknown.get_data()
    # Each answer has a number of its own, by which it is found in the log.
    for answer in (known, unknown):
        del answer.headers["X-Request-ID"]
    assert sorted(known.headers) == sorted(unknown.headers)
    assert owed(gateways) == [maya.id]
    bell = gateways.bell
    assert isinstance(bell, CountingBell)
    assert bell.rung == [Queue.NOTICES] * 2


def test_an_unknown_address_leaves_nothing_but_two_counted_tries(
    visitor: Browser, maya: Candidate, gateways: Gateways
) -> None:
    before = counts(gateways)
    ask(visitor, UNKNOWN)
    after = counts(gateways)
    assert {n: after[n] - before[n] for n in after if after[n] != before[n]} == {"tries": 2}


def test_two_people_with_one_address_get_a_link_each(
    visitor: Browser, maya: Candidate, ada: Candidate, gateways: Gateways
) -> None:
    with gateways.database.session() as session, session.begin():
        session.execute(
            update(CandidateEmail)
            .where(CandidateEmail.candidate_id == ada.id)
            .values(address=KNOWN, normal=KNOWN)
        )
    ask(visitor, KNOWN)
    assert owed(gateways) == sorted([maya.id, ada.id])
    with gateways.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Link)) == 2


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_the_fourth_question_within_the_hour_has_to_wait(
    visitor: Browser, maya: Candidate, clock: SetClock, email: str
) -> None:
    places = iter(f"192.0.2.{n}" for n in range(9))
    for _ in range(3):
        assert ask(visitor, email, place=next(places)).status_code == 303
    page = Page(ask(visitor, email, place=next(places)))
    assert page.status == 429
    assert page.wrong["email"].startswith("You have asked a few times already.")
    assert page.value("email") == email
    clock.forward(minutes=61)
    assert ask(visitor, email, place=next(places)).status_code == 303


def test_ten_questions_an_hour_from_one_place(
    visitor: Browser, maya: Candidate, gateways: Gateways, clock: SetClock
) -> None:
    for number in range(10):
        assert ask(visitor, f"{number}@example.com").status_code == 303
    assert ask(visitor, KNOWN).status_code == 429
    assert owed(gateways) == []
    clock.forward(minutes=61)
    assert ask(visitor, KNOWN).status_code == 303


@pytest.mark.parametrize("typed", ["", "   ", "maya", "maya@", "a@b@c", "x" * 300 + "@example.com"])
def test_what_is_no_address_is_said_beside_the_field(
    visitor: Browser, typed: str, gateways: Gateways
) -> None:
    page = visitor.submit(visitor.get("/link"), "Send me a new link", email=typed)
    assert page.status == 422
    assert page.wrong["email"]
    assert page.value("email") == typed.strip()
    assert owed(gateways) == []


def test_that_somebody_asked_is_noted(visitor: Browser, maya: Candidate, make: Make) -> None:
    ask(visitor, KNOWN)
    with make.work() as context:
        act = context.session.scalars(
            select(AuditEvent).where(AuditEvent.act == Act.LINK_ASKED_FOR)
        ).one()
        assert act.candidate_id == maya.id


def test_another_site_cannot_ask(app: Flask, maya: Candidate) -> None:
    answer = app.test_client().post(
        "/link", data={"email": KNOWN}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
