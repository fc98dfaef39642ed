"""Telling an achievement takes half a minute; it can be changed and deleted."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Achievement, AuditEvent, Candidate
from portal.services.achievements import MOST
from portal.vocabulary import AchievementKind, Act
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

ADD = "Add it"


def told(gateways: Gateways, candidate: Candidate) -> list[Achievement]:
    with gateways.database.session() as session:
        query = select(Achievement).where(Achievement.candidate_id == candidate.id)
        return list(session.scalars(query.order_by(Achievement.id)))


def add(phone: Browser, **filled: str) -> Page:
    values = {"kind": "certificate", "title": "AWS Security", **filled}
    return phone.submit(phone.get("/me/achievements"), ADD, **values)


def acts(gateways: Gateways) -> list[Act]:
    with gateways.database.session() as session:
        return [
            act
            for act in session.scalars(select(AuditEvent.act).order_by(AuditEvent.id))
            if act.value.startswith("achievement")
        ]


def test_a_kind_and_a_few_words_are_enough(
    phone: Browser, gateways: Gateways, maya: Candidate
) -> None:
    page = add(phone)
    assert page.said == "Thank you for telling us. Well done!"
    assert "AWS Security" in page.text
    assert "Certificate · 2 March" in page.text
    assert acts(gateways) == [Act.ACHIEVEMENT_ADDED]


@pytest.mark.parametrize("kind", [kind.value for kind in AchievementKind])
def test_all_six_kinds_can_be_told(
    phone: Browser, gateways: Gateways, maya: Candidate, kind: str
) -> None:
    assert add(phone, kind=kind).status == 200
    assert [one.kind.value for one in told(gateways, maya)] == [kind]


def test_more_may_be_told(phone: Browser, gateways: Gateways, maya: Candidate) -> None:
    page = add(phone, reached_on="2025-11-30", issuer="Amazon", link="aws.example/badge/7")
    assert "Certificate · Amazon · 30 November 2025" in page.text
    assert page.link("see it: AWS Security") == "https://aws.example/badge/7"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "Enter what you have reached."),
        ("title", "   ", "Enter what you have reached."),
        ("title", "x" * 201, "Keep this to 200 characters."),
        ("issuer", "x" * 201, "Keep this to 200 characters."),
        ("reached_on", "", "Enter the day."),
        ("reached_on", "next week", "Enter a day such as 2026-03-31."),
        ("reached_on", "2026-02-30", "Enter a day such as 2026-03-31."),
        ("reached_on", "2026-03-04", "This date is still to come."),
        ("reached_on", "0202-03-01", "Please check the year."),
        ("link", "javascript:alert(1)//.", "This does not look like a web address."),
        ("link", "http://[", "This does not look like a web address."),
        ("link", "two words.example", "This does not look like a web address."),
        ("link", "x" * 481, "Keep this to 480 characters."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    phone: Browser, gateways: Gateways, maya: Candidate, field: str, typed: str, words: str
) -> None:
    kept = {"title": "Kept title", "issuer": "Kept issuer", "link": "kept.example"}
    page = add(phone, **{**kept, field: typed})
    assert page.status == 422
    assert words in page.wrong[field]
    assert page.value(field) == typed.strip()
    for name in kept.keys() - {field}:
        assert page.value(name) == kept[name]
    assert told(gateways, maya) == []


@pytest.mark.parametrize("kind", [None, "", "medal"])
def test_a_kind_has_to_be_chosen(
    phone: Browser, gateways: Gateways, maya: Candidate, kind: str | None
) -> None:
    form = {"title": "AWS Security", "reached_on": "2026-03-01"}
    page = phone.post("/me/achievements", form | ({} if kind is None else {"kind": kind}))
    assert page.status == 422
    assert page.one("#kind-wrong").text == "Choose one of these."
    assert page.value("title") == "AWS Security"
    assert told(gateways, maya) == []


def test_signs_that_no_keyboard_types_do_no_harm(
    phone: Browser, gateways: Gateways, maya: Candidate
) -> None:
    assert add(phone, title="AWS\0 Security").status == 200
    assert [one.title for one in told(gateways, maya)] == ["AWS Security"]


def test_today_is_the_day_it_is_where_the_candidate_lives(
    app: Flask, make: Make, clock: SetClock, gateways: Gateways
) -> None:
    clock.forward(hours=6)
    kiri = make.candidate("Kiri", time_zone="Pacific/Auckland")
    browser = Browser(app)
    browser.begin_as_candidate(kiri)
    page = add(browser)
    assert page.status == 200
    assert [one.reached_on.isoformat() for one in told(gateways, kiri)] == ["2026-03-03"]


def test_an_achievement_can_be_changed(phone: Browser, gateways: Gateways) -> None:
    page = add(phone)
    page = phone.get(page.link("Change AWS Security"))
    assert page.value("title") == "AWS Security"
    assert page.one("[name=kind][checked]").get("value") == "certificate"
    page = phone.submit(page, "Save", title="AWS Security Specialty", kind="award")
    assert page.said == "Saved."
    assert "AWS Security Specialty" in page.text
    assert "Award · 2 March" in page.text
    assert acts(gateways) == [Act.ACHIEVEMENT_ADDED, Act.ACHIEVEMENT_CHANGED]


def test_a_refused_change_changes_nothing(
    phone: Browser, gateways: Gateways, maya: Candidate
) -> None:
    page = phone.get(add(phone).link("Change AWS Security"))
    page = phone.submit(page, "Save", title="Other", link="nothing")
    assert page.status == 422
    assert page.value("title") == "Other"
    assert [one.title for one in told(gateways, maya)] == ["AWS Security"]


def test_an_achievement_can_be_deleted(phone: Browser, gateways: Gateways, maya: Candidate) -> None:
    edit = add(phone).link("Change AWS Security")
    page = phone.submit(phone.get(edit), "Delete it")
    assert page.said == "Removed."
    assert "AWS Security" not in page.text.replace("For example: AWS Security certificate", "")
    assert told(gateways, maya) == []
    assert phone.get(edit).status == 404
    assert acts(gateways)[-1] is Act.ACHIEVEMENT_REMOVED


def test_there_is_an_end_to_it(phone: Browser, make: Make, maya: Candidate) -> None:
    for number in range(MOST):
        make.achievement(maya, f"Certificate {number}")
    page = add(phone)
    assert page.status == 422
    assert f"You have told us {MOST} things." in page.wrong[""]
    assert page.value("title") == "AWS Security"
