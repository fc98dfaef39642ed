"""Another system that calls us, as it would: with bytes, a signature over them, and an id."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.gateways import Gateways
from portal.models import Connection, WebhookEvent
from portal.policy.signature import sign
from portal.services import connections

APPLIED: dict[str, Any] = {
    "action": "new_candidate_application",
    "payload": {"application": {"id": 71, "candidate": {"id": 60, "first_name": "Maya"}}},
}
ID_HEADERS = {"greenhouse": "Greenhouse-Event-ID", "generic": "Event-ID"}


class Sender:
    """One connected system."""

    def __init__(self, app: Flask, gateways: Gateways, connection: Connection) -> None:
        self.app, self.connection = app, connection
        self.secret = connections.secret_of(gateways.settings, connection)
        self.path = f"/webhooks/{connection.kind.value}/{connection.public_id}"

    def send(
        self,
        body: bytes | dict[str, Any] | None = None,
        *,
        event_id: str | None = "1",
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Send an event; signed as it should be unless a signature is given."""
        raw = body if isinstance(body, bytes) else json.dumps(body or APPLIED).encode()
        given = {"Signature": sign(self.secret, raw) if signature is None else signature}
        if event_id is not None:
            given[ID_HEADERS[self.connection.kind.value]] = event_id
        return self.post(raw, {**given, **(headers or {})})

    def post(self, raw: bytes, headers: dict[str, str]) -> TestResponse:
        """Send these bytes with these headers and no others."""
        # One client a call: machines keep no cookies, and threads must not share one.
        return self.app.test_client(use_cookies=False).post(self.path, data=raw, headers=headers)


def kept(gateways: Gateways) -> list[WebhookEvent]:
    """Every event that was kept."""
    with gateways.database.session() as session:
        return list(session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)))


def number(gateways: Gateways) -> int:
    """How many events were kept."""
    with gateways.database.session() as session:
        return session.scalar(select(func.count()).select_from(WebhookEvent)) or 0
