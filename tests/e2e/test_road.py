"""The whole road in a real browser: from a file of applicants to a member of the talent pool."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Eyes, latest_link, two_people
from tests.e2e.proxy import https_proxy
from tests.provision import RunningPortal, running_portal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LOOK = Callable[[Page, str], None]


@dataclass(frozen=True)
class Road:
    """One walk: the recruiter's page, the candidate's page, and who the candidate is."""

    desk: Page
    phone: Page
    address: str
    mailbox: str
    name: str
    look: LOOK

    @property
    def email(self) -> str:
        return self.name.lower().replace(" ", ".") + "@example.com"

    @property
    def called(self) -> str:
        return self.name.split()[0]

    def walk(self, file: Path) -> None:
        self.sign_in()
        self.bring_in(file)
        self.decide()
        self.open_link()
        self.read_and_join()
        self.tell_and_choose()
        self.see_it_all()

    def go_to(self, place: str) -> None:
        main = self.desk.get_by_role("navigation", name="Main")
        main.get_by_role("link", name=place, exact=True).click()

    def sign_in(self) -> None:
        desk = self.desk
        desk.goto(f"{self.address}/recruiter/sign-in")
        self.look(desk, "sign-in")
        desk.get_by_label("E-mail").fill("rosa@northlight.example")
        desk.get_by_label("Password").fill("rekindle demo")
        desk.get_by_role("button", name="Sign in").click()
        expect(desk.get_by_role("heading", level=1)).to_contain_text("Rosa")
        self.look(desk, "today")

    def bring_in(self, file: Path) -> None:
        desk = self.desk
        self.go_to("Import")
        file.write_text(
            "Name;E-mail;Phone;Job;Skills\n"
            f"{self.name};{self.email};+351 912 345 678;"
            '"Product Designer, Mobility";Figma, Prototyping\n',
            encoding="cp1252",
        )
        self.look(desk, "import")
        desk.locator("input[type=file]").set_input_files(file)
        desk.get_by_role("button", name="Look at the file").click()
        desk.get_by_label("They still count on us").check()
        expect(desk.locator("#preview")).to_contain_text(self.email)
        self.look(desk, "import-columns")
        desk.get_by_role("button", name="Import 1 row").click()
        # No reload here either: the page asks until the worker is done.
        expect(desk.locator("#progress")).to_contain_text("Done", timeout=20_000)
        expect(desk.locator("#progress .sum div").first).to_contain_text("1added")
        self.look(desk, "import-done")

    def decide(self) -> None:
        desk = self.desk
        self.go_to("Vacancies")
        self.look(desk, "vacancies")
        desk.get_by_role("link", name="Product Designer, Mobility").first.click()
        self.look(desk, "vacancy")
        desk.get_by_role("link", name=self.name).first.click()
        self.look(desk, "application")
        strong = desk.get_by_role("group", name="Interaction craft")
        strong.get_by_label("strong").check()
        strong.get_by_label("What you saw").fill("You showed three versions and threw two away.")
        gap = desk.get_by_role("group", name="Working with data")
        gap.get_by_label("missing").check()
        gap.get_by_label("What you saw").fill("You named no success measure.")
        gap.locator("summary", has_text="What would help next time").click()
        gap.get_by_label("What would help next time").fill("Name the measure first.")
        desk.get_by_label("Your personal message").fill(
            "We have chosen another person, and I wanted you to know why."
        )
        desk.get_by_role("button", name="Preview").click()
        expect(desk.locator("#preview")).to_contain_text("You named no success measure.")
        self.look(desk, "preview")
        desk.get_by_role("button", name=f"Decide and tell {self.called}").click()
        expect(desk.locator("#notices")).to_contain_text("has not been told yet")
        expect(desk.locator("#notices [data-until]")).to_contain_text("to undo")
        self.look(desk, "decided")
        desk.get_by_role("button", name="Send now").click()
        # No reload: the page asks by itself until the mail server has answered.
        expect(desk.locator("#notices")).to_contain_text("has been told", timeout=10_000)
        self.look(desk, "told")

    def open_link(self) -> None:
        phone = self.phone
        link = latest_link(phone, self.mailbox, self.email)
        self.look(phone, "mailbox-message")
        phone.goto(link)
        self.look(phone, "link")
        phone.get_by_role("button", name="Open my messages").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text(f"Hello {self.called}")
        self.look(phone, "home")

    def read_and_join(self) -> None:
        phone = self.phone
        phone.get_by_role("link", name="Read what we wrote").click()
        expect(phone.get_by_text("You named no success measure.")).to_be_visible()
        self.look(phone, "feedback")
        phone.get_by_role("link", name="How the talent pool works").click()
        self.look(phone, "pool")
        phone.get_by_role("button", name="Join for 12 months").click()
        expect(phone.get_by_role("status")).to_contain_text("You are in.")
        self.look(phone, "pool-joined")

    def tell_and_choose(self) -> None:
        phone = self.phone
        phone.get_by_role("link", name="Tell us what you have achieved").click()
        self.look(phone, "achievements")
        phone.get_by_label("Certificate").check()
        phone.get_by_label("In a few words").fill("Data for Designers")
        phone.get_by_label("When").fill("2026-01-15")
        phone.get_by_role("button", name="Add it").click()
        expect(phone.get_by_role("link", name="Change Data for Designers")).to_be_visible()
        self.look(phone, "achievements-told")
        phone.get_by_role("link", name="My page").click()
        phone.get_by_role("link", name="How we may write to you").click()
        phone.get_by_label("At most how often").select_option("2")
        phone.get_by_role("button", name="Save").click()
        self.look(phone, "preferences")
        phone.get_by_role("button", name="3 months").click()
        expect(phone.get_by_text("You asked for a pause.")).to_be_visible()

    def see_it_all(self) -> None:
        desk = self.desk
        self.go_to("Talent pool")
        expect(desk.get_by_role("link", name=self.name)).to_be_visible()
        self.look(desk, "talent-pool")
        desk.get_by_role("link", name=self.name).click()
        record = desk.locator("main")
        expect(record).to_contain_text("Data for Designers")
        expect(record).to_contain_text("Missing: Working with data.")
        expect(record).to_contain_text("Paused")
        self.look(desk, "record")
        for name in ("Candidates", "Notices", "Triage"):
            self.go_to(name)
            self.look(desk, name.lower())


@pytest.mark.parametrize(("size", "name"), [("desk", "Olga Brandt"), ("phone", "Pia Sommer")])
def test_the_road(
    portal: RunningPortal,
    chromium: Browser,
    eyes: Callable[[str], Eyes],
    tmp_path: Path,
    size: str,
    name: str,
) -> None:
    with two_people(chromium, size, size) as (desk, phone):
        road = Road(desk, phone, portal.address, portal.address, name, eyes(size).look)
        road.walk(tmp_path / "applicants.csv")


def test_the_road_over_https_behind_a_proxy(chromium: Browser, tmp_path: Path) -> None:
    with https_proxy() as proxy:
        environment = {"PORTAL_BASE_URL": proxy.address, "PORTAL_TRUSTED_PROXIES": "1"}
        with running_portal(tmp_path, environment=environment) as portal:
            proxy.behind = portal.address
            with two_people(chromium, "desk", "phone") as (desk, phone):
                mailbox = portal.address
                road = Road(desk, phone, proxy.address, mailbox, "Sara Hahn", lambda _p, _n: None)
                road.walk(tmp_path / "applicants.csv")
                cookies = {cookie["name"]: cookie for cookie in phone.context.cookies()}
                assert cookies["__Host-rekindle-candidate"]["secure"]
