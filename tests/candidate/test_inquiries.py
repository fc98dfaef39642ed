"""Asking from one's own page: kept with a clock, answered where it was asked, within limits."""

import pytest
from sqlalchemy import select

from portal.models import Application, Candidate, Inquiry, Notice
from portal.policy.refusal import TooMany
from portal.services import decisions, holding, inquiries, notices
from portal.vocabulary import AnsweredBy, Channel, MissingNotice, Outcome
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

SEND = "Send my question"
VACANCY = "Product Designer, Mobility"


def asks(phone: Browser, text: str = "When do I hear?", **filled: object) -> Page:
    return phone.submit(phone.get("/me/inquiries"), SEND, text=text, **filled)


def only(make: Make) -> Inquiry:
    with make.work() as context:
        return context.session.scalars(select(Inquiry)).one()


def entries(phone: Browser) -> list[str]:
    found = phone.get("/me/inquiries").all("article")
    return [" ".join(entry.text_content().split()) for entry in found]


def test_a_question_is_kept_with_its_clock(phone: Browser, make: Make, maya: Candidate) -> None:
    application = make.application(maya)
    page = asks(phone)
    assert page.said == "Thank you for asking. Your question is with us."
    [entry] = entries(phone)
    assert entry.startswith(f"Your question about {VACANCY} 2 March When do I hear?")
    assert entry.endswith("You hear from us by 4 March.")
    kept = only(make)
    assert (kept.application_id, kept.channel) == (application.id, Channel.EMAIL)
    assert kept.missing is MissingNotice.RECEIPT
    assert "Your questions 1 with us, an answer is coming" in phone.get("/me/").text


def test_the_home_page_leads_to_a_question_about_one_application(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    make.application(maya)
    other = make.application(maya, make.vacancy("Design Researcher"))
    home = phone.get("/me/")
    form = phone.get(home.link("Ask us something about Design Researcher"))
    assert form.value("application_id") == str(other.id)
    phone.submit(form, SEND, text="Is it in Porto?")
    assert only(make).application_id == other.id


def test_with_two_applications_none_is_guessed(phone: Browser, make: Make, maya: Candidate) -> None:
    make.application(maya)
    make.application(maya, make.vacancy("Design Researcher"))
    asks(phone)
    assert only(make).application_id is None


def test_who_has_no_application_may_ask_too(phone: Browser, make: Make) -> None:
    asks(phone, "Do you take interns?")
    assert only(make).application_id is None
    assert entries(phone)[0].startswith("Your question 2 March Do you take interns?")


def test_nothing_and_too_much_are_refused_and_kept_in_the_form(phone: Browser) -> None:
    assert asks(phone, "  ").wrong["text"] == "Enter your question."
    page = phone.post("/me/inquiries", {"application_id": "", "text": "x" * 3001})
    assert (page.status, page.wrong["text"]) == (422, "Keep this to 3000 characters.")
    assert page.value("text") == "x" * 3001


def test_the_application_of_somebody_else_is_refused(
    phone: Browser, make: Make, ada: Candidate
) -> None:
    hers = make.application(ada)
    page = phone.post("/me/inquiries", {"application_id": str(hers.id), "text": "Mine?"})
    assert page.status == 422
    with make.work() as context:
        assert context.session.scalars(select(Inquiry)).all() == []


def test_ten_questions_a_day_are_enough(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    for number in range(10):
        with make.work() as context:
            inquiries.ask(context, maya.id, f"Question {number}", None)
    page = asks(phone, "One more")
    assert page.status == 429
    assert "Please give us a day to answer." in page.wrong[""]
    assert page.value("text") == "One more"
    with pytest.raises(TooMany), make.work() as context:
        inquiries.ask(context, maya.id, "Once more", None)
    clock.forward(days=1, minutes=1)
    with make.work() as context:
        inquiries.ask(context, maya.id, "The next day", None)


def test_an_answer_shows_once_it_can_be_recalled_no_more(
    phone: Browser, make: Make, clock: SetClock
) -> None:
    asks(phone)
    with make.work(make.actor()) as context:
        inquiries.answer(context, only_id(make), "Next week.\n\nAnd thank you for asking.")
    assert "You hear from us by 4 March." in entries(phone)[0]
    clock.forward(minutes=10)
    assert entries(phone)[0].endswith(
        "Next week. And thank you for asking. Rosa Recruiter answered on 2 March."
    )
    assert "Your questions 1 so far" in phone.get("/me/").text


def only_id(make: Make) -> int:
    return only(make).id


def test_a_recalled_answer_is_none(phone: Browser, make: Make, clock: SetClock) -> None:
    asks(phone)
    with make.work(make.actor()) as context:
        inquiries.answer(context, only_id(make), "Written too soon.")
        notice = context.session.scalars(select(Notice)).one()
        notices.recall(context, notice.id)
    clock.forward(minutes=10)
    assert "Written too soon." not in entries(phone)[0]
    assert "You hear from us by 4 March." in entries(phone)[0]


def test_an_answer_by_a_decision_shows_with_the_decision_and_not_before(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    application = make.application(maya)
    asks(phone)
    before = phone.get("/me/inquiries").body
    decision = make.decision(application)
    assert phone.get("/me/inquiries").body == before
    clock.forward(minutes=10)
    make.accept_notices()
    page = phone.get("/me/inquiries")
    assert "We answered on 2 March." in page.text
    assert page.link(f"Read what we wrote about {VACANCY}") == f"/me/feedback/{decision.id}"


def test_a_decision_taken_back_in_time_answers_nothing(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    application = make.application(maya)
    asks(phone)
    decision = make.decision(application)
    assert only(make).answered_by is AnsweredBy.DECISION
    with make.work(make.actor()) as context:
        decisions.reopen(context, decision.id)
    assert only(make).answered_at is None


def test_a_holding_message_answers_and_says_so(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    application = make.application(maya)
    asks(phone)
    with make.work(make.actor()) as context:
        day = context.now.replace(day=20)
        holding.write(context, application.id, promised_by=day, message="We are travelling.")
    clock.forward(minutes=10)
    make.accept_notices()
    assert "we wrote to you that nothing is decided yet" in entries(phone)[0]
    home = phone.get("/me/").text
    assert "On 2 March we wrote to you that nothing is decided yet. “We are travelling.”" in home
    assert "You hear from us by 20 March" in home


def test_what_the_team_heard_on_the_telephone_is_not_quoted(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    with make.work(make.actor()) as context:
        made = inquiries.note(context, maya.id, "Sounded impatient, wants to know when.", None)
        inquiries.answered(context, made.id, AnsweredBy.CALL)
    [entry] = entries(phone)
    assert "You asked us on the telephone." in entry
    assert "We talked about it on the telephone on 2 March." in entry
    assert "impatient" not in phone.get("/me/inquiries").text


def test_what_others_asked_is_theirs(phone: Browser, make: Make, ada: Candidate) -> None:
    with make.work() as context:
        inquiries.ask(context, ada.id, "Only Ada may read this", None)
    assert entries(phone) == []
    assert "Only Ada" not in phone.get("/me/").text


def test_a_late_answer_is_admitted(phone: Browser, clock: SetClock, maya: Candidate) -> None:
    asks(phone)
    clock.forward(days=4)
    phone.begin_as_candidate(maya)
    assert "We promised you an answer by 4 March, and we are late." in entries(phone)[0]


def test_what_was_asked_is_text(phone: Browser) -> None:
    asks(phone, "<script>alert(1)</script> & <b>bold</b>")
    page = phone.get("/me/inquiries")
    assert b"<script>alert" not in page.body
    assert "<b>bold</b>" in page.text


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.HIRED])
def test_who_left_or_was_hired_may_ask_too(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock, outcome: Outcome
) -> None:
    make.decision(make.application(maya), outcome=outcome)
    clock.forward(minutes=10)
    make.accept_notices()
    home = phone.get("/me/")
    phone.submit(phone.get(home.link(f"Ask us something about {VACANCY}")), SEND, text="What now?")
    with make.work() as context:
        application = context.session.scalars(select(Application)).one()
    assert only(make).application_id == application.id
    assert only(make).answered_at is None
