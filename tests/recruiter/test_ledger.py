"""The notices page: who must be told, and the proof that they were."""

from portal.vocabulary import Role
from tests.browser import Browser
from tests.makers import Make

LEDGER = "recruiter.notices.page"


def test_a_released_decision_shows_at_once(rosa: Browser, make: Make) -> None:
    make.decision()

    page = rosa.get(LEDGER, show="under-way")

    assert "Maya Oliveira" in page.text
    assert "scheduled" in page.text


def test_told_people_are_under_accepted_only(rosa: Browser, make: Make) -> None:
    make.told()

    assert "Maya Oliveira" in rosa.get(LEDGER, show="accepted").text
    assert "Maya Oliveira" not in rosa.get(LEDGER, show="under-way").text
    assert "Everyone decided has been told." in rosa.get(LEDGER, show="not-reached").text


def test_a_notice_can_be_recalled_from_its_own_page(rosa: Browser, make: Make) -> None:
    make.decision()
    page = rosa.get(rosa.get(LEDGER).link("Maya Oliveira"))

    page = rosa.submit(page, "Recall")

    assert page.said == "Recalled. Nothing was sent."
    assert "Maya Oliveira" in rosa.get(LEDGER, show="recalled").text


def test_an_accepted_notice_cannot_be_recalled(rosa: Browser, make: Make) -> None:
    make.told()
    page = rosa.get(rosa.get(LEDGER).link("Maya Oliveira"))
    assert not [b for b in page.all("button") if b.text_content() == "Recall"]

    assert rosa.post("recruiter.notices.recall", notice_id=1).status == 409


def test_the_ledger_pages_by_fifty(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    for number in range(52):
        candidate = make.candidate(f"Nr{number} Applicant")
        make.decision(make.application(candidate, vacancy))

    first = rosa.get(LEDGER)
    assert len(first.all("tbody tr")) == 50
    second = rosa.get(first.link("Older"))
    assert len(second.all("tbody tr")) == 2


def test_confidential_notices_are_hidden(rosa: Browser, make: Make) -> None:
    owner = make.user("Anna Berg", role=Role.ADMIN)
    vacancy = make.vacancy("Finance Director", owner=owner, confidential=True)
    make.decision(make.application(vacancy=vacancy), by=owner)

    assert "Maya" not in rosa.get(LEDGER).text
    assert rosa.get("recruiter.notices.one", notice_id=1).status == 404


def test_an_unknown_tab_is_404(rosa: Browser, make: Make) -> None:
    assert rosa.get(LEDGER, show="everything").status == 404
