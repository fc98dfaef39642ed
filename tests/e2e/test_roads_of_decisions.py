"""Decisions with respect, in a real browser: by a call, by mail after three, as an answer."""

import pytest
from playwright.sync_api import expect

from tests.e2e.decisions import SEEN, WORDS, Roads

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAYMENTS = "Backend Engineer, Payments"
UNDO = 11
"""Minutes after which nothing can be taken back any more."""


def decide_to_call(roads: Roads, name: str) -> None:
    """Bring somebody promising in, and decide to tell them by telephone."""
    email = name.lower().replace(" ", ".") + "@example.com"
    roads.sign_in("rosa")
    roads.bring_in([f"{name};{email};+351 912 345 679;{PAYMENTS};Interview"])
    roads.open_application(name, PAYMENTS)
    desk = roads.desk
    desk.get_by_role("button", name="Mark as promising").click()
    expect(desk.get_by_label("Call first")).to_be_checked()
    roads.write("Payments domain")
    desk.get_by_role("button", name=f"Decide and tell {name.split()[0]}").click()
    expect(desk.locator("#notices")).to_contain_text("Somebody calls")


def open_call(roads: Roads, name: str) -> None:
    roads.go_to("Calls")
    roads.desk.get_by_role("link", name=f"Call {name}").click()
    expect(roads.desk.get_by_role("heading", level=1)).to_have_text(f"Call {name}")


def note(roads: Roads, outcome: str, said: str) -> None:
    roads.desk.get_by_label(outcome).check()
    roads.desk.get_by_role("button", name="Note it").click()
    expect(roads.desk.locator(".said")).to_contain_text(said)


def test_a_call_that_reaches_somebody(roads: Roads) -> None:
    desk, phone, email = roads.desk, roads.phone, "lucia.prado@example.com"
    decide_to_call(roads, "Lucia Prado")
    roads.look(desk, "decided-to-call")
    roads.ask_for_link(email)
    # Nothing is to be seen while it can be taken back, and then nothing that carries the answer.
    expect(phone.locator("main")).to_contain_text("We are still looking at it.")
    roads.later(minutes=UNDO)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("We would like to talk with you about it.")
    expect(phone.locator("main")).not_to_contain_text("decided not to go on")
    roads.look(phone, "before-the-call")

    roads.go_to("Calls")
    roads.look(desk, "calls")
    open_call(roads, "Lucia Prado")
    number = desk.get_by_role("link", name="+351 912 345 679")
    expect(number).to_have_attribute("href", "tel:+351912345679")
    expect(desk.locator("main")).to_contain_text(SEEN)
    desk.get_by_role("button", name="I am calling now").click()
    expect(desk.locator(".said")).to_contain_text("You are on it.")
    roads.look(desk, "call")
    note(roads, "Reached: I have told them", "they know")
    expect(desk.locator("#attempts")).to_contain_text("Rosa Lindqvist")
    roads.look(desk, "call-reached")
    roads.go_to("Calls")
    expect(desk.get_by_role("link", name="Call Lucia Prado")).to_have_count(0)

    # The call was the notice: the page is open from now on, and the mail only confirms it.
    phone.reload()
    phone.get_by_role("link", name="Read what we wrote").click()
    expect(phone.get_by_text(SEEN)).to_be_visible()
    roads.look(phone, "after-the-call")
    roads.later(minutes=UNDO)
    letter = roads.open_letter(email, number=2)
    expect(letter).to_contain_text("taking the time to talk with me")
    roads.follow()
    expect(phone.get_by_role("link", name="Read what we wrote")).to_be_visible()


def test_three_missed_calls_become_the_mail(roads: Roads) -> None:
    desk, phone, email = roads.desk, roads.phone, "bruno.matos@example.com"
    decide_to_call(roads, "Bruno Matos")
    open_call(roads, "Bruno Matos")
    note(roads, "No answer", "It stays on the call list.")
    note(roads, "Left a message, without the answer", "It stays on the call list.")
    expect(desk.locator("#number")).to_contain_text("or after this attempt")
    roads.look(desk, "call-tried-twice")
    assert roads.letters(email) == 0
    note(roads, "No answer", "nobody has to call any more")
    roads.look(desk, "call-written")

    roads.later(minutes=UNDO)
    letter = roads.open_letter(email, number=1)
    expect(letter).to_contain_text("tried to")
    expect(letter).not_to_contain_text(SEEN)
    roads.follow()
    phone.get_by_role("link", name="Read what we wrote").click()
    expect(phone.get_by_text(WORDS)).to_be_visible()
    expect(phone.get_by_text(SEEN)).to_be_visible()
    roads.look(phone, "after-three-calls")


def test_a_question_that_the_decision_answers(roads: Roads) -> None:
    desk, phone, email = roads.desk, roads.phone, "jun.kimura@example.com"
    roads.ask_for_link(email)
    phone.get_by_role("link", name="Ask us something").click()
    phone.get_by_label("Your question").fill("Is there still a chance for me?")
    phone.get_by_role("button", name="Send my question").click()
    expect(phone.get_by_role("status")).to_contain_text("Your question is with us.")
    expect(phone.locator(".case")).to_contain_text("You hear from us by")
    roads.look(phone, "asked")

    roads.sign_in("rosa")
    expect(desk.locator("main")).to_contain_text("Jun Kimura")
    roads.go_to("Inquiries")
    roads.look(desk, "inquiries")
    desk.get_by_role("link", name="Jun Kimura").click()
    question = desk.url
    expect(desk.locator("main")).to_contain_text("Is there still a chance for me?")
    roads.look(desk, "inquiry")
    desk.get_by_role("link", name="Decide about the application").click()
    roads.write("Python in production")
    desk.get_by_role("button", name="Decide and tell Jun").click()
    expect(desk.locator("#notices")).to_contain_text("has not been told yet")
    desk.get_by_role("button", name="Send now").click()
    expect(desk.locator("#notices")).to_contain_text("Jun has been told", timeout=20_000)

    desk.goto(question)
    expect(desk.get_by_role("heading", name="Answered by the decision")).to_be_visible()
    roads.look(desk, "inquiry-answered")
    roads.go_to("Inquiries")
    expect(desk.get_by_role("link", name="Jun Kimura")).to_have_count(0)

    roads.open_letter(email, number=2)
    roads.follow()
    phone.get_by_role("link", name="Your questions").click()
    expect(phone.locator(".case")).to_contain_text("We answered on")
    roads.look(phone, "asked-and-answered")
    phone.get_by_role("link", name="Read what we wrote").click()
    expect(phone.get_by_text(WORDS)).to_be_visible()


def stays_hidden_from_rosa(roads: Roads, worry: str) -> None:
    """Whoever decided finds nothing of it: not in the list, not on the record."""
    desk = roads.desk
    roads.sign_in("rosa")
    roads.go_to("Inquiries")
    expect(desk.get_by_role("link", name="Maya Oliveira")).to_have_count(0)
    roads.go_to("Candidates")
    desk.get_by_role("link", name="Maya Oliveira").first.click()
    expect(desk.locator("main")).not_to_contain_text("unfair")
    expect(desk.locator("main")).not_to_contain_text(worry)
    desk.get_by_role("button", name="Sign out").click()


def anna_answers(roads: Roads, worry: str) -> None:
    desk = roads.desk
    roads.sign_in("anna")
    roads.go_to("Inquiries")
    expect(desk.locator("main")).to_contain_text("For you alone")
    roads.look(desk, "inquiries-for-you-alone")
    desk.get_by_role("link", name="Maya Oliveira").click()
    expect(desk.locator("main")).to_contain_text(worry)
    roads.look(desk, "concern")
    desk.get_by_label("Your answer").fill("You are right, and I am sorry. Phones stay outside now.")
    desk.get_by_role("button", name="Answer").click()
    expect(desk.locator(".said")).to_contain_text("Answered.")
    expect(desk.get_by_role("heading", name="Your answer")).to_be_visible()
    # It ends with this one answer.
    expect(desk.get_by_role("button", name="Answer")).to_have_count(0)
    roads.look(desk, "concern-answered")


def test_a_concern_from_the_phone_to_its_end(roads: Roads) -> None:
    phone, email = roads.phone, "maya.oliveira@example.com"
    worry = "Two of the five people in the room looked at their phones all the time."
    roads.ask_for_link(email)
    phone.get_by_role("link", name="Read what we wrote").click()
    phone.get_by_role("link", name="This felt unfair").click()
    expect(phone.get_by_label("This felt unfair")).to_be_checked()
    expect(phone.locator("form.ask")).to_contain_text("Anna Berg alone reads this")
    roads.look(phone, "concern")
    phone.get_by_label("In your own words").fill(worry)
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_role("status")).to_contain_text("It is with the person who reads it.")
    expect(phone.locator(".case")).to_contain_text("You hear from us by")
    roads.look(phone, "concern-sent")

    stays_hidden_from_rosa(roads, worry)
    anna_answers(roads, worry)
    roads.later(minutes=UNDO)
    letter = roads.open_letter(email, number=2)
    expect(letter).not_to_contain_text("Phones stay outside")
    roads.follow()
    phone.get_by_role("link", name="Your questions").click()
    expect(phone.locator(".case")).to_contain_text("Phones stay outside now.")
    expect(phone.locator(".case")).to_contain_text("Anna Berg answered on")
    roads.look(phone, "concern-answered")
