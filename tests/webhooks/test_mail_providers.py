"""What mail providers report: only with proof, only fresh, only about messages of ours."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import Notice, Receipt, Suppression
from portal.policy.signature import sign
from portal.vocabulary import NoticeState
from tests.fakes import SetClock
from tests.makers import Make

KEY = "what the provider proves itself with"


@pytest.fixture
def client(app: Flask, gateways: Gateways) -> Iterator[FlaskClient]:
    settings = replace(gateways.settings, mail_webhook_key=KEY)
    app.extensions["portal"] = replace(gateways, settings=settings)
    yield app.test_client()
    app.extensions["portal"] = gateways


@pytest.fixture
def told(make: Make) -> Notice:
    make.told(make.candidate("Maya Oliveira"))
    with make.work() as context:
        notice = context.session.scalars(select(Notice)).one()
        notice.pinned_address = "maya@example.com"
        return notice


def generic(client: FlaskClient, told: Notice, at: datetime, key: str = KEY, **changes: Any) -> int:
    one = {
        "id": "e-1",
        "event": "bounced",
        "at": at.isoformat(),
        "message_id": f"<{told.public_id}@northlight.example>",
        "code": "5.1.1 maya@example.com is nobody",
    }
    body = json.dumps({"sent_at": at.isoformat(), "reports": [{**one, **changes}]}).encode()
    headers = {"Signature": sign(key, body)}
    return client.post("/webhooks/mail/generic", data=body, headers=headers).status_code


def mailgun(client: FlaskClient, told: Notice, at: datetime, key: str = KEY, **changes: Any) -> int:
    stamp, token = str(int(at.timestamp())), changes.pop("token", "a" * 50)
    signed = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    event = {
        "event": "failed",
        "severity": "permanent",
        "timestamp": at.timestamp(),
        "message": {"headers": {"message-id": f"{told.public_id}@northlight.example"}},
        "delivery-status": {"code": 550, "message": "5.1.1 no such user"},
        "recipient": "maya@example.com",
    }
    signature = {"timestamp": stamp, "token": token, "signature": signed}
    body = {"signature": signature, "event-data": {**event, **changes}}
    return client.post("/webhooks/mail/mailgun", json=body).status_code


def postmark(
    client: FlaskClient, told: Notice, at: datetime, key: str = KEY, **changes: Any
) -> int:
    body = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 42,
        "Details": "smtp;550 5.1.1 no such user",
        "Email": "maya@example.com",
        "BouncedAt": at.isoformat(),
        "Metadata": {"notice": told.public_id},
    }
    basic = base64.b64encode(f"portal:{key}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}"}
    answer = client.post("/webhooks/mail/postmark", json={**body, **changes}, headers=headers)
    return answer.status_code


ALL = (generic, mailgun, postmark)


def state_of(gateways: Gateways, told: Notice) -> NoticeState:
    with gateways.database.session() as session:
        return session.get_one(Notice, told.id).state


def count(gateways: Gateways, model: type) -> int:
    with gateways.database.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("provider", ALL)
def test_a_bounce_with_proof_counts_once(
    client: FlaskClient, gateways: Gateways, clock: SetClock, told: Notice, provider: Any
) -> None:
    for _ in range(2):
        assert provider(client, told, clock.now()) == 200
    assert state_of(gateways, told) is NoticeState.BOUNCED
    assert (count(gateways, Receipt), count(gateways, Suppression)) == (1, 1)


@pytest.mark.parametrize("provider", ALL)
def test_without_proof_nothing_changes(
    client: FlaskClient, gateways: Gateways, clock: SetClock, told: Notice, provider: Any
) -> None:
    assert provider(client, told, clock.now(), key="another key than ours, long enough") == 401
    path = f"/webhooks/mail/{provider.__name__}"
    assert client.post(path, data=b"{}").status_code == 401
    assert client.post(path, data=b"\xff\xfe").status_code == 401
    assert count(gateways, Receipt) == 0


@pytest.mark.parametrize("provider", [generic, mailgun])
@pytest.mark.parametrize("minutes", [-16, 16])
def test_an_old_call_is_somebody_s_repetition(
    client: FlaskClient,
    gateways: Gateways,
    clock: SetClock,
    told: Notice,
    provider: Any,
    *,
    minutes: int,
) -> None:
    assert provider(client, told, clock.now() + timedelta(minutes=minutes)) == 401
    assert count(gateways, Receipt) == 0


def test_one_token_of_mailgun_counts_for_one_event(
    client: FlaskClient, gateways: Gateways, clock: SetClock, told: Notice
) -> None:
    """It is signed, the event is not: nobody may attach another one to it."""
    assert mailgun(client, told, clock.now(), event="delivered") == 200
    assert mailgun(client, told, clock.now()) == 200
    assert state_of(gateways, told) is NoticeState.DELIVERED
    assert mailgun(client, told, clock.now(), token="b" * 50) == 200
    assert state_of(gateways, told) is NoticeState.BOUNCED


@pytest.mark.parametrize(
    ("provider", "changes", "state"),
    [
        (generic, {"event": "delivered"}, NoticeState.DELIVERED),
        (generic, {"event": "failed"}, NoticeState.FAILED_SOFT),
        (generic, {"event": "complained"}, NoticeState.DELIVERED),
        (mailgun, {"event": "delivered"}, NoticeState.DELIVERED),
        (mailgun, {"severity": "temporary"}, NoticeState.ACCEPTED),
        (mailgun, {"event": "opened"}, NoticeState.ACCEPTED),
        (mailgun, {"delivery-status": {"message": "5.2.2 full"}}, NoticeState.FAILED_SOFT),
        (mailgun, {"event": "complained"}, NoticeState.DELIVERED),
        (postmark, {"Type": "Transient"}, NoticeState.ACCEPTED),
        (postmark, {"Type": "SoftBounce"}, NoticeState.FAILED_SOFT),
        (postmark, {"Type": "SpamNotification"}, NoticeState.FAILED_SOFT),
        (postmark, {"RecordType": "Open"}, NoticeState.ACCEPTED),
        (postmark, {"RecordType": "SpamComplaint"}, NoticeState.DELIVERED),
    ],
)
def test_what_it_comes_to(
    client: FlaskClient,
    gateways: Gateways,
    clock: SetClock,
    told: Notice,
    *,
    provider: Any,
    changes: dict[str, Any],
    state: NoticeState,
) -> None:
    assert provider(client, told, clock.now(), **changes) == 200
    assert state_of(gateways, told) is state


def test_what_is_not_in_our_form_is_refused(
    client: FlaskClient, gateways: Gateways, clock: SetClock, told: Notice
) -> None:
    assert generic(client, told, clock.now(), event="exploded") == 422
    assert generic(client, told, clock.now(), id=None) == 422
    assert generic(client, told, clock.now(), message_id="<other@example.com>") == 422
    assert count(gateways, Receipt) == 0


def test_what_is_about_nothing_of_ours_is_taken_and_forgotten(
    client: FlaskClient, gateways: Gateways, clock: SetClock, told: Notice
) -> None:
    named = "<00000000-0000-4000-8000-000000000000@northlight.example>"
    assert generic(client, told, clock.now(), message_id=named) == 200
    assert postmark(client, told, clock.now(), Metadata={}) == 200
    assert count(gateways, Receipt) == 0


def test_without_a_key_and_for_others_there_is_nothing(
    app: Flask, client: FlaskClient, gateways: Gateways
) -> None:
    assert client.post("/webhooks/mail/nobody", data=b"{}").status_code == 404
    app.extensions["portal"] = gateways
    assert client.post("/webhooks/mail/postmark", data=b"{}").status_code == 404


def test_too_much_is_refused(client: FlaskClient) -> None:
    large = b"x" * (1024 * 1024 + 1)
    assert client.post("/webhooks/mail/generic", data=large).status_code == 413
