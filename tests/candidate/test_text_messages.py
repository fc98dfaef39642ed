"""A candidate allows text messages on their page, and takes that back as easily."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.gateways import Gateways
from portal.gateways.sms import SmsProvider
from portal.models import AuditEvent, Candidate, Consent, ConsentText, Preferences
from portal.vocabulary import Act, ConsentEvent, ConsentKind, Means
from tests.browser import Browser, Page
from tests.makers import Make

PAGE = "/me/preferences"


@pytest.fixture
def sending(app: Flask, gateways: Gateways) -> Iterator[Gateways]:
    """A portal for which somebody sends text messages."""
    url = "http://127.0.0.1:1/?to=to&text=text"
    settings = replace(gateways.settings, sms_url=url)
    app.extensions["portal"] = replace(gateways, settings=settings, sms=SmsProvider(url))
    yield app.extensions["portal"]
    app.extensions["portal"] = gateways


@pytest.fixture
def maya(make: Make) -> Candidate:
    return make.candidate("Maya Oliveira", phones=("+49 30 12345678", "+49 151 12345678"))


def boxes(page: Page) -> list[str]:
    return [box.get("value") for box in page.all("[name='channels']")]


def ticked(page: Page) -> list[str]:
    return [box.get("value") for box in page.all("[name='channels'][checked]")]


def consents(gateways: Gateways) -> list[Consent]:
    with gateways.database.session() as session:
        query = select(Consent).where(Consent.kind == ConsentKind.SMS).order_by(Consent.id)
        return list(session.scalars(query))


def test_they_are_offered_with_the_number_masked_and_the_wording(
    sending: Gateways, phone: Browser
) -> None:
    page = phone.get(PAGE)
    assert (boxes(page), ticked(page)) == (["email", "sms"], ["email"])
    assert "By text message to +49 … 78" in page.text
    assert "Northlight Studio may send me text messages" in page.text
    assert "answering STOP" in page.text
    assert "12345678" not in page.text


def test_where_nobody_sends_any_none_are_offered(phone: Browser) -> None:
    page = phone.get(PAGE)
    assert boxes(page) == ["email"]
    assert "text message" not in page.text.lower()


def test_without_a_mobile_number_none_are_offered(
    sending: Gateways, app: Flask, make: Make
) -> None:
    browser = Browser(app)
    browser.begin_as_candidate(make.candidate("Ada Correia", phones=("+49 30 12345678",)))
    page = browser.get(PAGE)
    assert boxes(page) == ["email"]
    assert "We have no mobile number of yours" in page.text
    form = {"channels": "sms", "topics": "vacancies", "at_most": "4", "language": "en"}
    assert browser.post(PAGE, form).status == 422
    assert consents(sending) == []


def test_a_tick_is_a_consent_and_no_tick_takes_it_back(
    sending: Gateways, phone: Browser, maya: Candidate
) -> None:
    page = phone.submit(phone.get(PAGE), "Save", channels=["email", "sms"])
    assert page.said == "Saved."
    assert ticked(page) == ["email", "sms"]
    phone.submit(page, "Save", topics=["vacancies"])
    (given,) = consents(sending)
    assert (given.candidate_id, given.event, given.means) == (
        maya.id,
        ConsentEvent.GRANTED,
        Means.OWN_PAGE,
    )
    assert given.until is None
    with sending.database.session() as session:
        text = session.get_one(ConsentText, given.text_id)
        assert (text.kind, text.version) == (ConsentKind.SMS, 1)
        assert "answering STOP" in text.body

    page = phone.submit(page, "Save", channels=["email"])
    assert ticked(page) == ["email"]
    assert [consent.event for consent in consents(sending)] == [
        ConsentEvent.GRANTED,
        ConsentEvent.WITHDRAWN,
    ]
    with sending.database.session() as session:
        acts = session.scalars(select(AuditEvent.act).order_by(AuditEvent.id)).all()
    assert [act for act in acts if act in (Act.SMS_ALLOWED, Act.SMS_REFUSED)] == [
        Act.SMS_ALLOWED,
        Act.SMS_REFUSED,
    ]


def test_it_has_nothing_to_do_with_the_talent_pool(sending: Gateways, phone: Browser) -> None:
    phone.submit(phone.get("/me/pool"), "Join for 12 months")
    phone.submit(phone.get(PAGE), "Save", channels=["sms"])
    phone.submit(phone.get(PAGE), "Save", channels=["email"])
    assert phone.get("/me/pool").form("Leave the talent pool") is not None


def test_while_nobody_sends_any_the_choice_is_kept(
    sending: Gateways, app: Flask, phone: Browser, gateways: Gateways
) -> None:
    phone.submit(phone.get(PAGE), "Save", channels=["sms"])
    app.extensions["portal"] = gateways
    phone.submit(phone.get(PAGE), "Save", at_most="1")
    assert [consent.event for consent in consents(gateways)] == [ConsentEvent.GRANTED]
    with gateways.database.session() as session:
        assert "sms" in session.scalars(select(Preferences)).one().channels
