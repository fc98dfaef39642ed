"""What a recruiter and a candidate do on more than one road of a decision, each in a browser."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from portal.gateways.clock import OFFSET_FILE
from tests.provision import RunningPortal, eventually

PASSWORD = "rekindle demo"
HEADER = "Name;E-mail;Phone;Job;Stage"
WORDS = (
    "We have chosen another person for this place. I wanted you to hear it from me soon, and to "
    "know what we looked at and what stayed with us."
)
SEEN = "You drew the whole way of a payment and named what can break."


@dataclass(frozen=True)
class Roads:
    """A portal of their own, the recruiter's desk, the candidate's phone, and eyes for both."""

    portal: RunningPortal
    desk: Page
    phone: Page
    look: Callable[[Page, str], None]
    """A picture of a page, and no finding that would lock somebody out."""
    folder: Path

    def later(self, **ahead: float) -> None:
        """Move the clock of the whole portal: web, workers and dispatcher."""
        file = self.portal.data_dir / OFFSET_FILE
        there = float(file.read_text(encoding="ascii")) if file.exists() else 0.0
        new = file.with_suffix(".new")
        new.write_text(str(there + timedelta(**ahead).total_seconds()), encoding="ascii")
        new.replace(file)

    def sign_in(self, who: str) -> None:
        """Somebody of the team sits down at the desk."""
        self.desk.goto(f"{self.portal.address}/recruiter/sign-in")
        self.desk.get_by_label("E-mail").fill(f"{who}@northlight.example")
        self.desk.get_by_label("Password").fill(PASSWORD)
        self.desk.get_by_role("button", name="Sign in").click()
        expect(self.desk.get_by_role("heading", level=1)).to_contain_text(who.capitalize())

    def go_to(self, place: str) -> None:
        """Somewhere by the main navigation."""
        main = self.desk.get_by_role("navigation", name="Main")
        main.get_by_role("link", name=re.compile(rf"^{place}\b")).click()
        expect(self.desk.get_by_role("heading", level=1)).to_have_text(place)

    def open_vacancy(self, title: str) -> None:
        """A vacancy, from the list."""
        self.go_to("Vacancies")
        self.desk.get_by_role("link", name=title).first.click()
        expect(self.desk.get_by_role("heading", level=1)).to_have_text(title)

    def bring_in(self, rows: list[str]) -> None:
        """People from a file of another system; they still count on us."""
        file = self.folder / "applicants.csv"
        file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        self.go_to("Import")
        self.desk.locator("input[type=file]").set_input_files(file)
        self.desk.get_by_role("button", name="Look at the file").click()
        self.desk.get_by_label("They still count on us").check()
        self.desk.get_by_role("button", name=f"Import {len(rows)} row").click()
        expect(self.desk.locator("#progress")).to_contain_text("Done", timeout=60_000)
        expect(self.desk.locator("#progress .sum div").first).to_contain_text(f"{len(rows)}added")

    def open_application(self, name: str, vacancy: str) -> None:
        """Somebody's application, from the list of a vacancy."""
        self.open_vacancy(vacancy)
        self.desk.get_by_role("link", name=name).first.click()
        expect(self.desk.get_by_role("heading", level=1)).to_have_text(name)

    def write(self, criterion: str) -> None:
        """Something seen, and a personal message."""
        point = self.desk.get_by_role("group", name=criterion)
        point.get_by_label("strong").check()
        point.get_by_label("What you saw").fill(SEEN)
        self.desk.get_by_label("Your personal message").fill(WORDS)

    def ask_for_link(self, email: str) -> None:
        """The candidate has no link at hand, and asks for one."""
        before = self.letters(email)
        self.phone.goto(f"{self.portal.address}/link")
        self.phone.get_by_label("E-mail").fill(email)
        self.phone.get_by_role("button", name="Send me a new link").click()
        expect(self.phone.get_by_role("heading", level=1)).to_have_text(
            "Please look at your messages"
        )
        self.open_letter(email, number=before + 1)
        self.follow()

    def letters(self, email: str) -> int:
        """How many messages have come to this address."""
        self.phone.goto(f"{self.portal.address}/mailbox/?to={email}")
        return self.phone.locator("tbody a").count()

    def open_letter(self, email: str, *, number: int) -> Locator:
        """Open the newest message once there are so many."""
        eventually(lambda: self.letters(email) >= number)
        expect(self.phone.locator("tbody a")).to_have_count(number)
        self.phone.locator("tbody a").first.click()
        return self.phone.locator("main")

    def follow(self) -> None:
        """Open the personal link in the message that is being read."""
        text = self.phone.locator("main").inner_text()
        found = re.search(r"https?://\S+/n/[\w-]+", text)
        assert found, text
        self.phone.goto(found.group())
        self.phone.get_by_role("button", name="Open my messages").click()
        expect(self.phone.get_by_role("heading", level=1)).to_contain_text("Hello")
