"""A whole portal with its demonstration, and a real browser to look at it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from portal.settings import PROJECT
from tests.e2e.decisions import Roads
from tests.provision import RunningPortal, eventually, programs, running_portal

SIZES = {"phone": (390, 844), "desk": (1280, 800)}
PICTURES = PROJECT / "var" / "screenshots"
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERIOUS = ("serious", "critical")
REFUSAL = re.compile(r"status of (409|422)\b")
"""A form that was refused with its reason: the browser notes the status, the page has no fault."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = programs.chromium()
    if found is None:
        programs.missing("Chromium", "apt install chromium")
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, which CI machines often are.
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, "--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@dataclass(frozen=True)
class Eyes:
    """Looks at pages: a picture of each, light and dark, and no finding that would lock out."""

    folder: Path

    def look(self, page: Page, name: str) -> None:
        # Buttons are pale while the server is asked.
        expect(page.locator(".htmx-request")).to_have_count(0)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=self.folder / f"{name}-{scheme}.png", full_page=True)
            found = Axe().run(page).response["violations"]
            bad = [
                (finding["id"], [node["html"][:200] for node in finding["nodes"]])
                for finding in found
                if finding["impact"] in SERIOUS
            ]
            assert not bad, f"{name}, {scheme}: {bad}"
        page.emulate_media(color_scheme="light")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the screen"


@pytest.fixture
def eyes() -> Callable[[str], Eyes]:
    def of(size: str) -> Eyes:
        folder = PICTURES / size
        folder.mkdir(parents=True, exist_ok=True)
        return Eyes(folder)

    return of


@contextmanager
def two_people(chromium: Browser, desk_size: str, phone_size: str) -> Iterator[tuple[Page, Page]]:
    """Two browsers that share nothing; what a page logs as an error fails the test."""
    contexts = []
    errors: list[str] = []
    for size in (desk_size, phone_size):
        width, height = SIZES[size]
        contexts.append(
            chromium.new_context(
                viewport={"width": width, "height": height},
                ignore_https_errors=True,
                # A colour on its way to another one has no contrast that could be judged.
                reduced_motion="reduce",
            )
        )

    def note(said: ConsoleMessage) -> None:
        if said.type == "error" and not REFUSAL.search(said.text):
            errors.append(said.text)

    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        yield pages[0], pages[1]
    finally:
        for context in contexts:
            context.close()
    assert not errors, errors


def latest_link(page: Page, mailbox: str, to: str) -> str:
    """Open the newest message to somebody in the mailbox, and return the personal link in it."""

    def there() -> bool:
        page.goto(f"{mailbox}/mailbox/?to={to}")
        return page.locator("tbody a").count() > 0

    eventually(there)
    page.locator("tbody a").first.click()
    found = re.search(r"https?://\S+/n/[\w-]+", page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()
    return found.group()


@pytest.fixture(scope="session")
def moved_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal of its own, whose clock is moved and which is crowded."""
    with running_portal(tmp_path_factory.mktemp("moved")) as running:
        yield running


@pytest.fixture
def roads(
    moved_portal: RunningPortal,
    chromium: Browser,
    eyes: Callable[[str], Eyes],
    tmp_path: Path,
) -> Iterator[Roads]:
    with two_people(chromium, "desk", "phone") as (desk, phone):

        def look(page: Page, name: str) -> None:
            eyes("desk" if page is desk else "phone").look(page, name)

        yield Roads(moved_portal, desk, phone, look, tmp_path)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a figure past the capturing, so that it is read in every run."""

    def print_it(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}")

    return print_it
