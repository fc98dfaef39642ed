"""The home page says what happened, what was promised and what can be done, and nothing early."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from portal.gateways import Gateways
from portal.models import Application, Candidate, Decision
from portal.services import decisions
from portal.vocabulary import EndedBy, Origin, Outcome, SendWhen
from tests.browser import Browser
from tests.fakes import SetClock
from tests.makers import FEEDBACK, Make

READ = "Read what we wrote about Product Designer, Mobility"


def case(phone: Browser, vacancy: str) -> str:
    """What the home page says of one application."""
    for article in phone.get("/me/").all("article"):
        if article.cssselect("h2")[0].text_content() == vacancy:
            return " ".join(article.text_content().split())
    raise AssertionError(f"{vacancy} is not there")


def only(phone: Browser) -> str:
    return case(phone, "Product Designer, Mobility")


def test_who_waits_sees_by_when_they_hear(phone: Browser, make: Make, maya: Candidate) -> None:
    make.application(maya)
    assert "You applied on 2 March." in only(phone)
    assert "You hear from us by 16 March: that is a promise." in only(phone)


def test_a_broken_promise_is_admitted(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    make.application(maya)
    clock.forward(days=15)
    phone.begin_as_candidate(maya)
    assert "We promised you an answer by 16 March, and we are late." in only(phone)


def test_nothing_shows_while_the_decision_can_still_be_undone(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    make.application(maya)
    before = phone.get("/me/")
    make.application(make.candidate("Somebody else"))
    decision = make.decision(_application(make, maya))
    clock.forward(minutes=9)
    page = phone.get("/me/")
    assert page.body == before.body
    assert phone.get(f"/me/feedback/{decision.id}").status == 404


def _application(make: Make, candidate: Candidate) -> Application:
    with make.work() as context:
        query = context.session.query(Application).filter_by(candidate_id=candidate.id)
        return query.one()


def test_a_decision_shows_once_its_message_is_on_its_way(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    decision = make.told(maya)
    text = only(phone)
    assert "We decided not to go on with your application, and told you on 2 March." in text
    page = phone.get("/me/")
    assert page.link(READ) == f"/me/feedback/{decision.id}"
    assert "Talent pool you are invited" in page.text


def test_a_message_that_came_back_was_a_message_all_the_same(
    phone: Browser, make: Make, maya: Candidate, gateways: Gateways
) -> None:
    decision = make.told(maya)
    with gateways.database.session() as session, session.begin():
        session.connection().exec_driver_sql("UPDATE notices SET state = 'bounced'")
    assert phone.get("/me/").link(READ) == f"/me/feedback/{decision.id}"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.WITHDRAWN, "You withdrew your application. Thank you"),
        (Outcome.OFFER_DECLINED, "You decided against our offer."),
    ],
)
def test_who_left_by_themselves_is_thanked(
    phone: Browser, make: Make, maya: Candidate, outcome: Outcome, words: str
) -> None:
    make.told(maya, outcome=outcome)
    assert words in only(phone)


def test_who_is_hired_is_welcomed_after_the_undo_window(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    make.decision(make.application(maya), outcome=Outcome.HIRED)
    assert "still looking" in only(phone)
    clock.forward(minutes=9)
    assert "still looking" in only(phone)
    clock.forward(minutes=1)
    assert "You got the job. Welcome!" in only(phone)
    assert "Read what we wrote" not in only(phone)


def test_a_decision_that_was_taken_back_is_gone(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    decision = make.told(maya)
    with make.work(make.actor()) as context:
        decisions.reopen(context, decision.id)
    assert "We are still looking at it. You hear from us by 16 March" in only(phone)
    assert phone.get(f"/me/feedback/{decision.id}").status == 404


def test_who_was_told_elsewhere_sees_the_outcome_in_general_words(
    phone: Browser, make: Make, maya: Candidate, gateways: Gateways
) -> None:
    application = make.application(maya)
    decision = _imported(make, application, told=False)
    assert "still looking" in only(phone)
    with make.work(make.actor()) as context:
        decisions.mark_told_elsewhere(context, [decision.id])
    text = only(phone)
    assert "We decided not to go on with your application. Thank you" in text
    assert "Read what we wrote" not in text
    assert phone.get(f"/me/feedback/{decision.id}").status == 404


def test_feedback_released_later_to_somebody_told_elsewhere_waits_for_its_message(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    application = make.application(maya)
    imported = _imported(make, application, told=True)
    with make.work(make.actor()) as context:
        draft = decisions.DecisionDraft(
            outcome=imported.outcome,
            ended_by=EndedBy.US,
            reason_id=None,
            internal_note="",
            feedback=FEEDBACK,
            promising=False,
            invites_to_pool=True,
            send_when=SendWhen.AT_ONCE,
            version=imported.version,
        )
        decisions.release(context, application.id, draft)
    assert "Read what we wrote" not in only(phone)
    clock.forward(minutes=10)
    make.accept_notices()
    assert "Read what we wrote" in only(phone)


def _imported(make: Make, application: Application, *, told: bool) -> Decision:
    with make.work(make.actor()) as context:
        made = decisions.record_imported(
            context, application, outcome=Outcome.REJECTED, decided_at=None, told=told
        )
        assert made is not None
        return made


def test_an_application_from_before_is_shown_without_a_clock(
    phone: Browser, make: Make, maya: Candidate, gateways: Gateways
) -> None:
    application = make.application(maya, applied_at=datetime(2019, 5, 1, 12, tzinfo=UTC))
    with gateways.database.session() as session, session.begin():
        session.execute(
            update(Application)
            .where(Application.id == application.id)
            .values(origin=Origin.HISTORY, waits_since=None, promised_by=None)
        )
    text = only(phone)
    assert "You applied on 1 May 2019." in text
    assert "an earlier application" in text
    assert "promise" not in text


def test_applications_stand_side_by_side_the_latest_first(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    make.told(maya)
    clock.forward(minutes=5)
    make.application(maya, make.vacancy("Design Researcher"))
    assert [h.text_content() for h in phone.get("/me/").all("article h2")] == [
        "Design Researcher",
        "Product Designer, Mobility",
    ]
    assert "You hear from us by 16 March" in case(phone, "Design Researcher")
    assert "We decided not to go on" in only(phone)


def test_who_has_no_application_is_told_so(phone: Browser) -> None:
    assert "We hold no application of yours at the moment." in phone.get("/me/").text


def test_an_invitation_in_the_undo_window_does_not_give_the_decision_away(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    make.decision(make.application(maya), invites_to_pool=True)
    assert "you are invited" not in phone.get("/me/").text
    assert "Talent pool stay in touch with us" in phone.get("/me/").text
