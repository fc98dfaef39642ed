"""One press ends optional messages: without signing in, as often as it is pressed (RFC 8058)."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import AuditEvent, Consent, Notice, Preferences
from portal.policy import unsubscribing
from portal.services import unsubscribing as service
from portal.vocabulary import Act
from tests.browser import Browser
from tests.makers import Make


@pytest.fixture
def address(make: Make, gateways: Gateways) -> str:
    """Where Ada, who is in the pool, ends optional messages."""
    make.told(make.member("Ada Correia"))
    with make.work() as context:
        public_id = context.session.scalars(select(Notice.public_id)).one()
    return service.address(gateways.settings, public_id).removeprefix(gateways.settings.base_url)


def chosen(gateways: Gateways) -> list[int]:
    with gateways.database.session() as session:
        return list(session.scalars(select(Preferences.at_most)))


def acts(gateways: Gateways) -> list[AuditEvent]:
    with gateways.database.session() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.act == Act.UNSUBSCRIBED)))


def test_looking_changes_nothing(visitor: Browser, gateways: Gateways, address: str) -> None:
    page = visitor.get(address)
    assert page.h1 == "Fewer messages"
    assert "no-store" in page.headers["Cache-Control"]
    assert chosen(gateways) == []


def test_a_person_presses_the_button(visitor: Browser, gateways: Gateways, address: str) -> None:
    page = visitor.submit(visitor.get(address), "Stop these messages")
    assert (page.status, page.h1) == (200, "You will hear less from us")
    assert chosen(gateways) == [0]


@pytest.mark.parametrize("multipart", [True, False])
def test_a_mail_program_presses_it_again_and_again(
    app: Flask, gateways: Gateways, address: str, *, multipart: bool
) -> None:
    kind = "multipart/form-data" if multipart else "application/x-www-form-urlencoded"
    said: dict[str, Any] = {"List-Unsubscribe": "One-Click"}
    for _ in range(3):
        answer = app.test_client().post(
            address, data=said, content_type=kind, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Location" not in answer.headers
    assert chosen(gateways) == [0]
    (event,) = acts(gateways)
    assert (event.actor_kind, event.facts) == ("candidate", {"means": "one_click"})


def test_consent_stays_as_it_is(app: Flask, gateways: Gateways, address: str) -> None:
    app.test_client().post(address)
    with gateways.database.session() as session:
        assert len(session.scalars(select(Consent)).all()) == 1


@pytest.mark.parametrize("change", ["forged", "short", "other"])
def test_nobody_ends_them_for_somebody_else(
    app: Flask, gateways: Gateways, address: str, change: str
) -> None:
    swapped = re.sub("/u/.", lambda m: "/u/" + ("1" if m[0][-1] != "1" else "2"), address)
    wrong = {"forged": swapped, "short": address[:-1], "other": "/u/anything"}[change]
    assert app.test_client().post(wrong).status_code == 404
    assert app.test_client().get(wrong).status_code == 200
    assert chosen(gateways) == []


def test_a_message_that_is_gone_is_no_reason_to_worry_anybody(
    app: Flask, gateways: Gateways
) -> None:
    key = gateways.settings.secret_key
    token = unsubscribing.token(key, "00000000-0000-4000-8000-000000000000")
    assert app.test_client().post(f"/u/{token}").status_code == 200


def test_the_timeline_says_so(rosa: Browser, app: Flask, gateways: Gateways, address: str) -> None:
    app.test_client().post(address)
    page = rosa.get("recruiter.candidates.record", candidate_id=1)
    assert "Ada Correia wants no more optional messages" in page.text
    assert "At mostnever" in page.text
