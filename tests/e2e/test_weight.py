"""What goes over the wire at the first look and at the second, packed, from our own origin only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.e2e.conftest import latest_link
from tests.provision import RunningPortal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KB = 1000


@dataclass
class Load:
    """What one look at a page fetched."""

    addresses: list[str] = field(default_factory=list)
    size: int = 0


@contextmanager
def weighed(page: Page) -> Iterator[Load]:
    """Weigh what is fetched within; what comes from the browser's own store has no headers."""
    load = Load()
    responses: list[Response] = []

    def note(response: Response) -> None:
        responses.append(response)

    page.on("response", note)
    yield load
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    for response in responses:
        sizes = response.request.sizes()
        if response.url.startswith("http") and sizes["responseHeadersSize"] > 0:
            load.addresses.append(response.url)
            load.size += sizes["responseBodySize"] + sizes["responseHeadersSize"]


@contextmanager
def empty_store(page: Page) -> Iterator[Page]:
    """Another browser of the same person, which has fetched nothing yet."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context()
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium: Browser, portal: RunningPortal) -> Iterator[Page]:
    """Rosa, signed in."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{portal.address}/recruiter/sign-in")
    page.get_by_label("E-mail").fill("rosa@northlight.example")
    page.get_by_label("Password").fill("rekindle demo")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/recruiter/")
    yield page
    context.close()


def test_the_feedback_page_is_light(
    portal: RunningPortal, chromium: Browser, desk: Page, say: Callable[[str], None]
) -> None:
    desk.goto(f"{portal.address}/recruiter/notices/")
    desk.get_by_role("link", name="Yuki Tanaka").first.click()
    desk.get_by_role("button", name="Send now").click()
    phone = chromium.new_context().new_page()
    phone.goto(latest_link(phone, portal.address, "yuki.tanaka@example.com"))
    phone.get_by_role("button", name="Open my messages").click()
    address = phone.get_by_role("link", name="Read what we wrote").get_attribute("href")

    with empty_store(phone) as fresh, weighed(fresh) as first:
        fresh.goto(f"{portal.address}{address}")

    phone.context.close()
    say(f"feedback page: {first.size / KB:.1f} KB in {len(first.addresses)} requests")
    assert len(first.addresses) <= 4, first.addresses
    assert first.size <= 30 * KB
    assert all(one.startswith(portal.address) for one in first.addresses)


def test_a_list_is_light_and_lighter_the_second_time(
    portal: RunningPortal, desk: Page, say: Callable[[str], None]
) -> None:
    with empty_store(desk) as fresh:
        with weighed(fresh) as first:
            fresh.goto(f"{portal.address}/recruiter/candidates/")
        with weighed(fresh) as second:
            fresh.goto(f"{portal.address}/recruiter/vacancies/1")

    say(f"a recruiter's list: {first.size / KB:.1f} KB, then {second.size / KB:.1f} KB")
    assert first.size <= 60 * KB
    assert second.size <= 8 * KB, second.addresses
    assert all(one.startswith(portal.address) for one in first.addresses)
