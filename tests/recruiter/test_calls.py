"""The call list: whom to call, what to say, how it went, and who is on it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.gateways import Gateways
from portal.models import (
    Call,
    Candidate,
    CandidatePhone,
    Decision,
    Inquiry,
    Notice,
    Preferences,
)
from portal.queries import calls as queries
from portal.queries import texting, told
from portal.queries.visible import Viewer
from portal.services import inquiries, preferences
from portal.vocabulary import AnsweredBy, Channel, NoticeState, Role
from tests.browser import Browser, Page
from tests.fakes import MONDAY, SetClock
from tests.makers import Make

ONE, LIST = "recruiter.calls.one", "recruiter.calls.page"
PHONES = ("+351 912 345 678",)


@pytest.fixture
def maya(make: Make) -> Candidate:
    return make.candidate(phones=PHONES, time_zone="Europe/Lisbon")


@pytest.fixture
def decision(make: Make, maya: Candidate) -> Decision:
    """Maya is to be called first; it is nine on Monday in Lisbon, and ten in Berlin."""
    application = make.application(maya)
    return make.decision(application, call_first=True, internal_note="Too junior for the budget.")


@pytest.fixture
def tom(app: Flask, make: Make) -> Browser:
    """Tom recruits beside Rosa."""
    browser = Browser(app)
    browser.begin_as_user(make.user("Tom Recruiter"))
    return browser


def note(browser: Browser, outcome: str, **filled: object) -> Page:
    return browser.submit(browser.get(ONE, call_id=1), "Note it", outcome=outcome, **filled)


def due(make: Make, browser: Browser) -> int:
    assert browser.id is not None
    viewer = Viewer(browser.id, Role.RECRUITER)
    with make.gateways.database.session() as session:
        return queries.due(session, viewer, make.gateways.clock.now())


def test_an_empty_list_says_how_somebody_comes_on_it(rosa: Browser) -> None:
    assert "Tick “Call first” when you decide" in rosa.get(LIST).text


def test_whom_to_call_and_what_to_say(rosa: Browser, decision: Decision) -> None:
    page = rosa.get(rosa.get(LIST).link("Call Maya Oliveira"))

    assert page.h1 == "Call Maya Oliveira"
    assert page.one("a[href^='tel:']").get("href") == "tel:+351912345678"
    assert "We have decided not to go on with your application." in page.text
    assert "You showed three versions." in page.text
    assert "You did not name a success measure." in page.text
    assert "One project in which you name the measure first." in page.text
    assert "Name the success measure before you design." in page.text
    assert "Too junior" not in page.text, "the internal reason is nobody's talking point"
    assert "09:00 in Lisbon until 19:00 there" in page.text


def test_night_there_is_said_with_the_morning_that_follows(
    rosa: Browser, decision: Decision, clock: SetClock, make: Make
) -> None:
    clock.forward(hours=11)
    rosa.begin_as_user(make.user())
    assert "20:00 in Lisbon from Tuesday 09:00 there" in rosa.get(ONE, call_id=1).text


def test_the_hours_that_they_like_count(
    rosa: Browser, make: Make, maya: Candidate, decision: Decision
) -> None:
    with make.work() as context:
        preferences.choose_call_hours(context, maya.id, (17, 20))
    page = rosa.get(ONE, call_id=1)
    assert "from Monday 17:00 there" in page.text
    assert "Maya likes to be called between 17:00 and 20:00." in page.text


def test_no_answer_stays_on_the_list_with_its_note(rosa: Browser, decision: Decision) -> None:
    page = note(rosa, "no_answer", note="Rang for a minute.")
    assert page.said == "Noted. It stays on the call list."
    assert "Rosa Recruiter: no answerRang for a minute." in page.text
    assert "or after 2 more attempts" in page.text
    assert "1 of 3 attempts" in rosa.get(LIST).text


def test_reached_is_told(rosa: Browser, decision: Decision, make: Make, gateways: Gateways) -> None:
    page = note(rosa, "reached")
    assert page.said == "Noted: they know, and what you wrote stands on their page now."
    assert "Told by telephone" in page.text
    assert not [f for f in page.all("form") if "attempt" in f.get("action")]
    assert "Nobody has to be called." in rosa.get(LIST).text
    application = rosa.get("recruiter.applications.page", application_id=1)
    assert "Maya has been told" in application.text
    timeline = rosa.get("recruiter.candidates.record", candidate_id=1).text
    assert "Rosa Recruiter told them by telephone" in timeline


def test_three_missed_calls_send_the_message(rosa: Browser, decision: Decision) -> None:
    note(rosa, "no_answer")
    note(rosa, "left_message")
    page = note(rosa, "no_answer")
    assert page.said.startswith("Noted. The message is on its way now")
    assert "3 of 3" in page.text


def test_how_it_went_has_to_be_said(rosa: Browser, decision: Decision) -> None:
    page = rosa.post("recruiter.calls.attempt", {"seen": "0", "note": "Busy."}, call_id=1)
    assert page.status == 422
    assert "Choose one of these." in page.text
    assert page.value("note") == "Busy."


def test_a_wrong_number_is_marked_and_not_dialled_again(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    two = make.candidate(phones=(*PHONES, "+351 210 000 000"))
    make.decision(make.application(two), call_first=True)
    page = rosa.get(ONE, call_id=1)
    second = [option.get("value") for option in page.all("select[name=phone_id] option")][1]

    page = note(rosa, "wrong_number", phone_id=second)

    assert [a.get("href") for a in page.all("a[href^='tel:']")] == ["tel:+351912345678"]
    assert "+351 210 000 000: somebody else answered there" in page.text
    assert note(rosa, "wrong_number").said.startswith("Noted. The message is on its way now")


def test_a_wrong_number_gets_no_text_message_and_no_link(make: Make, maya: Candidate) -> None:
    with make.work() as context:
        context.session.execute(update(CandidatePhone).values(wrong_at=MONDAY))
    with make.gateways.database.session() as session:
        assert texting.known(session, [maya.id])[maya.id].number is None
        assert texting.asking(session, "+351912345678", at_most=5) == []


def test_the_second_sees_that_somebody_is_on_it(
    rosa: Browser, tom: Browser, decision: Decision
) -> None:
    seen_by_tom = tom.get(ONE, call_id=1)
    rosa.submit(rosa.get(ONE, call_id=1), "I am calling now")

    answer = tom.submit(seen_by_tom, "I am calling now")
    assert answer.status == 409
    assert "Rosa Recruiter has just taken this call." in answer.text
    page = tom.submit(seen_by_tom, "Note it", outcome="no_answer", note="Mine.")
    assert page.status == 409
    assert "Rosa Recruiter is on this call." in page.text
    assert page.value("note") == "Mine.", "nothing that was typed is lost"
    assert "Somebody else is on it" in tom.get(LIST).text

    tom.submit(tom.get(ONE, call_id=1), "Take the call")
    assert "You are on it" in tom.get(ONE, call_id=1).text


def test_the_same_attempt_is_not_noted_twice(rosa: Browser, decision: Decision) -> None:
    page = rosa.get(ONE, call_id=1)
    rosa.submit(page, "Note it", outcome="no_answer")
    again = rosa.submit(page, "Note it", outcome="no_answer")
    assert again.status == 409
    assert "1 of 3" in rosa.get(ONE, call_id=1).text


def test_a_call_that_comes_too_late_says_so(
    rosa: Browser, make: Make, decision: Decision, clock: SetClock
) -> None:
    clock.forward(minutes=20)
    page = rosa.get(ONE, call_id=1)
    with make.work() as context:
        context.session.execute(update(Notice).values(state=NoticeState.ACCEPTED))
    answer = rosa.submit(page, "Note it", outcome="reached")
    assert answer.status == 409
    assert "they have been told" in answer.text
    assert "Nobody has to be called." in rosa.get(LIST).text


def test_the_number_of_calls_is_mine_and_nobodys(
    rosa: Browser, tom: Browser, make: Make, decision: Decision, clock: SetClock
) -> None:
    assert (due(make, rosa), due(make, tom)) == (1, 1)
    rosa.submit(rosa.get(ONE, call_id=1), "I am calling now")
    assert (due(make, rosa), due(make, tom)) == (1, 0)
    clock.forward(days=3)
    assert due(make, rosa) == 0, "it has been written by then"


def test_a_confidential_call_is_there_for_its_owner_alone(
    rosa: Browser, tom: Browser, make: Make, maya: Candidate
) -> None:
    vacancy = make.vacancy("Head of Design", confidential=True)
    make.decision(make.application(maya, vacancy), call_first=True)
    assert rosa.get(ONE, call_id=1).status == 200
    assert tom.get(ONE, call_id=1).status == 404
    assert "Maya" not in tom.get(LIST).text
    assert due(make, tom) == 0


def test_calling_first_is_offered_and_chosen_for_the_promising_with_a_number(
    rosa: Browser, make: Make, maya: Candidate
) -> None:
    make.application(maya)
    page = rosa.get("recruiter.applications.page", application_id=1)
    assert not page.all("[name=call_first][checked]")
    rosa.post("recruiter.applications.promising", application_id=1)
    page = rosa.get("recruiter.applications.page", application_id=1)
    assert page.all("[name=call_first][checked]")
    make.application(make.candidate("Ada Correia"))
    other = rosa.get("recruiter.applications.page", application_id=2)
    assert not other.all("[name=call_first]"), "nobody can call without a number"


def test_a_decision_to_call_first_comes_on_the_list(
    rosa: Browser, make: Make, maya: Candidate, gateways: Gateways
) -> None:
    make.application(maya)
    page = rosa.get("recruiter.applications.page", application_id=1)
    text = "I wanted you to hear from me what stood out, Maya, and what would have helped."
    page = rosa.submit(page, "Decide and tell Maya", call_first="y", message=text)
    assert page.said.startswith("Decided. It stands on the call list")
    assert page.link("the number, and what to say") == "/recruiter/calls/1"
    with gateways.database.session() as session:
        assert session.scalars(select(Call)).one().write_at == MONDAY + timedelta(days=2, hours=8)
        assert session.scalars(select(Notice)).one().state is NoticeState.SCHEDULED


def test_call_instead_leads_to_the_list_where_a_call_is_planned(
    rosa: Browser, decision: Decision
) -> None:
    page = rosa.get("recruiter.notices.call", notice_id=1)
    assert page.status == 303
    assert page.headers["Location"].endswith("/recruiter/calls/1")


def test_what_was_spoken_is_in_the_ledger_and_has_no_copy(
    rosa: Browser, decision: Decision, make: Make
) -> None:
    note(rosa, "reached")
    page = rosa.get("recruiter.notices.one", notice_id=2)
    assert "told" in page.text
    assert "Send another copy" not in page.text
    assert rosa.post("recruiter.notices.send_copy", notice_id=2).status == 422


def test_a_call_answers_what_was_asked_meanwhile(
    rosa: Browser, decision: Decision, make: Make, maya: Candidate, gateways: Gateways
) -> None:
    with make.work() as context:
        asked = inquiries.receive(context, maya.id, "When do I hear?", Channel.EMAIL)
        asked.application_id = decision.application_id
    note(rosa, "reached")
    with gateways.database.session() as session:
        assert session.scalars(select(Inquiry)).one().answered_by is AnsweredBy.CALL


def test_a_wish_for_no_hours_is_kept_as_none(make: Make, maya: Candidate) -> None:
    with make.work() as context:
        preferences.choose_call_hours(context, maya.id, (9, 12))
        preferences.choose_call_hours(context, maya.id, (None, None))
        row = context.session.get_one(Preferences, maya.id)
        assert (row.calls_from, row.calls_until) == (None, None)


def test_the_other_system_learns_who_told_them_and_when(
    rosa: Browser, decision: Decision, make: Make
) -> None:
    note(rosa, "reached")
    with make.gateways.database.session() as session:
        assert rosa.id is not None
        viewer = Viewer(rosa.id, Role.RECRUITER)
        (row,) = told.page(session, viewer, told.Asked())
    assert (row.told, row.by, row.elsewhere) == (told.Told.YES, "Rosa Recruiter", True)
