"""What providers of text messages tell us: what became of one, and what people answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.context import SYSTEM, Actor
from portal.gateways import Gateways
from portal.gateways.sms import SmsProvider
from portal.models import Candidate, Consent, InboundMessage, Inquiry, Notice, Preferences, Receipt
from portal.policy.preferences import ContactPreferences
from portal.policy.signature import sign
from portal.queries import texting
from portal.services import preferences, suppression
from portal.services.text_answers import hook_key
from portal.unit_of_work import unit_of_work
from portal.vocabulary import (
    ActorKind,
    Channel,
    ConsentEvent,
    InboundState,
    Means,
    NoticeState,
    Purpose,
    ReceiptKind,
)
from tests.jobs import ledger
from tests.makers import Make

NUMBER = "+4915112345678"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@pytest.fixture
def make(app: Flask, gateways: Gateways) -> Iterator[Make]:
    """Somebody sends text messages for this portal."""
    url = "http://127.0.0.1:1/?to=to&text=text"
    settings = replace(gateways.settings, sms_url=url, address_key="a key for addresses")
    app.extensions["portal"] = replace(gateways, settings=settings, sms=SmsProvider(url))
    yield Make(app.extensions["portal"])
    app.extensions["portal"] = gateways


@pytest.fixture
def maya(make: Make) -> Candidate:
    return wants_texts(make, make.candidate(phones=(NUMBER,)))


def wants_texts(make: Make, candidate: Candidate) -> Candidate:
    with make.work(Actor(ActorKind.CANDIDATE, candidate.id)) as context:
        chosen = ContactPreferences(channels=(Channel.SMS,))
        preferences.choose(context, candidate.id, chosen, language="en")
    return candidate


def tell(app: Flask, *, form: bool = False, provider: str = "acme", **said: Any) -> int:
    """Say something as the provider would, signed."""
    body = (urlencode(said) if form else json.dumps(said)).encode()
    key = hook_key(app.extensions["portal"].settings, provider)
    headers = {"Signature": sign(key, body), "Content-Type": FORM if form else JSON}
    return post(app, body, headers, provider)


def post(app: Flask, body: bytes, headers: dict[str, str], provider: str = "acme") -> int:
    answer = app.test_client().post(f"/webhooks/sms/{provider}", data=body, headers=headers)
    return answer.status_code


def text_in(app: Flask, text: str, *, sender: str = NUMBER, name: str = "in-1") -> int:
    said: dict[str, Any] = {"kind": "message", "id": name, "text": text, "from": sender}
    return tell(app, **said)


def sent(make: Make, candidate: Candidate) -> Notice:
    """A text message that the provider has taken."""
    make.decision(make.application(candidate), now=True)
    make.accept_notices()
    with make.work() as context:
        context.session.execute(update(Notice).values(provider_id="p-1", pinned_address=NUMBER))
    return ledger.notices(make.gateways)[-1]


def events(gateways: Gateways) -> list[tuple[int, ConsentEvent, Means]]:
    with gateways.database.session() as session:
        rows = session.execute(
            select(Consent.candidate_id, Consent.event, Consent.means).order_by(Consent.id)
        )
        return [(i, event, means) for i, event, means in rows if event is not ConsentEvent.OFFERED]


def channels(gateways: Gateways) -> list[str]:
    with gateways.database.session() as session:
        return list(session.scalars(select(Preferences)).one().channels)


# Who may call


def test_only_the_provider_is_believed(app: Flask, make: Make, maya: Candidate) -> None:
    body = json.dumps({"kind": "message", "id": "1", "from": NUMBER, "text": "STOP"}).encode()
    key = hook_key(app.extensions["portal"].settings, "acme")
    for signature in (None, "", sign("wrong", body), sign(key, body + b" "), sign(key, body)[:-1]):
        headers = {"Content-Type": JSON} | ({"Signature": signature} if signature else {})
        assert post(app, body, headers) == 401
    assert post(app, body, {"Content-Type": JSON, "Signature": sign(key, body)}, "other") == 401
    assert len(events(make.gateways)) == 1


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"status": "delivered"},
        {"id": "x"},
        {"kind": "message", "id": "1", "text": "hello"},
        {"kind": "message", "from": NUMBER, "text": "hello"},
        {"status": ["delivered"], "id": {"a": 1}},
    ],
)
def test_what_makes_no_sense_is_refused(app: Flask, make: Make, said: dict[str, Any]) -> None:
    assert tell(app, **said) == 422


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff\xfe", b"[" * 50_000, b"{"])
def test_what_is_no_object_is_refused(app: Flask, make: Make, body: bytes) -> None:
    key = hook_key(app.extensions["portal"].settings, "acme")
    assert post(app, body, {"Signature": sign(key, body), "Content-Type": JSON}) == 422


def test_too_much_is_refused(app: Flask, make: Make) -> None:
    assert post(app, b"x" * 70_000, {"Content-Type": JSON}) == 413


# Reports


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("by", ["ref", "id"])
def test_a_report_raises_the_rank_once(
    app: Flask, make: Make, maya: Candidate, form: bool, by: str
) -> None:
    notice = sent(make, maya)
    names = {"ref": notice.public_id, "id": "p-1"}
    said = {by: names[by], "status": "DELIVRD", "at": "2026-03-02T08:59:00Z"}
    assert tell(app, form=form, **said) == 200
    assert tell(app, form=form, **said) == 200
    notice = ledger.only(make.gateways)
    assert notice.state is NoticeState.DELIVERED
    assert notice.delivered_at is not None
    assert notice.delivered_at.isoformat() == "2026-03-02T08:59:00+00:00"
    with make.gateways.database.session() as session:
        assert session.scalars(select(Receipt.kind)).all() == [ReceiptKind.DELIVERED]


def test_what_is_no_end_changes_nothing(app: Flask, make: Make, maya: Candidate) -> None:
    sent(make, maya)
    assert tell(app, id="p-1", status="queued") == 200
    assert ledger.only(make.gateways).state is NoticeState.ACCEPTED


def test_a_report_about_nothing_of_ours_is_not_found(
    app: Flask, make: Make, maya: Candidate
) -> None:
    sent(make, maya)
    assert tell(app, id="p-2", status="delivered") == 404
    assert tell(app, ref="p-1", status="delivered") == 404


def test_a_text_that_did_not_get_through_is_made_up_for_by_mail(
    app: Flask, make: Make, maya: Candidate
) -> None:
    sent(make, maya)
    assert tell(app, id="p-1", status="undelivered", code="30005") == 200
    text, mail = ledger.notices(make.gateways)
    assert (text.state, mail.state) == (NoticeState.FAILED_SOFT, NoticeState.SCHEDULED)
    assert mail.channel is Channel.EMAIL


def test_a_number_that_there_is_not_gets_nothing_more(
    app: Flask, make: Make, maya: Candidate
) -> None:
    sent(make, maya)
    assert tell(app, id="p-1", status="unknown_number") == 200
    assert ledger.notices(make.gateways)[0].state is NoticeState.BOUNCED
    with unit_of_work(app.extensions["portal"], SYSTEM) as context:
        assert suppression.is_suppressed(context, Channel.SMS, NUMBER)
    # Whoever writes from it has it.
    text_in(app, "It works again!")
    with unit_of_work(app.extensions["portal"], SYSTEM) as context:
        assert not suppression.is_suppressed(context, Channel.SMS, NUMBER)


# Answers


@pytest.mark.parametrize("text", ["STOP", "stop.", "Abmelden", "Stopp!", "opt-out"])
def test_stop_ends_it_at_once_and_is_confirmed_once(
    app: Flask, make: Make, maya: Candidate, text: str
) -> None:
    assert text_in(app, text) == 200
    assert text_in(app, text) == 200
    assert text_in(app, text, name="in-2") == 200
    assert events(make.gateways) == [
        (maya.id, ConsentEvent.GRANTED, Means.OWN_PAGE),
        (maya.id, ConsentEvent.WITHDRAWN, Means.TEXT_MESSAGE),
    ]
    assert channels(make.gateways) == []
    confirmation = ledger.only(make.gateways)
    assert (confirmation.purpose, confirmation.channel) == (Purpose.TEXTS_ENDED, Channel.SMS)


def test_start_brings_them_back(app: Flask, make: Make, maya: Candidate) -> None:
    text_in(app, "STOP")
    text_in(app, "Start", name="in-2")
    assert events(make.gateways)[-1] == (maya.id, ConsentEvent.GRANTED, Means.TEXT_MESSAGE)
    assert channels(make.gateways) == ["sms"]


def test_yes_is_a_beginning_only_for_whoever_has_stopped(
    app: Flask, make: Make, maya: Candidate
) -> None:
    text_in(app, "Yes!", name="in-1")
    assert asked(make.gateways) == ["Yes!"]
    text_in(app, "STOP", name="in-2")
    text_in(app, "YES", name="in-3")
    assert events(make.gateways)[-1][1] is ConsentEvent.GRANTED
    assert asked(make.gateways) == ["Yes!"]


def asked(gateways: Gateways) -> list[str]:
    with gateways.database.session() as session:
        return list(session.scalars(select(Inquiry.text).order_by(Inquiry.id)))


def test_anything_else_is_a_question_about_the_last_text(
    app: Flask, make: Make, maya: Candidate
) -> None:
    notice = sent(make, maya)
    assert text_in(app, "Can I call you? 🙂\nMaya", sender="4915112345678") == 200
    assert text_in(app, "Can I call you? 🙂\nMaya", sender="4915112345678") == 200
    with make.gateways.database.session() as session:
        inquiry = session.scalars(select(Inquiry)).one()
        inbound = session.scalars(select(InboundMessage)).one()
    assert (inquiry.text, inquiry.channel) == ("Can I call you? 🙂\nMaya", Channel.SMS)
    assert (inquiry.candidate_id, inquiry.notice_id) == (maya.id, notice.id)
    assert (inquiry.inbound_id, inbound.state) == (inbound.id, InboundState.DONE)


@pytest.mark.parametrize("sender", ["+4915199999999", "anonymous", "12345"])
def test_a_number_that_nobody_has_is_noted_and_no_more(
    app: Flask, make: Make, maya: Candidate, sender: str
) -> None:
    assert text_in(app, "STOP", sender=sender) == 200
    with make.gateways.database.session() as session:
        assert session.scalars(select(InboundMessage.state)).all() == [InboundState.IGNORED]
    assert len(events(make.gateways)) == 1


def test_stop_holds_for_everybody_who_shares_the_number(
    app: Flask, make: Make, maya: Candidate
) -> None:
    ada = wants_texts(make, make.candidate("Ada Correia", phones=(NUMBER,)))
    zoe = make.candidate("Zoe Silva", phones=(NUMBER,))
    text_in(app, "STOP")
    ended = {i for i, event, _means in events(make.gateways) if event is ConsentEvent.WITHDRAWN}
    # Whoever never agreed to any does not get what they ask for by text either.
    assert ended == {maya.id, ada.id, zoe.id}
    # One number, one confirmation; and nobody begins who never wanted any.
    assert len(ledger.notices(make.gateways)) == 1
    text_in(app, "START", name="in-2")
    with make.gateways.database.session() as session:
        granted = select(func.count()).where(
            Consent.event == ConsentEvent.GRANTED, Consent.means == Means.TEXT_MESSAGE
        )
        assert session.scalar(granted) == 2
        known = texting.known(session, [zoe.id])[zoe.id]
    assert (known.allowed, known.stopped) == (False, False)


def test_stop_counts_from_somebody_who_never_agreed_to_anything(
    app: Flask, make: Make, gateways: Gateways
) -> None:
    zoe = make.candidate("Zoe Silva", phones=("+4915112345699",))
    assert text_in(app, "STOP", sender="+4915112345699") == 200
    assert text_in(app, "STOP", sender="+4915112345699", name="in-2") == 200
    assert events(gateways) == [(zoe.id, ConsentEvent.WITHDRAWN, Means.TEXT_MESSAGE)]
    assert [notice.purpose for notice in ledger.notices(gateways)] == [Purpose.TEXTS_ENDED]
