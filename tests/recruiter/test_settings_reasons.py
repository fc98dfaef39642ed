"""The organisation's own list of internal reasons."""

import pytest

from portal.gateways import Gateways
from portal.models import Decision
from portal.queries import settings as queries
from portal.services import reasons
from portal.vocabulary import EndedBy
from tests.browser import Browser, Page
from tests.makers import Make

HERE = "recruiter.settings.reasons.page"
ONE = "recruiter.settings.reasons.one"


def listed(page: Page, heading: str) -> list[str]:
    """The reasons under a heading."""
    for section in page.all("section.list"):
        if section.cssselect("h2")[0].text_content().startswith(heading):
            return [a.text_content() for a in section.cssselect(".item a")]
    return []


def id_of(page: Page, name: str) -> int:
    return int(page.link(name).rpartition("/")[2])


def add(adam: Browser, name: str, ended_by: str = "them") -> Page:
    return adam.submit(adam.get(HERE), "Add reason", name=name, ended_by=ended_by)


def test_a_reason_is_added_at_the_end_of_its_list(adam: Browser) -> None:
    page = add(adam, "Family matters")

    assert page.said == "Added."
    assert listed(page, "They ended it")[-1] == "Family matters"
    assert "Family matters" not in listed(page, "We ended it")


@pytest.mark.parametrize("name", ["Salary", " salary ", "SALARY"])
def test_a_reason_is_there_once(adam: Browser, name: str) -> None:
    page = add(adam, name)

    assert page.status == 422
    assert page.wrong["name"] == "“Salary” is in this list already."
    assert add(adam, name, "us").said == "Added."


def test_words_and_side_are_needed(adam: Browser) -> None:
    page = adam.submit(adam.get(HERE), "Add reason", name="")
    assert page.status == 422
    assert page.wrong["name"] == "Enter a reason."
    assert "Choose one of these." in page.text

    page = adam.submit(adam.get(HERE), "Add reason", name="Typed with care")
    assert page.value("name") == "Typed with care"


def test_a_reason_is_renamed(adam: Browser) -> None:
    page = adam.get(adam.get(HERE).link("Salary"))
    page = adam.submit(page, "Save", name="Pay")

    assert page.said == "Saved."
    assert listed(page, "They ended it")[1] == "Pay"


def test_a_reason_cannot_take_the_name_of_another(adam: Browser) -> None:
    page = adam.get(adam.get(HERE).link("Salary"))

    assert adam.submit(page, "Save", name="unknown").wrong["name"].startswith("“Unknown”")
    assert adam.submit(page, "Save", name="SALARY").said == "Saved."


def test_reasons_change_their_order(adam: Browser) -> None:
    page = adam.get(HERE)
    before = listed(page, "They ended it")
    second = id_of(page, before[1])

    adam.post("recruiter.settings.reasons.move", {"direction": "up"}, reason_id=second)
    page = adam.get(HERE)
    assert listed(page, "They ended it")[:2] == [before[1], before[0]]

    for _ in range(9):
        adam.post("recruiter.settings.reasons.move", {"direction": "down"}, reason_id=second)
    after = listed(adam.get(HERE), "They ended it")
    assert after == [before[0], *before[2:], before[1]]


def test_the_first_cannot_go_further_up(adam: Browser) -> None:
    page = adam.get(HERE)
    first = page.all(".item")[0]
    up, down = first.cssselect("button")

    assert up.get("disabled") is not None
    assert down.get("disabled") is None
    assert up.get("aria-label") == "Move “Skills do not match yet” up"


def test_a_retired_reason_is_offered_no_longer_but_kept(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    decision = make.decision()
    page = adam.get(HERE)
    salary = id_of(page, "Salary")
    with make.work() as context:
        context.session.get_one(Decision, decision.id).reason_id = salary
    page = adam.get(HERE)
    assert "1 decision" in page.text

    page = adam.submit(adam.get(ONE, reason_id=salary), "Retire")
    assert "Salary" not in listed(page, "They ended it")
    assert listed(page, "Retired") == ["Salary"]
    with gateways.database.session() as session:
        assert session.get_one(Decision, decision.id).reason_id == salary

    assert add(adam, "salary").wrong["name"] == "“Salary” is retired: bring it back."
    page = adam.submit(adam.get(HERE), "Bring back")
    assert listed(page, "They ended it")[-1] == "Salary"
    assert listed(page, "Retired") == []


def test_an_empty_list_says_what_to_do(adam: Browser, make: Make, gateways: Gateways) -> None:
    with gateways.database.session() as session:
        theirs = [row.id for row in queries.reasons(session) if row.ended_by is EndedBy.THEM]
    with make.work() as context:
        for reason_id in theirs:
            reasons.retire(context, reason_id)

    assert "No reason is offered here. Add one, or bring one back." in adam.get(HERE).text


@pytest.mark.parametrize("act", ["rename", "move", "retire", "bring_back"])
def test_unknown_reasons_are_not_found(adam: Browser, act: str) -> None:
    assert adam.get(ONE, reason_id=4711).status == 404
    assert adam.post(f"recruiter.settings.reasons.{act}", reason_id=4711).status == 404


def test_a_reason_moves_up_or_down_only(adam: Browser) -> None:
    salary = id_of(adam.get(HERE), "Salary")
    answer = adam.post("recruiter.settings.reasons.move", {"direction": "left"}, reason_id=salary)

    assert answer.status == 422
