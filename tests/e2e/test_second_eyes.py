"""A phrase that nobody sends alone: found while typing, approved by somebody else, then decided."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import SIZES
from tests.provision import RunningPortal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WORDS = "We have decided for somebody else. You are too old for the night shifts that you describe."


def signed_in(chromium: Browser, portal: RunningPortal, who: str, size: str) -> Page:
    width, height = SIZES[size]
    page = chromium.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{portal.address}/recruiter/sign-in")
    page.get_by_label("E-mail").fill(f"{who}@northlight.example")
    page.get_by_label("Password").fill("rekindle demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_a_blocked_phrase_and_its_second_approval(chromium: Browser, portal: RunningPortal) -> None:
    rosa = signed_in(chromium, portal, "rosa", "desk")
    rosa.goto(f"{portal.address}/recruiter/vacancies/")
    rosa.get_by_role("link", name="Customer Research Lead").first.click()
    rosa.get_by_role("link", name="Noor Haddad").first.click()
    box = rosa.get_by_label("Your personal message")
    box.press_sequentially(WORDS)
    found = rosa.locator("#message-findings")
    expect(found).to_contain_text("Holds the letter back")
    expect(found.locator("q")).to_contain_text("too old")
    point = rosa.locator(".criterion").first
    point.get_by_label("strong").check()
    point.get_by_label("What you saw").fill("You asked each of us what we would measure.")
    expect(rosa.locator("#saved")).to_contain_text("Draft saved at")

    rosa.get_by_role("button", name="Decide and tell Noor").click()
    expect(rosa.locator(".refused").first).to_contain_text("Some words hold this back")
    expect(box).to_have_value(WORDS)
    rosa.get_by_role("button", name="Ask for a second pair of eyes").click()
    expect(rosa.locator(".said")).to_contain_text("Nothing goes out before")

    anna = signed_in(chromium, portal, "anna", "phone")
    anna.goto(f"{portal.address}/recruiter/approvals/")
    anna.get_by_role("link", name="Look at it").click()
    anna.get_by_label("Why").fill("The night shifts are their own words, and so is the age.")
    anna.get_by_role("button", name="Approve these words").click()
    expect(anna.locator(".said")).to_contain_text("Approved.")

    rosa.reload()
    expect(rosa.locator("#approval")).to_contain_text("The night shifts are their own words")
    rosa.get_by_role("button", name="Decide and tell Noor").click()
    expect(rosa.locator(".said")).to_contain_text("Decided.")
    for page in (rosa, anna):
        page.context.close()
