"""In the embedded run a message can be replied to, as whoever got it would."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.app import create_app
from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs import inbound
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.mailbox.letter import letter
from portal.mailbox.store import Envelope, Mailbox
from portal.models import Inquiry
from portal.web.database import db
from tests.browser import Browser
from tests.makers import Make
from tests.provision import smtp_sink


@pytest.fixture
def embedded(gateways: Gateways, tmp_path: object) -> Iterator[tuple[Flask, Gateways]]:
    settings = replace(gateways.settings, embedded=True, data_dir=tmp_path)  # type: ignore[arg-type]
    inside = replace(gateways, settings=settings)
    app = create_app(settings, inside)
    yield app, inside
    with app.app_context():
        db.engine.dispose()


def captured(gateways: Gateways) -> str:
    """Send what is due and keep it as the catcher does; the name of the message."""
    stop = Stop()
    with smtp_sink() as sink:
        run_due(replace(gateways, mail=MailRelay(sink.url)), stop)
        (received,) = sink.received
    stop.close()
    envelope = Envelope(
        sender=received.sender,
        recipients=received.recipients,
        received=gateways.clock.now(),
        subject=letter(received.raw).subject,
    )
    return Mailbox(gateways.settings.data_dir / "mailbox").add(envelope, received.raw)


def test_a_reply_stands_on_the_record(embedded: tuple[Flask, Gateways], make: Make) -> None:
    app, gateways = embedded
    make.decision(make.application(make.candidate("Maya Oliveira")), now=True)
    name = captured(gateways)
    browser = Browser(app)
    page = browser.get(f"/mailbox/{name}")
    after = browser.submit(page, "Send the reply", text="May I ask why?\n\nMaya")
    assert after.said.startswith("Sent.")
    assert inbound.run_due(gateways)
    with gateways.database.session() as session:
        assert session.scalars(select(Inquiry.text)).one() == "May I ask why?\n\nMaya"


def test_nothing_is_no_reply(embedded: tuple[Flask, Gateways], make: Make) -> None:
    app, gateways = embedded
    make.decision(now=True)
    name = captured(gateways)
    assert app.test_client().post(f"/mailbox/{name}/answer", data={"text": " "}).status_code == 422
