"""The wording that somebody agrees to when they join the talent pool."""

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Consent, ConsentText
from portal.queries import pool_text
from tests.browser import Browser, Page
from tests.makers import Make

HERE = "recruiter.settings.consent.page"
WORDING = (
    "We keep your details at {organisation} for {months} months, to write to you when a vacancy "
    "fits.\n\nLeave whenever you like, with one tap."
)


def write(adam: Browser, page: Page, **typed: str) -> Page:
    [button] = [b.text_content() for b in page.all("button") if "version" in b.text_content()]
    return adam.submit(page, button, **{"body": WORDING, **typed})


def texts(gateways: Gateways) -> list[ConsentText]:
    with gateways.database.session() as session:
        return list(session.scalars(select(ConsentText).order_by(ConsentText.id)))


def test_a_change_is_a_new_version_and_the_old_one_stays_readable(
    adam: Browser, gateways: Gateways
) -> None:
    before = texts(gateways)[0].body
    page = write(adam, adam.get(HERE), months="24")

    assert page.said == "Saved."
    assert "version 2" in page.text
    assert "We keep your details at Northlight Studio for 24 months" in page.text
    [details] = page.all("details")
    assert "Version 1" in details.text_content()
    assert before.splitlines()[0] in details.text_content()
    assert [text.version for text in texts(gateways)] == [1, 2]
    assert texts(gateways)[0].body == before
    assert texts(gateways)[1].written_by_id == adam.id


def test_saving_the_same_words_makes_no_version(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(adam.get(HERE), "Save as version 2")

    assert page.said == "Saved."
    assert len(texts(gateways)) == 1


def test_candidates_read_the_newest_version(adam: Browser, make: Make, gateways: Gateways) -> None:
    maya = make.candidate()
    write(adam, adam.get(HERE))

    with gateways.database.session() as session:
        text = pool_text.current(session, maya.id)
    assert text.paragraphs[1] == "Leave whenever you like, with one tap."


def test_whoever_agreed_stays_with_the_version_they_read(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    make.member()
    write(adam, adam.get(HERE))

    with gateways.database.session() as session:
        consent = session.scalars(select(Consent)).one()
    assert consent.text_id == texts(gateways)[0].id


def test_it_can_be_read_first(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(adam.get(HERE), "Read it first", body=WORDING, months="6")

    assert "Northlight Studio for 6 months" in page.one(".words").text_content()
    assert page.value("body") == WORDING
    assert len(texts(gateways)) == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"body": ""}, "body", "Enter what a candidate agrees to."),
        ({"body": "Yes."}, "body", "Write 80 to 6000 characters"),
        ({"body": WORDING + " {name}"}, "body", "“{name}” cannot be filled in."),
        ({"body": WORDING + " }"}, "body", "“}” cannot be filled in."),
        ({"months": "0"}, "months", "Enter 1 to 36 months."),
        ({"months": "for ever"}, "months", ""),
    ],
)
def test_a_wording_that_cannot_be_used_is_refused_and_kept(
    adam: Browser, gateways: Gateways, typed: dict[str, str], field: str, said: str
) -> None:
    page = write(adam, adam.get(HERE), **typed)

    assert page.status == 422
    assert page.wrong[field].startswith(said)
    for name, value in typed.items():
        assert page.value(name) == value
    assert len(texts(gateways)) == 1


def test_two_who_write_at_once_notice_each_other(adam: Browser, gateways: Gateways) -> None:
    seen_by_both = adam.get(HERE)
    write(adam, seen_by_both)
    page = write(adam, seen_by_both, body=WORDING + " Mine is better.")

    assert page.status == 409
    assert "Somebody else has written a new version meanwhile." in page.text
    assert page.value("body").endswith("Mine is better.")
    assert len(texts(gateways)) == 2


def test_another_language_has_versions_of_its_own(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    page = adam.get(HERE, language="de")
    assert "not written yet" in page.text
    write(adam, page, body="Wir bewahren Ihre Angaben auf. " * 4)

    page = adam.get(HERE)
    assert [a.text_content() for a in page.all("[aria-label=Languages] a")] == ["English", "German"]
    lena, maya = make.candidate("Lena", language="de"), make.candidate("Maya")
    with gateways.database.session() as session:
        german, english = (pool_text.current(session, one.id) for one in (lena, maya))
    assert german.paragraphs[0].startswith("Wir bewahren")
    assert english.paragraphs[0].startswith("If you join")


@pytest.mark.parametrize("language", ["xx", "EN", "../en"])
def test_unknown_languages_are_not_found(adam: Browser, language: str) -> None:
    assert adam.get(HERE, language=language).status == 404
    assert adam.post("/recruiter/settings/consent/xx", {"body": WORDING}).status == 404
