"""Whoever is to be called learns that somebody would like to talk with them, and nothing early."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Call, Candidate, CandidatePhone, Decision, Notice
from portal.queries import mine_calls
from portal.services import calls, decisions, preferences
from portal.services.calls import AttemptDraft
from portal.vocabulary import CallOutcome, CallState, NoticeState, Outcome
from tests.browser import Browser, Page
from tests.candidate.test_home import only
from tests.fakes import SetClock
from tests.makers import FEEDBACK, Make

READ = "Read it now: Product Designer, Mobility"
TALK = "We would like to talk with you about it."
HOURS = "/me/preferences/calls"


@pytest.fixture
def maya(make: Make) -> Candidate:
    return make.candidate("Maya Oliveira", phones=("+351 912 345 678",))


@pytest.fixture
def decision(make: Make, maya: Candidate, clock: SetClock, gateways: Gateways) -> Decision:
    """Maya is to be called, and the decision can be undone no more."""
    made = make.decision(make.application(maya), call_first=True)
    clock.moment += gateways.settings.undo
    return made


def read_now(phone: Browser) -> Page:
    return phone.submit(phone.get("/me/"), READ)


def test_nothing_shows_while_the_decision_can_still_be_undone(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock, gateways: Gateways
) -> None:
    application = make.application(maya)
    before = phone.get("/me/")
    make.decision(application, call_first=True)
    clock.moment += gateways.settings.undo
    clock.forward(seconds=-1)
    assert phone.get("/me/").body == before.body
    assert phone.post("/me/calls/1/read").status == 404
    clock.forward(seconds=1)
    assert TALK in only(phone)


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.OFFER_DECLINED])
def test_the_page_is_the_same_whatever_the_answer_is(
    phone: Browser,
    make: Make,
    maya: Candidate,
    clock: SetClock,
    gateways: Gateways,
    outcome: Outcome,
) -> None:
    make.decision(make.application(maya), outcome=outcome, call_first=True)
    clock.moment += gateways.settings.undo
    text = only(phone)
    assert TALK in text
    assert "we write to you by 4 March" in text
    for telling in ("decided", "offer", "unfortunately", "good news", "congrat", "sorry"):
        assert telling not in text.lower()
    assert phone.get("/me/feedback/1").status == 404


def test_reading_it_instead_opens_the_page_and_sends_the_message(
    phone: Browser, decision: Decision, gateways: Gateways, clock: SetClock
) -> None:
    page = read_now(phone)
    assert "You did not name a success measure." in page.text
    with gateways.database.session() as session:
        call = session.scalars(select(Call)).one()
        notice = session.scalars(select(Notice)).one()
    assert call.state is CallState.WRITTEN
    assert (notice.state, notice.not_before) == (NoticeState.SCHEDULED, clock.now())
    assert "told you on 2 March" in only(phone)


def test_pressing_twice_is_pressing_once(
    phone: Browser, decision: Decision, gateways: Gateways
) -> None:
    home = phone.get("/me/")
    phone.submit(home, READ)
    assert "You did not name a success measure." in phone.submit(home, READ).text
    with gateways.database.session() as session:
        assert len(session.scalars(select(Notice)).all()) == 1


def test_what_is_corrected_after_they_have_read_it_is_a_new_revision(
    phone: Browser, decision: Decision, make: Make
) -> None:
    read_now(phone)
    words = replace(FEEDBACK, message="I have looked at it again, and I was wrong about one thing.")
    with make.work(make.actor()) as context:
        row = context.session.get_one(Decision, decision.id)
        decisions.revise(context, row.id, words, version=row.version, tell=False)
        assert [feedback.revision for feedback in row.feedback] == [1, 2]


def test_the_call_opens_the_page_at_once(phone: Browser, decision: Decision, make: Make) -> None:
    assert phone.get(f"/me/feedback/{decision.id}").status == 404
    with make.work(make.actor()) as context:
        calls.attempt(context, 1, AttemptDraft(outcome=CallOutcome.REACHED))
    page = phone.get(f"/me/feedback/{decision.id}")
    assert "You did not name a success measure." in page.text
    assert TALK not in only(phone)


def test_somebody_elses_call_is_not_there(
    phone: Browser,
    make: Make,
    maya: Candidate,
    ada: Candidate,
    clock: SetClock,
    gateways: Gateways,
) -> None:
    with make.work() as context:
        ada_too = context.session.get_one(Candidate, ada.id)
        ada_too.phones.append(CandidatePhone(position=0, typed="+351 1", e164="+3511"))
    make.decision(make.application(ada), call_first=True)
    clock.moment += gateways.settings.undo
    assert phone.post("/me/calls/1/read").status == 404
    assert phone.post("/me/calls/4711/read").status == 404
    with gateways.database.session() as session:
        assert mine_calls.expected(session, maya.id, now=clock.now(), undo=timedelta()) == []
    with gateways.database.session() as session:
        assert session.scalars(select(Call)).one().state is CallState.DUE


def test_when_a_call_suits_is_their_own_choice(
    phone: Browser, maya: Candidate, gateways: Gateways
) -> None:
    page = phone.get(phone.get("/me/preferences").link("When we may call you your choice"))
    assert "10:00" not in page.h1
    page = phone.submit(page, "Save", calls_from="17", calls_until="20")
    assert page.said == "Saved."
    assert page.value("calls_from") == "17"
    assert "17:00 to 20:00" in phone.get("/me/preferences").text
    page = phone.submit(page, "Save", calls_from="", calls_until="")
    assert page.value("calls_from") == ""


@pytest.mark.parametrize(
    ("first", "until", "field", "wrong"),
    [
        ("17", "", "calls_until", "Choose both hours, or neither."),
        ("", "17", "calls_from", "Choose both hours, or neither."),
        ("18", "17", "calls_until", "Choose an hour after the first."),
        ("3", "17", "calls_from", "Choose one of the list."),
    ],
)
def test_hours_that_are_none_are_refused(
    phone: Browser, first: str, until: str, field: str, wrong: str
) -> None:
    page = phone.post(HOURS, {"calls_from": first, "calls_until": until})
    assert page.status == 422
    assert page.wrong == {field: wrong} or page.wrong[field] == wrong


def test_a_choice_of_channels_leaves_the_hours_alone(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    with make.work() as context:
        preferences.choose_call_hours(context, maya.id, (9, 12))
    phone.submit(phone.get("/me/preferences"), "Save")
    assert "09:00 to 12:00" in phone.get("/me/preferences").text
