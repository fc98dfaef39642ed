"""Text messages in the built-in mailbox: caught over real HTTP, shown, and answered as a telephone
would.
"""

import smtplib
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from portal.app import create_app
from portal.cli.running import programs
from portal.context import Actor
from portal.gateways import Gateways
from portal.gateways.sms import SmsProvider, SmsRefused
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.mailbox.store import TEXT, Envelope, Mailbox
from portal.mailbox.text_catcher import url_of
from portal.models import Candidate, Inquiry, Notice
from portal.policy.preferences import ContactPreferences
from portal.services import preferences
from portal.settings import PROJECT
from portal.vocabulary import ActorKind, Channel, NoticeState
from portal.web.database import db
from tests.browser import Browser, Page
from tests.makers import Make
from tests.provision import eventually

NUMBER = "+4915112345678"


@contextmanager
def catching(folder: Path) -> Iterator[str]:
    """A real catcher, in a process of its own; where text messages can be given to it."""
    mail = socket.create_server(("127.0.0.1", 0))
    texts = socket.create_server(("127.0.0.1", 0))
    with mail, texts:
        service = programs.mailbox(folder, mail, texts)
        descriptors = [listener.fileno() for listener in service.sockets]
        catcher = subprocess.Popen(service.command, cwd=PROJECT, pass_fds=descriptors)
        mail_address, port = mail.getsockname(), texts.getsockname()[1]
    try:
        # Its greeting says that it will also listen to being told to end.
        smtplib.SMTP(mail_address[0], mail_address[1], timeout=30).quit()
        yield url_of(port)
    finally:
        catcher.terminate()
        assert catcher.wait(timeout=30) == 0


@pytest.fixture
def embedded(gateways: Gateways, tmp_path: Path) -> Iterator[Flask]:
    """An embedded portal that really listens, and whose messages lie in the test's folder."""
    with catching(tmp_path / "mailbox") as url:
        settings = replace(gateways.settings, embedded=True, data_dir=tmp_path, sms_url=url)
        ours = replace(gateways, settings=settings, sms=SmsProvider(url))
        app = create_app(settings, ours)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        # It calls itself at the address that it has just been given.
        reached = replace(settings, base_url=f"http://127.0.0.1:{server.port}")
        app.extensions["portal"] = replace(ours, settings=reached)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield app
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mailbox")


def told_by_text(app: Flask, mailbox: Mailbox) -> Candidate:
    """Maya wants text messages, and gets the decision by one."""
    make = Make(app.extensions["portal"])
    maya = make.candidate(phones=(NUMBER,))
    with make.work(Actor(ActorKind.CANDIDATE, maya.id)) as context:
        chosen = ContactPreferences(channels=(Channel.SMS,))
        preferences.choose(context, maya.id, chosen, language="en")
    make.decision(make.application(maya), now=True)
    stop = Stop()
    run_due(app.extensions["portal"], stop)
    stop.close()
    eventually(lambda: mailbox.newest(limit=1))
    return maya


def opened(browser: Browser) -> Page:
    found = browser.get("/mailbox/")
    (text,) = [a for a in found.all("td a") if "there is news" in a.text_content()]
    return browser.get(str(text.get("href")))


def test_a_text_is_shown_beside_the_mails(embedded: Flask, mailbox: Mailbox) -> None:
    told_by_text(embedded, mailbox)
    browser = Browser(embedded)
    assert "Text message: Northlight Studio: Hello Maya" in browser.get("/mailbox/").text
    page = opened(browser)
    assert page.h1 == f"Text message to {NUMBER}"
    assert page.one(".bubble a").get("href").startswith("http://127.0.0.1:")
    saved = browser.client.get(page.link("Save the message as a file"))
    assert saved.content_type == "text/plain; charset=utf-8"
    assert saved.get_data(as_text=True).startswith("Northlight Studio: Hello Maya")
    assert NUMBER in browser.get("/mailbox/?to=12345678").text


def test_answers_reach_the_portal_by_the_signed_hook(embedded: Flask, mailbox: Mailbox) -> None:
    maya = told_by_text(embedded, mailbox)
    browser = Browser(embedded)
    page = browser.submit(opened(browser), "Answer", text="May I call you?")
    assert page.said == "The portal has it."
    gateways: Gateways = embedded.extensions["portal"]
    with gateways.database.session() as session:
        assert session.scalars(select(Inquiry.candidate_id)).all() == [maya.id]
    browser.submit(opened(browser), "Answer", text="STOP")
    with gateways.database.session() as session:
        assert len(session.scalars(select(Notice)).all()) == 2


def test_the_network_can_say_what_became_of_it(embedded: Flask, mailbox: Mailbox) -> None:
    told_by_text(embedded, mailbox)
    browser = Browser(embedded)
    page = browser.submit(opened(browser), "Delivered")
    assert page.said == "The portal has it."
    with embedded.extensions["portal"].database.session() as session:
        assert session.scalars(select(Notice.state)).all() == [NoticeState.DELIVERED]


def test_an_answer_that_is_not_taken_is_said(embedded: Flask, mailbox: Mailbox) -> None:
    told_by_text(embedded, mailbox)
    gateways: Gateways = embedded.extensions["portal"]
    nowhere = replace(gateways.settings, base_url="http://127.0.0.1:1")
    embedded.extensions["portal"] = replace(gateways, settings=nowhere)
    browser = Browser(embedded)
    page = browser.submit(opened(browser), "Answer", text="STOP")
    assert page.status == 502
    assert "The portal did not take this" in page.text


def test_a_mail_cannot_be_answered_like_a_text(embedded: Flask, mailbox: Mailbox) -> None:
    received = embedded.extensions["portal"].clock.now()
    mail = mailbox.add(Envelope("a@x.example", ("b@x.example",), received, "Hello"), b"Hello")
    for what in ("reply", "report"):
        assert Browser(embedded).client.post(f"/mailbox/{mail}/{what}").status_code == 404


def test_what_is_no_text_message_is_refused(tmp_path: Path) -> None:
    with catching(tmp_path) as url:
        for broken in (url.replace("to=to", "to=nobody"), url.replace("/messages", "/other")):
            with pytest.raises(SmsRefused) as refused:
                SmsProvider(broken).open().send(NUMBER, "Hello", "ref")
            assert refused.value.status == 400
        assert SmsProvider(url).open().send(NUMBER, "Hello", "ref")
    (found,) = Mailbox(tmp_path).newest(limit=9)
    assert found[1].channel == TEXT
    assert found[1].recipients == (NUMBER,)
