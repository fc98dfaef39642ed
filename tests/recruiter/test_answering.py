"""Answering what candidates ask: in words, by what was done, never twice, and never lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from portal.context import Actor
from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Application, Candidate, Inquiry, Notice
from portal.queries import inquiries as queries
from portal.queries.visible import Viewer
from portal.services import concerns, inquiries, notices
from portal.vocabulary import (
    ActorKind,
    AnsweredBy,
    ConcernKind,
    MissingNotice,
    NoticeState,
    Purpose,
    Role,
)
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink, smtp_sink

ADMIN = Viewer(0, Role.ADMIN)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def maya(make: Make) -> Candidate:
    return make.candidate("Maya Oliveira")


@pytest.fixture
def application(make: Make, maya: Candidate) -> Application:
    return make.application(maya)


def asked(make: Make, maya: Candidate, application: Application | None = None) -> int:
    with make.work(Actor(ActorKind.CANDIDATE, maya.id)) as context:
        about = application.id if application else None
        return inquiries.ask(context, maya.id, "When do I hear?", about).id


def one(browser: Browser, inquiry_id: int) -> Page:
    return browser.get("recruiter.inquiries.one", inquiry_id=inquiry_id)


def read(make: Make, inquiry_id: int) -> Inquiry:
    with make.work() as context:
        return context.session.get_one(Inquiry, inquiry_id)


def test_an_answer_in_words_goes_out_by_mail(
    make: Make,
    gateways: Gateways,
    clock: SetClock,
    maya: Candidate,
    application: Application,
    rosa: Browser,
    sink: SmtpSink,
) -> None:
    inquiry_id = asked(make, maya, application)
    page = one(rosa, inquiry_id)
    assert page.h1 == "A question from Maya Oliveira"
    assert "answer by 16 March" in page.text
    after = rosa.submit(page, "Send the answer", answer="Next week, I promise.")
    assert after.said == "Answered. It goes out once the time to recall it is over."
    assert "Answered in writing Next week, I promise." in after.text
    clock.forward(minutes=10)
    stop = Stop()
    run_due(replace(gateways, mail=MailRelay(sink.url)), stop)
    stop.close()
    [letter] = sink.expect(1)
    assert b"Subject: An answer from Northlight Studio" in letter.raw
    assert b"Next week, I promise." in letter.raw
    rosa.begin_as_user(make.user())
    assert "The message: accepted" in one(rosa, inquiry_id).text


def test_two_answer_and_the_second_loses_nothing(
    make: Make, maya: Candidate, rosa: Browser, adam: Browser
) -> None:
    inquiry_id = asked(make, maya)
    where = "recruiter.inquiries.answer"
    assert rosa.post(where, {"answer": "Rosa's answer."}, inquiry_id=inquiry_id).status == 303
    second = adam.post(where, {"answer": "Adam's answer."}, inquiry_id=inquiry_id)
    assert second.status == 409
    assert "Somebody has answered this already." in second.text
    assert "What you have just written" in second.text
    assert "Adam's answer." in second.text
    assert "Rosa's answer." in second.text
    with make.work() as context:
        assert len(context.session.scalars(select(Notice)).all()) == 1


@pytest.mark.parametrize("text", ["", "x" * 3001])
def test_nothing_and_too_much_is_no_answer(
    make: Make, maya: Candidate, rosa: Browser, text: str
) -> None:
    inquiry_id = asked(make, maya)
    page = rosa.post("recruiter.inquiries.answer", {"answer": text}, inquiry_id=inquiry_id)
    assert page.status == 422
    assert page.value("answer") == text
    assert read(make, inquiry_id).answered_at is None


@pytest.mark.parametrize("state", [NoticeState.BOUNCED, NoticeState.DEAD, NoticeState.STOPPED])
def test_an_answer_that_reaches_nobody_leaves_the_question_waiting(
    make: Make, maya: Candidate, rosa: Browser, state: NoticeState
) -> None:
    inquiry_id = asked(make, maya)
    rosa.submit(one(rosa, inquiry_id), "Send the answer", answer="Next week.")
    assert (
        "Maya" not in rosa.get("/recruiter/inquiries/?show=mine").one(".main .list").text_content()
    )
    with make.work() as context:
        context.session.execute(update(Notice).values(state=state))
    assert "answer not delivered" in rosa.get("recruiter.inquiries.page").text
    after = rosa.submit(one(rosa, inquiry_id), "On the telephone")
    assert after.said == "Marked as answered."
    assert read(make, inquiry_id).answered_by is AnsweredBy.CALL


def test_a_recalled_answer_can_be_written_again(make: Make, maya: Candidate, rosa: Browser) -> None:
    inquiry_id = asked(make, maya)
    rosa.submit(one(rosa, inquiry_id), "Send the answer", answer="Too soon.")
    with make.work(make.actor()) as context:
        notice_id = read(make, inquiry_id).answer_notice_id
        assert notice_id is not None
        notices.recall(context, notice_id)
    after = rosa.submit(one(rosa, inquiry_id), "Send the answer", answer="Better words.")
    assert "Better words." in after.text
    with make.work() as context:
        states = context.session.scalars(select(Notice.state).order_by(Notice.id)).all()
    assert states == [NoticeState.CANCELLED, NoticeState.SCHEDULED]


def test_a_decision_answers_what_was_asked_about_it_and_nothing_else(
    make: Make, maya: Candidate, application: Application
) -> None:
    about, general = asked(make, maya, application), asked(make, maya)
    other = asked(make, maya, make.application(maya, make.vacancy("Design Researcher")))
    make.decision(application)
    assert read(make, about).answered_by is AnsweredBy.DECISION
    assert read(make, about).answered_by_id == make.user().id
    for inquiry_id in (general, other):
        assert read(make, inquiry_id).answered_at is None


def test_a_holding_message_is_written_from_the_question(
    make: Make, maya: Candidate, application: Application, rosa: Browser
) -> None:
    inquiry_id = asked(make, maya, application)
    page = one(rosa, inquiry_id)
    after = rosa.submit(page, "Send the holding message", promised_on="2026-03-20")
    assert after.said.startswith("Answered.")
    assert "Answered by a holding message" in after.text
    with make.work() as context:
        [owed] = context.session.scalars(select(Notice)).all()
        assert owed.purpose is Purpose.HOLDING
        context.session.execute(update(Notice).values(state=NoticeState.CANCELLED))
    assert "answer not delivered" in rosa.get("recruiter.inquiries.page").text


def test_a_day_that_is_over_is_refused_beside_its_field(
    make: Make, maya: Candidate, application: Application, rosa: Browser
) -> None:
    inquiry_id = asked(make, maya, application)
    page = rosa.post(
        "recruiter.inquiries.hold", {"promised_on": "2026-02-20"}, inquiry_id=inquiry_id
    )
    assert (page.status, page.wrong["promised_on"]) == (422, "Choose a day that is still to come.")
    page = rosa.post("recruiter.inquiries.hold", {"promised_on": "soon"}, inquiry_id=inquiry_id)
    assert page.status == 422


def test_what_had_been_missing_is_proposed_changed_and_counted(
    make: Make, maya: Candidate, application: Application, rosa: Browser, clock: SetClock
) -> None:
    early = asked(make, maya, application)
    clock.forward(days=20)
    rosa.begin_as_user(make.user())
    late = asked(make, maya, application)
    assert read(make, early).missing is MissingNotice.RECEIPT
    assert read(make, late).missing is MissingNotice.DECISION
    after = rosa.submit(one(rosa, early), "until when they hear")
    assert after.one("button[aria-pressed=true]").text_content() == "until when they hear"
    with make.work() as context:
        assert queries.missing_counts(context.session, ADMIN) == {
            MissingNotice.PROMISE: 1,
            MissingNotice.DECISION: 1,
        }
        only_late = queries.missing_counts(
            context.session, ADMIN, vacancy_id=application.vacancy_id, since=context.now
        )
    assert only_late == {MissingNotice.DECISION: 1}
    assert "What had been missing when they asked" in rosa.get("recruiter.inquiries.page").text


def test_the_list_is_ordered_by_what_is_due_and_knows_mine(
    make: Make, maya: Candidate, rosa: Browser, clock: SetClock
) -> None:
    otto = make.user("Otto Other")
    hers = make.application(make.candidate("Ada Correia"), make.vacancy("Researcher", owner=otto))
    with make.work() as context:
        inquiries.ask(context, hers.candidate_id, "Ada asks", hers.id)
    clock.forward(days=1)
    asked(make, maya, make.application(maya))
    rosa.begin_as_user(make.user())

    def names(show: str) -> list[str]:
        page = rosa.get(f"/recruiter/inquiries/?show={show}")
        return [link.text_content() for link in page.all(".list .item a")]

    assert names("all") == ["Ada Correia", "Maya Oliveira"]
    assert names("mine") == ["Maya Oliveira"]
    assert names("answered") == []
    assert names("nonsense") == names("all")


def test_answered_ones_leave_the_list_and_stay_to_be_found(
    make: Make, maya: Candidate, rosa: Browser
) -> None:
    inquiry_id = asked(make, maya)
    rosa.submit(one(rosa, inquiry_id), "In writing, elsewhere")
    assert "Nobody waits for an answer." in rosa.get("recruiter.inquiries.page").text
    answered = rosa.get("/recruiter/inquiries/?show=answered")
    assert "answered 2 March, in writing" in answered.text
    assert rosa.get(answered.link("Maya Oliveira")).h1 == "A question from Maya Oliveira"


def test_a_wrong_fact_is_for_the_team_and_thanks_are_kind(
    make: Make, maya: Candidate, rosa: Browser
) -> None:
    decision = make.told(maya)
    for kind, text in (
        (ConcernKind.FACT_WRONG, "I do know SQL."),
        (ConcernKind.THANKS, "That helped."),
    ):
        with make.work(Actor(ActorKind.CANDIDATE, maya.id)) as context:
            concerns.raise_one(context, maya.id, decision.id, kind, text)
    page = rosa.get("/recruiter/inquiries/?show=mine")
    assert "A fact is wrong" in page.text
    assert "I do know SQL." in page.text
    assert "That helped." not in page.text
    assert "That helped." in rosa.get("/recruiter/inquiries/?show=thanks").text
    today = rosa.get("recruiter.today.page").text
    assert "Maya Oliveira said thank you" in today
    record = rosa.get("recruiter.candidates.record", candidate_id=maya.id).text
    assert "That helped." in record
    assert "Maya Oliveira said thank you" in record


def test_an_answer_about_a_confidential_vacancy_is_for_its_people(
    make: Make, maya: Candidate, rosa: Browser, adam: Browser
) -> None:
    otto = make.user("Otto Other")
    secret = make.application(maya, make.vacancy("Head of Secrets", owner=otto, confidential=True))
    inquiry_id = asked(make, maya, secret)
    adam.submit(one(adam, inquiry_id), "Send the answer", answer="Soon.")
    notice_id = read(make, inquiry_id).answer_notice_id
    assert one(rosa, inquiry_id).status == 404
    assert rosa.get("recruiter.notices.one", notice_id=notice_id).status == 404
    assert adam.get("recruiter.notices.one", notice_id=notice_id).status == 200
