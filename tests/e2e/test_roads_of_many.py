"""Deciding about many, in a real browser: three hundred at once, and who is left at the end."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.decisions import SEEN, WORDS, Roads

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PLANNER, EDITOR = "Shift Planner", "Film Editor"
OTHER = "Backend Engineer, Payments"
MET = (
    "Thank you for the morning with us. We have chosen another person, and I would like you to "
    "know what we saw in you, because it is worth keeping."
)


def applicant(name: str, vacancy: str, stage: str = "Received", phone: str = "") -> str:
    return f"{name};{name.lower().replace(' ', '.')}@example.com;{phone};{vacancy};{stage}"


def three_hundred() -> list[str]:
    """Three of them were interviewed, two wait for another answer too, two are to be called."""
    return [
        *(applicant(f"Met Person{n}", PLANNER, "Interview") for n in range(3)),
        *(applicant(f"Both Person{n}", PLANNER) for n in range(2)),
        *(applicant(f"Both Person{n}", OTHER) for n in range(2)),
        *(applicant(f"Rung Person{n}", PLANNER, phone=f"+35191234500{n}") for n in range(2)),
        *(applicant(f"Plain Person{n}", PLANNER) for n in range(293)),
    ]


def numbers(roads: Roads) -> Locator:
    return roads.desk.locator(".sum").first


def write_for_all(roads: Roads) -> None:
    """Words for each stage; the same for two of them are refused, because nobody has said so."""
    desk = roads.desk
    boxes = [
        desk.get_by_role("group", name=stage, exact=True).get_by_label("Your message")
        for stage in ("Received", "Interview")
    ]
    for box in boxes:
        box.fill(WORDS)
    desk.get_by_role("button", name="Look through them").click()
    expect(desk.locator(".wrong")).to_contain_text("would read the same words")
    boxes[1].fill(MET)
    desk.get_by_role("button", name="Look through them").click()


def released(roads: Roads, people: int) -> None:
    roads.desk.get_by_role("button", name=f"Decide and tell these {people}").click()
    # No reload: the page asks until the worker is done.
    progress = roads.desk.locator("#progress")
    expect(progress.locator(".sum div").first).to_contain_text(f"{people}decided", timeout=60_000)
    expect(progress.locator("progress")).to_have_count(0, timeout=60_000)


def mark_as_promising(roads: Roads) -> None:
    desk = roads.desk
    for name in ("Rung Person0", "Rung Person1"):
        roads.open_vacancy(PLANNER)
        desk.get_by_label("Search").fill(name)
        desk.get_by_role("button", name="Show").click()
        desk.get_by_role("link", name=name).click()
        desk.get_by_role("button", name="Mark as promising").click()
        expect(desk.locator(".tag", has_text="promising").first).to_be_visible()


def is_read_and_taken_back(roads: Roads) -> None:
    desk = roads.desk
    several = desk.url
    roads.open_vacancy(PLANNER)
    expect(desk.locator("#applications tbody tr")).to_have_count(4)
    for name in ("Met Person1", "Met Person2", "Both Person0", "Both Person1"):
        expect(desk.get_by_role("link", name=name)).to_be_visible()
    roads.go_to("Calls")
    for name in ("Rung Person0", "Rung Person1"):
        expect(desk.get_by_role("link", name=f"Call {name}")).to_be_visible()

    read_by_one(roads, "Met Person0")
    desk.goto(several)
    desk.get_by_role("button", name="Take back what has not gone out").click()
    expect(desk.locator("#progress")).to_contain_text("295taken back")
    roads.look(desk, "many-taken-back")
    roads.open_vacancy(PLANNER)
    desk.get_by_label("Search").fill("Met Person0")
    desk.get_by_role("button", name="Show").click()
    expect(desk.get_by_role("link", name="Met Person0")).to_have_count(0)


def test_three_hundred_and_seven_of_them_held_back(roads: Roads) -> None:
    desk = roads.desk
    roads.sign_in("rosa")
    roads.bring_in(three_hundred())
    mark_as_promising(roads)
    roads.open_vacancy(PLANNER)
    roads.look(desk, "vacancy-crowded")
    desk.get_by_role("button", name="Decide about all who match").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Decide about 300 people")
    roads.look(desk, "many-words")
    write_for_all(roads)

    expect(desk.get_by_role("heading", level=1)).to_have_text("Before 300 people are told")
    expect(numbers(roads)).to_contain_text("293are decided and told")
    expect(numbers(roads)).to_contain_text("7are held back")
    met, both, rung = (
        desk.locator(f"#{hold}") for hold in ("no_feedback", "other_open", "call_first")
    )
    expect(met).to_contain_text("3 people: You have talked with them")
    expect(both).to_contain_text("2 people: They wait for another answer from us as well.")
    expect(rung).to_contain_text("2 people: They are promising")
    roads.look(desk, "many-check")

    # One is mended, one taken out, two are called; whoever is left stays undecided.
    met.get_by_role("link", name="Write a line of their own for Met Person0").click()
    desk.get_by_label("strong").check()
    desk.get_by_role("textbox", name="What you saw").fill(SEEN)
    roads.look(desk, "many-one")
    desk.get_by_role("button", name="Keep it").click()
    expect(numbers(roads)).to_contain_text("6are held back")
    met.get_by_role("button", name="Take out Met Person1").click()
    expect(numbers(roads)).to_contain_text("1taken out")
    rung.get_by_role("button", name="Put all 2 on the call list").click()
    expect(numbers(roads)).to_contain_text("296are decided and told")
    expect(numbers(roads)).to_contain_text("3are held back")
    released(roads, 296)
    roads.look(desk, "many-done")

    is_read_and_taken_back(roads)


def read_by_one(roads: Roads, name: str) -> None:
    """Somebody's message goes now, and they read on the phone what only they can."""
    desk, phone = roads.desk, roads.phone
    roads.open_vacancy(PLANNER)
    desk.get_by_label("Show").select_option("who is decided")
    desk.get_by_label("Search").fill(name)
    desk.get_by_role("button", name="Show").click()
    desk.get_by_role("link", name=name).click()
    desk.get_by_role("button", name="Send now").click()
    expect(desk.locator("#notices")).to_contain_text("has been told", timeout=20_000)
    roads.open_letter(f"{name.lower().replace(' ', '.')}@example.com", number=1)
    roads.follow()
    phone.get_by_role("link", name="Read what we wrote").click()
    expect(phone.get_by_text(MET)).to_be_visible()
    expect(phone.get_by_text(SEEN)).to_be_visible()
    roads.look(phone, "one-of-many")


def ida_reads_it(roads: Roads) -> None:
    phone = roads.phone
    roads.open_letter("ida.blom@example.com", number=1)
    roads.follow()
    phone.get_by_role("link", name="Read what we wrote").click()
    expect(phone.get_by_text(MET)).to_be_visible()
    expect(phone.get_by_text(SEEN)).to_be_visible()
    roads.look(phone, "closed-and-answered")


def test_closing_a_vacancy_answers_everybody(roads: Roads) -> None:
    desk = roads.desk
    roads.sign_in("rosa")
    roads.bring_in(
        [
            applicant("Ida Blom", EDITOR, "Interview"),
            applicant("Omar Said", EDITOR),
            applicant("Lotte Kern", EDITOR),
        ]
    )
    roads.open_vacancy(EDITOR)
    desk.get_by_role("button", name="Close").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"Close {EDITOR}")
    expect(desk.get_by_role("heading", name="Answer 3 people")).to_be_visible()
    for name in ("Ida Blom", "Omar Said", "Lotte Kern"):
        expect(desk.locator("#answer").get_by_role("link", name=name)).to_be_visible()
    roads.look(desk, "closing")
    ida = desk.get_by_role("group", name="For Ida Blom alone")
    ida.get_by_label("strong").check()
    ida.get_by_role("textbox", name="What you saw").fill(SEEN)
    write_for_all(roads)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Before 3 people are told")
    expect(numbers(roads)).to_contain_text("0are held back")
    roads.look(desk, "closing-check")
    released(roads, 3)

    roads.open_vacancy(EDITOR)
    expect(desk.locator("#applications")).to_contain_text("Nobody waits for an answer.")
    desk.get_by_role("button", name="Close").click()
    expect(desk.locator(".said")).to_contain_text("Saved.")
    expect(desk.locator(".tag", has_text=re.compile("closed"))).to_be_visible()
    expect(desk.get_by_role("button", name="Reopen")).to_be_visible()
    roads.look(desk, "closed")
    desk.get_by_label("Show").select_option("who is decided")
    desk.get_by_role("link", name="Ida Blom").click()
    desk.get_by_role("button", name="Send now").click()
    expect(desk.locator("#notices")).to_contain_text("has been told", timeout=20_000)
    ida_reads_it(roads)
