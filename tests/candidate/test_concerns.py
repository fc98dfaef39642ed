"""Concerns from the page with the feedback: who reads one is said before, and it has an end."""

import pytest
from sqlalchemy import select

from portal.models import Candidate, Decision, Inquiry, Organisation, User
from portal.services import concerns, decisions
from portal.vocabulary import ConcernKind, InquiryKind, Role
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import FEEDBACK, Make

WORDS = "I was asked about my children."


@pytest.fixture
def nora(make: Make) -> User:
    """Nora answers concerns, and decides about nobody."""
    user = make.user("Nora Owner", role=Role.ADMIN)
    with make.work() as context:
        context.session.get_one(Organisation, 1).concern_owner_id = user.id
    return user


@pytest.fixture
def decision(make: Make, maya: Candidate, nora: User) -> Decision:
    return make.told(maya)


def form(phone: Browser, decision: Decision, kind: str) -> Page:
    return phone.get(f"/me/feedback/{decision.id}/concern?kind={kind}")


def raises(phone: Browser, decision: Decision, kind: str, text: str = WORDS) -> Page:
    return phone.submit(form(phone, decision, kind), "Send it", kind=kind, text=text)


def only(make: Make) -> Inquiry:
    with make.work() as context:
        return context.session.scalars(select(Inquiry)).one()


def entry(phone: Browser) -> str:
    return " ".join(phone.get("/me/inquiries").one("article").text_content().split())


def test_the_page_with_the_feedback_leads_to_each_kind(phone: Browser, decision: Decision) -> None:
    page = phone.get(f"/me/feedback/{decision.id}")
    for label in ("A fact is wrong", "This felt unfair", "I needed an adjustment", "Thank you"):
        there = phone.get(page.link(label))
        assert there.h1 == "Tell us what is on your mind"
        chosen = there.one("input[type=radio][checked]")
        assert there.one(f"label[for='{chosen.get('id')}']").text_content() == label


@pytest.mark.parametrize("kind", ["unfair", "adjustment"])
def test_two_kinds_go_to_their_reader_alone(
    phone: Browser, make: Make, decision: Decision, nora: User, kind: str
) -> None:
    said = form(phone, decision, kind).text
    assert "Nora Owner alone reads this, has not made this decision" in said
    page = raises(phone, decision, kind)
    assert page.said == "Thank you for telling us. It is with the person who reads it."
    assert "Nora Owner alone reads this." in entry(phone)
    assert "You hear from us by 9 March." in entry(phone)
    kept = only(make)
    assert (kept.kind, kept.concern) == (InquiryKind.CONCERN, ConcernKind(kind))
    assert (kept.owner_id, kept.application_id) == (nora.id, decision.application_id)


def test_the_page_says_when_its_reader_has_decided(
    phone: Browser, make: Make, maya: Candidate, nora: User
) -> None:
    decision = make.told(maya, by=nora)
    said = form(phone, decision, "unfair").text
    assert "Please know before you send it: Nora Owner has also made this decision" in said


def test_without_a_named_reader_it_is_an_administrator_who_did_not_decide(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    adam = make.user("Adam Admin", role=Role.ADMIN)
    eve = make.user("Eve Admin", role=Role.ADMIN)
    decision = make.told(maya, by=adam)
    assert "Eve Admin alone reads this, has not made" in form(phone, decision, "unfair").text
    raises(phone, decision, "unfair")
    assert only(make).owner_id == eve.id


def test_the_answer_stands_on_the_page_and_ends_it(
    phone: Browser, make: Make, decision: Decision, nora: User, clock: SetClock
) -> None:
    raises(phone, decision, "unfair")
    with make.work(make.actor(nora)) as context:
        concerns.answer(context, only(make).id, "You are right, and we are sorry.")
    assert "You are right" not in entry(phone)
    clock.forward(minutes=10)
    assert "You are right, and we are sorry. Nora Owner answered on 2 March." in entry(phone)


def test_a_wrong_fact_goes_to_whoever_decided_and_a_correction_answers_it(
    phone: Browser, make: Make, decision: Decision
) -> None:
    raises(phone, decision, "fact_wrong", "I know SQL very well.")
    kept = only(make)
    assert kept.owner_id == make.user().id
    assert "You hear from us by 4 March." in entry(phone)
    with make.work(make.actor()) as context:
        version = context.session.get_one(Decision, decision.id).version
        decisions.revise(context, decision.id, FEEDBACK, version=version, tell=True)
    assert "on 2 March we corrected what we had written." in entry(phone)
    assert only(make).answered_at is not None


def test_thanks_need_no_answer(phone: Browser, make: Make, decision: Decision) -> None:
    page = raises(phone, decision, "thanks", "That helped me a lot.")
    assert page.said.startswith("Thank you for your kind words.")
    assert "You hear from us" not in entry(phone)
    assert "Your questions 1 so far" in phone.get("/me/").text


def test_nothing_is_sent_without_a_kind_and_words(phone: Browser, decision: Decision) -> None:
    page = phone.post(f"/me/feedback/{decision.id}/concern", {"text": ""})
    assert page.status == 422
    assert "Choose one of these." in page.text
    assert page.wrong["text"] == "Enter a few words."
    page = phone.post(f"/me/feedback/{decision.id}/concern", {"kind": "bomb", "text": "x"})
    assert page.status == 422


def test_the_decision_of_somebody_else_does_not_exist(
    phone: Browser, make: Make, ada: Candidate, decision: Decision
) -> None:
    hers = make.told(ada)
    where = f"/me/feedback/{hers.id}/concern"
    assert phone.get(where).status == 404
    assert phone.post(where, {"kind": "unfair", "text": "Not mine."}).status == 404


def test_a_decision_that_was_not_told_yet_does_not_exist(
    phone: Browser, make: Make, maya: Candidate, nora: User
) -> None:
    decision = make.decision(make.application(maya))
    assert phone.get(f"/me/feedback/{decision.id}/concern").status == 404


def test_concerns_count_with_questions(phone: Browser, make: Make, decision: Decision) -> None:
    for _ in range(10):
        with make.work() as context:
            concerns.raise_one(
                context, phone.id or 0, decision.id, ConcernKind.THANKS, "Once more thanks."
            )
    page = raises(phone, decision, "unfair")
    assert page.status == 429
    assert page.value("text") == WORDS
