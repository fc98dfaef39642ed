"""Gateways to which messages may come, and somebody who was written to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.inbound.keeping import keep
from portal.jobs.inbound import run_due
from portal.jobs.stop import Stop
from portal.models import InboundMessage, Notice
from portal.policy.verp import Kind
from portal.services import return_paths
from tests.makers import Make

Deliver = Callable[[str, bytes], InboundMessage]


@pytest.fixture
def taking(gateways: Gateways) -> Gateways:
    """Gateways whose mail server hands messages to us."""
    settings = replace(gateways.settings, inbound_url="lmtp://127.0.0.1:2525")
    return replace(gateways, settings=settings)


@pytest.fixture
def stop() -> Iterator[Stop]:
    stop = Stop()
    yield stop
    stop.close()


@pytest.fixture
def told(make: Make, gateways: Gateways) -> Notice:
    """The notice of a decision that the mail server has accepted, to maya@example.com."""
    make.told(make.candidate("Maya Oliveira"))
    with make.work() as context:
        notice = context.session.scalars(select(Notice)).one()
        notice.pinned_address = "maya@example.com"
        return notice


@pytest.fixture
def deliver(taking: Gateways) -> Deliver:
    """Keep a message and let the worker read it."""

    def one(envelope_to: str, raw: bytes) -> InboundMessage:
        keep(taking, envelope_to, raw)
        run_due(taking)
        with taking.database.session() as session:
            return session.scalars(select(InboundMessage).order_by(InboundMessage.id.desc())).all()[
                0
            ]

    return one


def address(gateways: Gateways, notice: Notice, kind: Kind = Kind.BOUNCE) -> str:
    """Where reports about a notice, or answers to it, go."""
    signer = return_paths.signer(gateways.settings)
    return signer.address(kind, notice.public_id, gateways.clock.now())


def written(text: str = "May I ask something?", **headers: str) -> bytes:
    """A reply of Maya."""
    made = EmailMessage()
    for name, value in {
        "Return-Path": "<maya@example.com>",
        "From": "Maya Oliveira <maya@example.com>",
        "Subject": "Re: Your application",
        **headers,
    }.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes(policy=SMTP)
