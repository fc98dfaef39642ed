"""The candidate decides about means, topics, frequency, language and pauses; it holds at once."""

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Candidate, Preferences
from tests.browser import Browser, Page
from tests.fakes import SetClock

PAGE = "/me/preferences"


def kept(gateways: Gateways) -> Preferences:
    with gateways.database.session() as session:
        return session.scalars(select(Preferences)).one()


def nothing_kept(gateways: Gateways) -> bool:
    with gateways.database.session() as session:
        return session.scalars(select(Preferences)).first() is None


def ticked(page: Page, name: str) -> list[str]:
    return [box.get("value") for box in page.all(f"[name='{name}'][checked]")]


def join(phone: Browser) -> None:
    phone.submit(phone.get("/me/pool"), "Join for 12 months")


def test_the_usual_choice_is_shown_to_whoever_made_none(phone: Browser) -> None:
    page = phone.get(PAGE)
    assert ticked(page, "channels") == ["email"]
    assert ticked(page, "topics") == ["vacancies", "check_ins", "congratulations"]
    assert page.value("at_most") == "4"
    assert page.value("language") == "en"


def test_what_is_chosen_is_kept_and_shown(
    phone: Browser, gateways: Gateways, maya: Candidate
) -> None:
    page = phone.submit(phone.get(PAGE), "Save", topics=["vacancies"], at_most="2", language="de")
    assert page.said == "Saved."
    assert ticked(page, "topics") == ["vacancies"]
    assert page.value("at_most") == "2"
    assert page.value("language") == "de"
    row = kept(gateways)
    assert (row.topics, row.at_most, row.candidate_id) == (["vacancies"], 2, maya.id)


def test_everything_can_be_switched_off(phone: Browser, gateways: Gateways) -> None:
    join(phone)
    page = phone.submit(phone.get(PAGE), "Save", channels=None, topics=None)
    assert page.said == "Saved."
    assert "we write nothing but what we owe you" in page.text
    assert (kept(gateways).channels, kept(gateways).topics) == ([], [])


def test_a_member_reads_from_when_we_may_write(phone: Browser, clock: SetClock) -> None:
    assert "You are not in our talent pool" in phone.get(PAGE).text
    join(phone)
    assert "We may write to you from now on" in phone.get(PAGE).text
    page = phone.submit(phone.get(PAGE), "3 months")
    assert "We may write to you again from 2 June on." in page.text
    page = phone.submit(page, "Save", at_most="0")
    assert "we write nothing but what we owe you" in page.text


@pytest.mark.parametrize(
    ("button", "until"),
    [
        ("1 month", "2 April"),
        ("3 months", "2 June"),
        ("6 months", "2 September"),
        ("12 months", "2 March 2027"),
    ],
)
def test_a_pause_lasts_as_long_as_chosen(phone: Browser, button: str, until: str) -> None:
    page = phone.submit(phone.get(PAGE), button)
    assert page.said == "Paused. Until then you only hear what we owe you."
    assert f"It lasts until {until}." in page.text


def test_a_pause_can_be_ended(phone: Browser, gateways: Gateways) -> None:
    page = phone.submit(phone.submit(phone.get(PAGE), "6 months"), "End the pause")
    assert page.said == "The pause is over."
    assert kept(gateways).paused_until is None
    assert not [b for b in page.all("button") if b.text_content() == "End the pause"]


def test_a_pause_ends_by_itself(phone: Browser, clock: SetClock, maya: Candidate) -> None:
    phone.submit(phone.get(PAGE), "1 month")
    clock.forward(days=32)
    phone.begin_as_candidate(maya)
    page = phone.get(PAGE)
    assert "It lasts until" not in page.text


def test_saving_leaves_a_pause_alone(phone: Browser) -> None:
    page = phone.submit(phone.get(PAGE), "3 months")
    page = phone.submit(page, "Save", at_most="1")
    assert "It lasts until 2 June." in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": "pigeon"},
        {"topics": ["vacancies", "weather"]},
        {"at_most": "3"},
        {"at_most": "many"},
        {"at_most": ""},
        {"language": "tlh"},
    ],
)
def test_what_is_not_offered_is_refused(
    phone: Browser, gateways: Gateways, wrong: dict[str, object]
) -> None:
    form = {"channels": "email", "topics": "vacancies", "at_most": "4", "language": "en"}
    page = phone.post(PAGE, form | wrong)
    assert page.status == 422
    assert "Please look at what is marked below." in page.wrong[""]
    assert nothing_kept(gateways)


@pytest.mark.parametrize("months", ["", "2", "-1", "x", "9" * 30])
def test_a_pause_that_is_not_offered_is_refused(
    phone: Browser, gateways: Gateways, months: str
) -> None:
    page = phone.post(f"{PAGE}/pause", {"months": months})
    assert page.status == 422
    assert "Choose one of the pauses below." in page.wrong[""]
    assert nothing_kept(gateways)
