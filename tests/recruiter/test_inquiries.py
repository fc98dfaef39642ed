"""What candidates ask is seen by those who may see it, until somebody has answered."""

from sqlalchemy import select

from portal.context import Actor
from portal.gateways import Gateways
from portal.inbound.keeping import keep
from portal.jobs.inbound import run_due
from portal.models import Candidate, Inquiry, Notice
from portal.services import inquiries
from portal.vocabulary import ActorKind, Channel
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

TEXT = "May I ask\nwhat you missed?"
ANSWER = "Answer: May I ask what you missed?"


def asks(make: Make, candidate: Candidate, text: str = TEXT, *, about: bool = False) -> int:
    with make.work(Actor(ActorKind.CANDIDATE, candidate.id)) as context:
        notice = context.session.scalars(select(Notice)).first() if about else None
        made = inquiries.receive(context, candidate.id, text, Channel.EMAIL, notice=notice)
        return made.id


def record(rosa: Browser, candidate: Candidate) -> Page:
    return rosa.get("recruiter.candidates.record", candidate_id=candidate.id)


def test_a_question_stands_on_today_and_on_the_record(make: Make, rosa: Browser) -> None:
    maya = make.candidate("Maya Oliveira")
    asks(make, maya)
    today = rosa.get("recruiter.today.page")
    assert "Questions from candidates" in today.text
    assert "May I ask what you missed?" in today.text
    there = rosa.get(today.link("Maya Oliveira"))
    assert "answer by 4 March, 18:00" in there.text
    assert "Maya Oliveira asked us something" in there.text


def test_marked_as_answered_it_leaves_today(make: Make, rosa: Browser) -> None:
    maya = make.candidate("Maya Oliveira")
    asks(make, maya)
    question = rosa.get(record(rosa, maya).link(ANSWER))
    after = rosa.submit(question, "On the telephone")
    assert after.said == "Marked as answered."
    assert "Answered by a call 2 March, 10:00 by Rosa Recruiter" in after.text
    there = record(rosa, maya).text
    assert "Answered by a call, 2 March, 10:00 by Rosa Recruiter" in there
    assert "Rosa Recruiter answered a question" in there
    assert "Questions from candidates" not in rosa.get("recruiter.today.page").text


def test_two_people_answer_and_the_second_is_told(make: Make, rosa: Browser) -> None:
    maya = make.candidate("Maya Oliveira")
    inquiry_id = asks(make, maya)
    call = {"by": "call"}
    assert rosa.post("recruiter.inquiries.answered", call, inquiry_id=inquiry_id).status == 303
    again = rosa.post("recruiter.inquiries.answered", call, inquiry_id=inquiry_id)
    assert again.status == 409
    assert "Somebody has answered this already." in again.text


def test_an_old_question_is_late(make: Make, rosa: Browser, clock: SetClock) -> None:
    asks(make, make.candidate("Maya Oliveira"))
    clock.forward(days=4)
    rosa.begin_as_user(make.user())
    assert rosa.get("recruiter.today.page").all(".tag.late")


def test_a_question_about_a_confidential_vacancy_is_for_its_people(
    make: Make, app: object, rosa: Browser, adam: Browser
) -> None:
    maya = make.candidate("Maya Oliveira")
    other = make.user("Otto Other")
    vacancy = make.vacancy("Head of Secrets", owner=other, confidential=True)
    make.decision(make.application(maya, vacancy), by=other, now=True)
    inquiry_id = asks(make, maya, about=True)
    assert "Questions" not in rosa.get("recruiter.today.page").text
    assert "May I ask" not in rosa.get("recruiter.candidates.record", candidate_id=maya.id).text
    assert rosa.post("recruiter.inquiries.answered", inquiry_id=inquiry_id).status == 404
    assert "Head of Secrets" in adam.get("recruiter.today.page").text


def test_a_hiring_manager_sees_no_questions(make: Make, hanna: Browser) -> None:
    asks(make, make.candidate("Maya Oliveira"))
    assert "Questions" not in hanna.get("recruiter.today.page").text


def test_what_a_candidate_writes_is_text(make: Make, rosa: Browser) -> None:
    maya = make.candidate("Maya Oliveira")
    asks(make, maya, "<script>alert(1)</script> & <b>bold</b>")
    page = record(rosa, maya)
    assert "<script>alert" not in page.response.get_data(as_text=True)
    assert "<b>bold</b>" in page.text


def test_administrators_see_what_came_in_and_nothing_of_it(
    make: Make, gateways: Gateways, adam: Browser
) -> None:
    page = adam.get("recruiter.settings.incoming.page")
    assert "Nothing came in." in page.text
    assert "It does not" in page.text
    keep(gateways, gateways.settings.mail_from, b"Subject: A secret\r\n\r\nA secret")
    run_due(gateways)
    page = adam.get("recruiter.settings.incoming.page")
    assert "1 ignored: no reply to a message of ours" in page.text
    assert "secret" not in page.text


def test_the_inquiry_goes_with_its_person(make: Make, gateways: Gateways) -> None:
    maya = make.candidate("Maya Oliveira")
    asks(make, maya)
    with make.work() as context:
        context.session.delete(context.session.get_one(Candidate, maya.id))
    with gateways.database.session() as session:
        assert session.scalars(select(Inquiry)).all() == []
