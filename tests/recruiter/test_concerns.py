"""A confidential concern is its owner's: every page of everybody else is as if it were not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.context import Actor
from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import AuditEvent, Candidate, Decision, Inquiry, Notice, Organisation, User
from portal.services import concerns, inquiries, users
from portal.vocabulary import (
    Act,
    ActorKind,
    Channel,
    ConcernKind,
    NoticeState,
)
from tests.browser import Browser
from tests.fakes import SetClock
from tests.house.routes import routes
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink, smtp_sink

MARK = "QZX7 asked about my children"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def maya(make: Make) -> Candidate:
    return make.candidate("Maya Oliveira")


@pytest.fixture
def nora(make: Make) -> User:
    user = make.user("Nora Owner")
    with make.work() as context:
        context.session.get_one(Organisation, 1).concern_owner_id = user.id
    return user


@pytest.fixture
def desk(app: Flask, nora: User) -> Browser:
    """Nora's browser."""
    browser = Browser(app)
    browser.begin_as_user(nora)
    return browser


@pytest.fixture
def decision(make: Make, maya: Candidate, nora: User) -> Decision:
    return make.told(maya)


def raised(make: Make, maya: Candidate, decision: Decision) -> int:
    with make.work(Actor(ActorKind.CANDIDATE, maya.id)) as context:
        made = concerns.raise_one(context, maya.id, decision.id, ConcernKind.UNFAIR, MARK)
        return made.id


def answered(make: Make, nora: User, inquiry_id: int) -> None:
    """Answered, and due at once."""
    with make.work(make.actor(nora)) as context:
        made = concerns.answer(context, inquiry_id, f"About {MARK}: you are right.")
        context.session.execute(
            update(Notice).where(Notice.id == made.answer_notice_id).values(not_before=context.now)
        )


def everything(app: Flask, browser: Browser) -> dict[str, bytes]:
    """All pages that somebody of the team can open, by their address."""
    found = {}
    for route in routes(app):
        if not route.rule.startswith("/recruiter/") or "GET" not in route.methods:
            continue
        for number in range(1, 5) if route.arguments else (0,):
            path = route.rule
            for argument in route.arguments:
                path = path.replace(f"<int:{argument}>", str(number))
                path = path.replace(f"<{argument}>", str(number))
            found[path] = browser.client.get(path).get_data()
    return found


def send(gateways: Gateways, sink: SmtpSink) -> bytes:
    stop = Stop()
    run_due(replace(gateways, mail=MailRelay(sink.url)), stop)
    stop.close()
    [letter] = sink.expect(1)
    return letter.raw


@pytest.mark.parametrize("who", ["adam", "rosa", "hanna"])
def test_every_page_of_everybody_else_is_as_if_it_were_not(
    who: str,
    request: pytest.FixtureRequest,
    app: Flask,
    make: Make,
    gateways: Gateways,
    maya: Candidate,
    nora: User,
    decision: Decision,
    sink: SmtpSink,
) -> None:
    other: Browser = request.getfixturevalue(who)
    before = everything(app, other)
    inquiry_id = raised(make, maya, decision)
    assert everything(app, other) == before
    answered(make, nora, inquiry_id)
    assert everything(app, other) == before
    letter = send(gateways, sink)
    after = everything(app, other)
    assert [path for path in before if after[path] != before[path]] == []
    assert MARK.encode() not in b"".join(after.values()) + letter
    assert b"There is an answer for you on your page" in letter


def test_its_owner_reads_and_answers_it_once(
    make: Make, maya: Candidate, decision: Decision, desk: Browser
) -> None:
    inquiry_id = raised(make, maya, decision)
    page = desk.get("recruiter.inquiries.page")
    assert "For you alone" in page.text
    concern = desk.get(page.link("Maya Oliveira"))
    assert concern.h1 == "This felt unfair: Maya Oliveira"
    assert MARK in concern.text
    assert "answer by 9 March, 18:00" in concern.text
    assert "Decided by Rosa Recruiter" in concern.text
    after = desk.submit(concern, "Answer", answer="We are sorry.")
    assert after.said.startswith("Answered.")
    assert "We are sorry." in after.text
    assert not after.all("form textarea")
    again = desk.post("recruiter.concerns.answer", {"answer": "More."}, inquiry_id=inquiry_id)
    assert again.status == 409
    assert "Somebody has answered this already." in again.text


def test_others_get_404_even_as_administrators(
    make: Make, maya: Candidate, decision: Decision, adam: Browser, rosa: Browser
) -> None:
    inquiry_id = raised(make, maya, decision)
    for browser in (adam, rosa):
        for view in ("recruiter.concerns.one", "recruiter.inquiries.one"):
            assert browser.get(view, inquiry_id=inquiry_id).status == 404
        answer = browser.post("recruiter.concerns.answer", {"answer": "x"}, inquiry_id=inquiry_id)
        assert answer.status == 404
        for view in ("answer", "answered", "missing", "hold"):
            posted = browser.post(f"recruiter.inquiries.{view}", inquiry_id=inquiry_id)
            assert posted.status == 404, view
    with make.work() as context:
        assert context.session.get_one(Inquiry, inquiry_id).answered_at is None


def test_the_audit_keeps_that_it_was_and_not_who(
    make: Make, maya: Candidate, decision: Decision, nora: User
) -> None:
    inquiry_id = raised(make, maya, decision)
    answered(make, nora, inquiry_id)
    with make.work() as context:
        acts = context.session.scalars(
            select(AuditEvent)
            .where(AuditEvent.act.in_((Act.CONCERN_RAISED, Act.CONCERN_ANSWERED)))
            .order_by(AuditEvent.id)
        ).all()
        assert [(act.candidate_id, act.application_id) for act in acts] == [(None, None)] * 2
        assert [act.actor_kind for act in acts] == [ActorKind.SYSTEM, ActorKind.USER]
        assert [act.facts for act in acts] == [{"inquiry": inquiry_id}] * 2


def test_a_reply_to_the_answer_is_confidential_too(
    make: Make, maya: Candidate, decision: Decision, nora: User, rosa: Browser, desk: Browser
) -> None:
    answered(make, nora, raised(make, maya, decision))
    with make.work() as context:
        query = select(Notice).order_by(Notice.id.desc()).limit(1)
        notice = context.session.scalars(query).one()
        inquiries.receive(context, maya.id, MARK, Channel.EMAIL, notice=notice)
    assert MARK not in rosa.get("recruiter.candidates.record", candidate_id=maya.id).text
    assert MARK not in rosa.get("recruiter.inquiries.page").text
    assert desk.get("recruiter.inquiries.page").text.count("This felt unfair") == 2


def test_an_answer_that_came_back_waits_again(
    make: Make, maya: Candidate, decision: Decision, nora: User, desk: Browser
) -> None:
    inquiry_id = raised(make, maya, decision)
    answered(make, nora, inquiry_id)
    with make.work() as context:
        context.session.execute(update(Notice).values(state=NoticeState.BOUNCED))
    page = desk.get("recruiter.concerns.one", inquiry_id=inquiry_id)
    assert "the message that says so: came back" in page.text
    assert desk.submit(page, "Answer", answer="Once more.").said.startswith("Answered.")


def test_whoever_takes_over_the_work_takes_over_the_concern(
    make: Make, maya: Candidate, decision: Decision, nora: User, adam: Browser
) -> None:
    raised(make, maya, decision)
    with make.work() as context:
        users.hand_over(context, nora.id, adam.id or 0)
    assert "For you alone" in adam.get("recruiter.inquiries.page").text


def test_who_has_a_concern_to_answer_cannot_just_leave(
    make: Make, maya: Candidate, decision: Decision, nora: User, adam: Browser
) -> None:
    raised(make, maya, decision)
    with make.work() as context:
        context.session.get_one(Organisation, 1).concern_owner_id = None
    answer = adam.post("recruiter.settings.team.deactivate", user_id=nora.id)
    assert answer.status == 409


def test_a_late_concern_is_marked_for_its_owner(
    make: Make, maya: Candidate, decision: Decision, nora: User, desk: Browser, clock: SetClock
) -> None:
    raised(make, maya, decision)
    clock.forward(days=8)
    desk.begin_as_user(nora)
    assert desk.get("recruiter.inquiries.page").all(".tag.late")
