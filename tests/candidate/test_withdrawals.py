"""Withdrawing: at once, by oneself, with three days to change one's mind, and thanked once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.models import Application, Candidate, Decision, Notice
from portal.policy.refusal import Conflict
from portal.queries import reconciliation
from portal.services import applications, decisions, withdrawals
from portal.vocabulary import DecisionState, NoticeState, Origin, Outcome, Purpose
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

VACANCY = "Product Designer, Mobility"
WITHDRAW = f"Withdraw your application for {VACANCY}"
TAKE_BACK = f"Take it back: {VACANCY}"


def withdraw(phone: Browser) -> Page:
    confirm = phone.get(phone.get("/me/").link(WITHDRAW))
    assert confirm.h1 == "Withdraw your application"
    return phone.submit(confirm, "Withdraw my application")


def standing(make: Make) -> Decision | None:
    with make.work() as context:
        application = context.session.scalars(select(Application)).one()
        return decisions.standing(context, application.id)


def notices(make: Make) -> list[Notice]:
    with make.work() as context:
        return list(context.session.scalars(select(Notice).order_by(Notice.id)))


def test_it_is_withdrawn_after_a_page_that_asks(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    make.application(maya)
    page = withdraw(phone)
    assert page.said == "Withdrawn. You can still change your mind for 72 hours."
    assert "You withdrew your application." in page.text
    assert "Until 5 March, 10:00 you can take it back" in page.text
    assert WITHDRAW not in page.text
    decision = standing(make)
    assert decision is not None
    assert (decision.outcome, decision.decided_by_id) == (Outcome.WITHDRAWN, None)


def test_looking_at_the_page_withdraws_nothing(phone: Browser, make: Make, maya: Candidate) -> None:
    make.application(maya)
    phone.get(phone.get("/me/").link(WITHDRAW))
    assert standing(make) is None


def test_they_are_thanked_once_and_only_after_three_days(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    make.application(maya)
    withdraw(phone)
    [owed] = notices(make)
    assert owed.purpose is Purpose.DECISION
    assert owed.not_before == clock.now() + timedelta(hours=72)
    with make.work() as context:
        assert not any(reconciliation.counts(context.session, context.now).values())
    clock.forward(hours=72)
    make.accept_notices()
    phone.begin_as_candidate(maya)
    page = phone.get("/me/")
    assert "You withdrew your application." in page.text
    assert TAKE_BACK not in page.text
    assert "Read what we wrote" not in page.text


def test_taken_back_it_goes_on_with_its_old_clock(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    before = make.application(maya)
    withdraw(phone)
    clock.forward(hours=71)
    phone.begin_as_candidate(maya)
    page = phone.submit(phone.get("/me/"), TAKE_BACK)
    assert page.said == "Welcome back. Your application goes on where it was."
    assert "You hear from us by 16 March: that is a promise." in page.text
    assert standing(make) is None
    assert [notice.state for notice in notices(make)] == [NoticeState.CANCELLED]
    with make.work() as context:
        after = context.session.get_one(Application, before.id)
        assert (after.waits_since, after.promised_by) == (before.waits_since, before.promised_by)


def test_after_three_days_it_is_too_late(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    application = make.application(maya)
    withdraw(phone)
    clock.forward(hours=72)
    phone.begin_as_candidate(maya)
    page = phone.post("candidate.withdrawals.undo", application_id=application.id)
    assert page.status == 409
    assert "we would be glad to hear from you" in page.text


def test_twice_is_once(phone: Browser, make: Make, maya: Candidate) -> None:
    application = make.application(maya)
    withdraw(phone)
    again = phone.post("candidate.withdrawals.withdraw", application_id=application.id)
    assert again.status == 409
    assert len(notices(make)) == 1
    confirm = phone.get("candidate.withdrawals.page", application_id=application.id)
    assert confirm.status == 303
    undone = phone.post("candidate.withdrawals.undo", application_id=application.id)
    assert undone.status == 303
    assert phone.post("candidate.withdrawals.undo", application_id=application.id).status == 409


def test_a_decision_that_nobody_was_told_gives_way_and_comes_back_as_a_draft(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    decision = make.decision(make.application(maya))
    clock.forward(minutes=3)
    withdraw(phone)
    rejection, thanks = notices(make)
    assert (rejection.state, thanks.state) == (NoticeState.CANCELLED, NoticeState.SCHEDULED)
    phone.submit(phone.get("/me/"), TAKE_BACK)
    draft = standing(make)
    assert draft is not None
    assert (draft.id, draft.state) == (decision.id, DecisionState.DRAFT)
    with make.work() as context:
        assert context.session.get_one(Decision, decision.id).feedback[-1].message
    assert "still looking" in phone.get("/me/").text


def test_a_draft_is_kept_for_their_return(phone: Browser, make: Make, maya: Candidate) -> None:
    application = make.application(maya)
    decision = make.decision(application)
    with make.work(make.actor()) as context:
        context.session.execute(
            update(Decision)
            .where(Decision.id == decision.id)
            .values(state=DecisionState.DRAFT, released_at=None)
        )
    withdraw(phone)
    phone.submit(phone.get("/me/"), TAKE_BACK)
    draft = standing(make)
    assert draft is not None
    assert draft.id == decision.id


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.HIRED])
def test_what_they_were_told_stands(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock, outcome: Outcome
) -> None:
    application = make.application(maya)
    make.decision(application, outcome=outcome)
    clock.forward(minutes=10)
    make.accept_notices()
    assert WITHDRAW not in phone.get("/me/").text
    answer = phone.post("candidate.withdrawals.withdraw", application_id=application.id)
    assert answer.status == 409
    decision = standing(make)
    assert decision is not None
    assert decision.outcome is outcome


def test_somebody_elses_application_does_not_exist(
    phone: Browser, make: Make, ada: Candidate
) -> None:
    hers = make.application(ada)
    for view in ("withdraw", "undo"):
        answer = phone.post(f"candidate.withdrawals.{view}", application_id=hers.id)
        assert answer.status == 404
    assert phone.get("candidate.withdrawals.page", application_id=hers.id).status == 404
    assert standing(make) is None


def test_history_cannot_be_withdrawn(phone: Browser, make: Make, maya: Candidate) -> None:
    long_ago = datetime(2019, 5, 1, 12, tzinfo=UTC)
    application = make.application(maya, applied_at=long_ago)
    with make.work() as context:
        context.session.get_one(Application, application.id).origin = Origin.HISTORY
    answer = phone.post("candidate.withdrawals.withdraw", application_id=application.id)
    assert answer.status == 422


def test_the_others_go_on(phone: Browser, make: Make, maya: Candidate) -> None:
    make.application(maya)
    make.application(maya, make.vacancy("Design Researcher"))
    withdraw(phone)
    text = phone.get("/me/").text
    assert "You withdrew your application." in text
    assert "You hear from us by 16 March: that is a promise." in text


def test_the_team_sees_it_on_the_timeline_and_on_today(
    phone: Browser, make: Make, maya: Candidate, rosa: Browser
) -> None:
    application = make.application(maya)
    withdraw(phone)
    assert "Maya Oliveira withdrew their application" in rosa.get("recruiter.today.page").text
    record = rosa.get("recruiter.candidates.record", candidate_id=maya.id).text
    assert "Maya Oliveira withdrew the application" in record
    page = rosa.get("recruiter.applications.page", application_id=application.id)
    assert page.status == 200
    assert "withdrew" in page.text


def test_who_decides_meanwhile_is_told(make: Make, maya: Candidate) -> None:
    application = make.application(maya)
    with make.work() as context:
        withdrawals.withdraw(context, maya.id, application.id)
    with pytest.raises(Conflict, match="has changed this"):
        make.decision(application)


def test_the_stage_is_said_in_plain_words_and_never_by_its_name(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    vacancy = make.vacancy()
    application = make.application(maya, vacancy)
    assert "It has arrived with us." in phone.get("/me/").text
    clock.forward(days=1)
    interview = next(s for s in vacancy.stages if s.kind.interviewed)
    with make.work(make.actor()) as context:
        applications.move(context, application.id, interview.id)
    phone.begin_as_candidate(maya)
    assert "Since 3 March you are in our interviews." in phone.get("/me/").text
