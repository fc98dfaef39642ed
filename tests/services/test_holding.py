"""Holding messages: no decision yet, and until when there will be one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from portal.gateways import Gateways
from portal.models import (
    Application,
    AuditEvent,
    Candidate,
    CandidateEmail,
    HoldingMessage,
    Inquiry,
    Notice,
)
from portal.policy.refusal import Conflict, Refusal
from portal.services import holding, inquiries, notices
from portal.vocabulary import (
    Act,
    AnsweredBy,
    Channel,
    NoContact,
    NoticeState,
    Origin,
    Purpose,
)
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make

LATER = datetime(2026, 4, 10, 16, 0, tzinfo=UTC)
EVEN_LATER = datetime(2026, 4, 24, 16, 0, tzinfo=UTC)


def hold(
    make: Make,
    application: Application,
    promised_by: datetime = LATER,
    *,
    message: str = "",
    reason: str = "",
) -> int:
    with make.work(make.actor()) as context:
        return holding.write(
            context, application.id, promised_by=promised_by, message=message, reason=reason
        )


def now_of(make: Make, application: Application) -> Application:
    with make.work() as context:
        return context.session.get_one(Application, application.id)


def test_it_promises_another_day_and_is_owed(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    application = make.application()
    before = application.promised_by

    notice_id = hold(make, application, message="Both are travelling.")

    notice = ledger.only(gateways)
    assert (notice.id, notice.purpose) == (notice_id, Purpose.HOLDING)
    assert notice.personal_text == "Both are travelling."
    assert notice.not_before == clock.now() + gateways.settings.undo
    assert notice.created_by_id == make.user().id
    with make.work() as context:
        kept = context.session.scalars(select(HoldingMessage)).one()
        acts = context.session.scalars(select(AuditEvent.act)).all()
    assert (kept.promised_before, kept.promised_by) == (before, LATER)
    assert (kept.notice_id, kept.written_by_id) == (notice_id, make.user().id)
    assert acts.count(Act.HOLDING_WRITTEN) == 1
    after = now_of(make, application)
    assert after.promised_by == LATER
    assert after.waits_since == application.waits_since


def test_a_second_one_needs_a_reason(make: Make, gateways: Gateways) -> None:
    application = make.application()
    hold(make, application)

    with pytest.raises(Refusal, match="asked to wait before") as refused:
        hold(make, application, EVEN_LATER)
    assert refused.value.field == "reason"
    assert now_of(make, application).promised_by == LATER

    hold(make, application, EVEN_LATER, reason="The budget is not decided.")
    assert now_of(make, application).promised_by == EVEN_LATER
    assert len(ledger.notices(gateways)) == 2


def test_one_that_told_nobody_does_not_count(make: Make) -> None:
    application = make.application()
    notice_id = hold(make, application)
    with make.work(make.actor()) as context:
        notices.recall(context, notice_id)

    hold(make, application, EVEN_LATER)

    assert now_of(make, application).promised_by == EVEN_LATER


@pytest.mark.parametrize(
    ("state", "taken_back"),
    [
        (NoticeState.CANCELLED, True),
        (NoticeState.BOUNCED, True),
        (NoticeState.STOPPED, True),
        (NoticeState.DEAD, True),
        (NoticeState.SCHEDULED, False),
        (NoticeState.ACCEPTED, False),
        (NoticeState.DELIVERED, False),
    ],
)
def test_what_told_nobody_does_not_put_a_promise_off(
    make: Make, state: NoticeState, taken_back: bool
) -> None:
    application = make.application()
    hold(make, application)
    with make.work() as context:
        context.session.execute(update(Notice).values(state=state))
    for _ in range(2):
        with make.work() as context:
            holding.take_back_unsaid(context)

    expected = application.promised_by if taken_back else LATER
    assert now_of(make, application).promised_by == expected
    with make.work() as context:
        acts = context.session.scalars(select(AuditEvent.act)).all()
    assert acts.count(Act.PROMISE_MOVED) == int(taken_back)


def test_what_a_decision_overtook_is_left_alone(make: Make) -> None:
    application = make.application()
    hold(make, application)
    make.decision(application)
    with make.work() as context:
        holding_notice = Notice.purpose == Purpose.HOLDING
        stopped = {"state": NoticeState.STOPPED, "reason": NoContact.OVERTAKEN}
        context.session.execute(update(Notice).where(holding_notice).values(**stopped))
        holding.take_back_unsaid(context)

    assert now_of(make, application).promised_by == LATER


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (update(Application).values(origin=Origin.HISTORY), "history"),
        (update(Candidate).values(may_email=False), "do not want to be e-mailed"),
        (update(Candidate).values(stopped=NoContact.DELETED_ELSEWHERE), "is stopped"),
        (delete(CandidateEmail), "no address"),
    ],
)
def test_nothing_is_promised_that_cannot_be_told(
    make: Make, gateways: Gateways, change: object, sentence: str
) -> None:
    application = make.application()
    with make.work() as context:
        context.session.execute(change)  # type: ignore[call-overload]

    with pytest.raises(Refusal, match=sentence):
        hold(make, application)

    assert now_of(make, application).promised_by == application.promised_by
    assert ledger.notices(gateways) == []


def test_whoever_is_decided_waits_no_more(make: Make) -> None:
    application = make.application()
    make.decision(application)

    with pytest.raises(Conflict):
        hold(make, application)


@pytest.mark.parametrize("days", [-1, 0, 185, 4_000])
def test_a_day_that_is_over_or_far_away_is_no_promise(
    make: Make, clock: SetClock, days: int
) -> None:
    application = make.application()

    with pytest.raises(Refusal) as refused:
        hold(make, application, clock.now() + timedelta(days=days))
    assert refused.value.field == "promised_on"


def test_many_at_once_and_whoever_cannot_be_told_keeps_their_day(
    make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    made = [make.application(make.candidate(f"Person{n} Example"), vacancy) for n in range(5)]
    with make.work() as context:
        silent = CandidateEmail.candidate_id == made[3].candidate_id
        context.session.execute(delete(CandidateEmail).where(silent))

    with make.work(make.actor()) as context:
        held = holding.write_all(context, [one.id for one in made], promised_by=LATER)

    assert set(held.notices) == {one.id for one in made} - {made[3].id}
    assert set(held.left) == {made[3].id}
    assert now_of(make, made[3]).promised_by == made[3].promised_by
    assert now_of(make, made[4]).promised_by == LATER
    assert len(ledger.notices(gateways)) == 4


def test_what_they_asked_is_answered_by_it(make: Make) -> None:
    application = make.application()
    with make.work() as context:
        inquiry = inquiries.ask(
            context, application.candidate_id, "Is there any news?", application.id
        )
    assert inquiry.channel is Channel.EMAIL

    hold(make, application)

    with make.work() as context:
        found = context.session.get_one(Inquiry, inquiry.id)
        assert found.answered_by is AnsweredBy.HOLDING
