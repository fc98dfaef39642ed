"""A personal word goes to whoever wants one, in their own measure, and ends at a press."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Candidate, Notice
from portal.policy.preferences import ContactPreferences
from portal.services import pool, preferences, unsubscribing
from portal.vocabulary import NoContact, NoticeState, Topic
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make
from tests.provision import SmtpSink, smtp_sink

TEXT = "I thought of you today.\r\n\r\nBcc: everybody <b>\r\n.\r\nSee you!"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def ada(make: Make) -> Candidate:
    return make.member("Ada Correia")


def write(rosa: Browser, ada: Candidate, text: str = TEXT) -> Page:
    return rosa.submit(
        rosa.get("recruiter.check_ins.page", candidate_id=ada.id), "Send it", personal=text
    )


def send(gateways: Gateways, sink: SmtpSink) -> None:
    stop = Stop()
    run_due(replace(gateways, mail=MailRelay(sink.url)), stop)
    stop.close()


def notices(gateways: Gateways) -> list[Notice]:
    with gateways.database.session() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def choose(make: Make, ada: Candidate, **values: object) -> None:
    with make.work() as context:
        chosen = ContactPreferences(**values)  # type: ignore[arg-type]
        preferences.choose(context, ada.id, chosen, language="en")


def test_it_goes_out_from_its_writer_and_can_be_ended_with_one_press(
    app: Flask, make: Make, rosa: Browser, ada: Candidate, gateways: Gateways, sink: SmtpSink
) -> None:
    clock = gateways.clock
    assert isinstance(clock, SetClock)
    record = rosa.get("recruiter.candidates.record", candidate_id=ada.id)
    form = rosa.get(record.link("Write a personal word"))
    after = rosa.submit(form, "Send it", personal=TEXT)
    assert after.said.startswith("On its way")
    assert "the person has heard enough from us. Possible from 1 April on" in after.text
    clock.forward(minutes=11)
    send(gateways, sink)
    (received,) = sink.received
    message = received.message
    assert message["From"].startswith('"Rosa Recruiter, Northlight')
    assert message["Bcc"] is None
    body = message.get_body(("plain",))
    assert body is not None
    assert (
        "I thought of you today.\n\nBcc: everybody <b>\n.\nSee you!"
        in body.get_content().replace("\r\n", "\n")
    )
    html = message.get_body(("html",))
    assert html is not None
    assert "today.<br>" in html.get_content()
    assert "&lt;b&gt;" in html.get_content()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert (
        app.test_client().post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    )
    assert (
        "they do not want such messages"
        in rosa.get("recruiter.candidates.record", candidate_id=ada.id).text
    )


def test_what_is_owed_has_no_such_header(make: Make, gateways: Gateways, sink: SmtpSink) -> None:
    make.decision(now=True)
    send(gateways, sink)
    assert sink.received[0].message["List-Unsubscribe"] is None


def test_one_press_stops_what_is_still_on_its_way(
    app: Flask, rosa: Browser, ada: Candidate, gateways: Gateways, clock: SetClock, sink: SmtpSink
) -> None:
    write(rosa, ada)
    (notice,) = notices(gateways)
    address = unsubscribing.address(gateways.settings, notice.public_id)
    app.test_client().post(address.removeprefix("http://localhost"))
    clock.forward(minutes=11)
    send(gateways, sink)
    (notice,) = notices(gateways)
    assert (notice.state, notice.reason) == (NoticeState.STOPPED, NoContact.NOT_WANTED)
    assert sink.received == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("left", "there is no consent"),
        ("never", "they do not want such messages"),
        ("topic", "they do not want such messages"),
        ("paused", "the person asked for a pause. It is possible again from 2 June on."),
    ],
)
def test_their_own_choice_decides(
    make: Make, rosa: Browser, ada: Candidate, gateways: Gateways, change: str, said: str
) -> None:
    if change == "left":
        with make.work() as context:
            pool.leave(context, ada.id)
    elif change == "never":
        choose(make, ada, at_most=0)
    elif change == "topic":
        choose(make, ada, topics=(Topic.VACANCIES,))
    else:
        with make.work() as context:
            preferences.pause(context, ada.id, 3)
    page = rosa.get("recruiter.check_ins.page", candidate_id=ada.id)
    assert f"Not now: {said}" in page.text
    refused = rosa.post("recruiter.check_ins.write", {"personal": TEXT}, candidate_id=ada.id)
    assert refused.status == 409
    assert refused.value("personal").startswith("I thought of you today.")
    assert notices(gateways) == []


def test_thirty_days_apart_and_no_more_than_they_want(
    make: Make, rosa: Browser, ada: Candidate, gateways: Gateways, clock: SetClock, sink: SmtpSink
) -> None:
    choose(make, ada, at_most=2)
    for number in (1, 2):
        rosa.begin_as_user(make.user())
        assert write(rosa, ada).status == 200
        clock.forward(minutes=11)
        send(gateways, sink)
        assert len(sink.received) == number
        clock.forward(days=29)
        rosa.begin_as_user(make.user())
        again = rosa.post("recruiter.check_ins.write", {"personal": TEXT}, candidate_id=ada.id)
        assert again.status == 409
        clock.forward(days=2)
    rosa.begin_as_user(make.user())
    page = rosa.get("recruiter.check_ins.page", candidate_id=ada.id)
    assert "It is possible again from 2 March 2027 on." in page.text


def test_nothing_and_too_much_are_refused(
    rosa: Browser, ada: Candidate, gateways: Gateways
) -> None:
    for text in ("  \n ", "x" * 2_001):
        answer = rosa.post("recruiter.check_ins.write", {"personal": text}, candidate_id=ada.id)
        assert answer.status == 422
    assert notices(gateways) == []


def test_who_only_wants_text_messages_gets_no_mail(
    make: Make, rosa: Browser, ada: Candidate
) -> None:
    choose(make, ada, channels=())
    page = rosa.get("recruiter.check_ins.page", candidate_id=ada.id)
    assert "they do not want to be e-mailed" in page.text


def test_it_can_be_looked_at_as_they_will_get_it(
    make: Make, rosa: Browser, ada: Candidate, gateways: Gateways, clock: SetClock, sink: SmtpSink
) -> None:
    form = rosa.get("recruiter.check_ins.page", candidate_id=ada.id)
    seen = rosa.submit(form, "Preview", personal=TEXT)
    assert seen.status == 200
    assert notices(gateways) == []
    assert seen.value("personal").startswith("I thought of you today.")
    shown = seen.one("#preview").text_content()
    assert "A word from Northlight Studio" in shown
    assert "their-own-link" in shown
    assert rosa.submit(seen, "Send it").said.startswith("On its way")
    clock.forward(minutes=11)
    send(gateways, sink)
    body = sink.received[0].message.get_body(("plain",))
    assert body is not None
    link = r"https?://\S+"
    sent, looked_at = (
        " ".join(re.sub(link, "LINK", text).split())
        for text in (body.get_content(), seen.one("#preview .written").text_content())
    )
    assert sent == looked_at


def test_nothing_to_look_at_is_said_beside_the_field(rosa: Browser, ada: Candidate) -> None:
    form = rosa.get("recruiter.check_ins.page", candidate_id=ada.id)
    page = rosa.submit(form, "Preview", personal="  ")
    assert page.status == 422
    assert page.wrong["personal"]
    assert page.all("#preview") == []


def test_a_word_that_is_held_back_can_only_be_said_differently(
    rosa: Browser, adam: Browser, ada: Candidate, gateways: Gateways
) -> None:
    page = write(rosa, ada, "You were too old for us then, and I thought of you today.")

    assert page.status == 422
    assert "say it differently" in page.wrong["personal"]
    assert "too old" in page.one("#personal-findings").text_content()
    with gateways.database.session() as session:
        assert session.scalar(select(Notice.id)) is None


def test_a_warning_in_a_word_takes_a_tick(rosa: Browser, ada: Candidate) -> None:
    page = write(rosa, ada, "I thought of you today, and we keep your CV on file.")
    assert page.status == 422

    page = rosa.submit(page, "Send it", kept=page.one("[name=kept]").get("value"))

    assert page.said.startswith("On its way")
