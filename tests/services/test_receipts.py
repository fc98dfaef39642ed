"""What is reported after a message has left, and what follows from it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.models import Notice, Receipt, Suppression, Task
from portal.queries import reconciliation
from portal.services import candidates, decisions, delivery, notices, receipts, suppression
from portal.services.candidates import CandidateDraft
from portal.unit_of_work import unit_of_work
from portal.vocabulary import (
    Act,
    AttemptResult,
    Channel,
    NoticeState,
    ReceiptKind,
    TaskKind,
)
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.jobs.test_claims import claim, mark, settle
from tests.makers import FEEDBACK, Make

ADDRESS = "maya@example.com"


@pytest.fixture
def reported(make: Make, gateways: Gateways) -> Callable[..., bool]:
    """Take a report about the only notice."""

    def take(kind: ReceiptKind, dedupe: str = "", code: str | None = None) -> bool:
        with unit_of_work(gateways, SYSTEM) as context:
            return receipts.report(
                context,
                notice_id=ledger.notices(gateways)[0].id,
                kind=kind,
                at=context.now,
                code=code,
                dedupe=dedupe or kind.value,
            )

    return take


def accepted(make: Make, gateways: Gateways) -> Notice:
    make.decision(now=True)
    (owed,) = claim(gateways)
    assert mark(gateways, owed)
    assert settle(gateways, owed, AttemptResult.ACCEPTED)
    return ledger.only(gateways)


def tasks(gateways: Gateways) -> list[Task]:
    with gateways.database.session() as session:
        return list(session.scalars(select(Task).where(Task.kind == TaskKind.NOT_REACHED)))


def is_suppressed(gateways: Gateways) -> bool:
    with unit_of_work(gateways, SYSTEM) as context:
        return suppression.is_suppressed(context, Channel.EMAIL, ADDRESS.upper())


def test_delivered_is_the_best_end(
    make: Make, gateways: Gateways, clock: SetClock, reported: Callable[..., bool]
) -> None:
    accepted(make, gateways)
    clock.forward(minutes=1)
    assert reported(ReceiptKind.DELIVERED)
    notice = ledger.only(gateways)
    assert (notice.state, notice.delivered_at) == (NoticeState.DELIVERED, clock.now())
    assert ledger.acts(gateways)[-1] is Act.NOTICE_DELIVERED
    assert tasks(gateways) == []


def test_the_same_report_is_taken_once_and_a_weaker_one_changes_nothing(
    make: Make, gateways: Gateways, reported: Callable[..., bool]
) -> None:
    accepted(make, gateways)
    answers = [
        reported(ReceiptKind.DELIVERED),
        reported(ReceiptKind.DELIVERED),
        reported(ReceiptKind.FAILED_SOFT),
    ]
    assert answers == [True, False, False]
    with gateways.database.session() as session:
        kept = session.execute(select(Receipt.kind, Receipt.applied).order_by(Receipt.id)).all()
    assert kept == [(ReceiptKind.DELIVERED, True), (ReceiptKind.FAILED_SOFT, False)]


def test_what_came_back_is_not_reached_again_and_silences_the_address(
    make: Make, gateways: Gateways, reported: Callable[..., bool]
) -> None:
    notice = accepted(make, gateways)
    assert reported(ReceiptKind.BOUNCED, code=f"550 5.1.1 <{ADDRESS}> unknown")
    assert ledger.only(gateways).state is NoticeState.BOUNCED
    (task,) = tasks(gateways)
    assert (task.owner_id, task.done_at) == (make.user().id, None)
    assert task.facts["decision"] == notice.decision_id
    assert is_suppressed(gateways)
    with gateways.database.session() as session:
        kept = session.scalars(select(Suppression)).one()
        assert ADDRESS not in f"{kept.address_hmac} {kept.code}"


def test_a_rule_against_us_silences_nobody(
    make: Make, gateways: Gateways, reported: Callable[..., bool]
) -> None:
    accepted(make, gateways)
    assert reported(ReceiptKind.BOUNCED, code="550 5.7.26 unauthenticated")
    assert not is_suppressed(gateways)
    assert len(tasks(gateways)) == 1


def test_whoever_complains_has_got_it_and_gets_no_more(
    make: Make, gateways: Gateways, reported: Callable[..., bool]
) -> None:
    accepted(make, gateways)
    assert reported(ReceiptKind.COMPLAINED)
    assert ledger.only(gateways).state is NoticeState.DELIVERED
    assert is_suppressed(gateways)


def test_a_delivery_after_all_takes_the_task_back(
    make: Make, gateways: Gateways, reported: Callable[..., bool]
) -> None:
    accepted(make, gateways)
    assert reported(ReceiptKind.FAILED_SOFT)
    assert tasks(gateways)[0].done_at is None
    assert reported(ReceiptKind.DELIVERED)
    assert tasks(gateways)[0].done_at is not None


def test_a_report_is_faster_than_the_worker_that_waits_for_its_answer(
    make: Make, gateways: Gateways, reported: Callable[..., bool]
) -> None:
    make.decision(now=True)
    (owed,) = claim(gateways)
    assert mark(gateways, owed)
    assert reported(ReceiptKind.DELIVERED)
    assert not settle(gateways, owed, AttemptResult.TEMPORARY)
    notice = ledger.only(gateways)
    assert (notice.state, notice.epoch) == (NoticeState.DELIVERED, owed.epoch + 1)
    assert claim(gateways, "two") == []


def test_of_what_never_left_a_report_is_a_note_only(
    make: Make, gateways: Gateways, reported: Callable[..., bool]
) -> None:
    make.decision(now=True)
    assert not reported(ReceiptKind.BOUNCED)
    assert ledger.only(gateways).state is NoticeState.SCHEDULED
    assert not is_suppressed(gateways)


def test_a_report_about_nothing_of_ours_is_no_trouble(make: Make, gateways: Gateways) -> None:
    with unit_of_work(gateways, SYSTEM) as context:
        assert not receipts.report(
            context, public_id="nobody", kind=ReceiptKind.BOUNCED, at=context.now, dedupe="x"
        )


def test_sent_again_it_is_another_message_and_a_later_end_closes_the_task(
    make: Make, gateways: Gateways, clock: SetClock, reported: Callable[..., bool]
) -> None:
    first = accepted(make, gateways)
    reported(ReceiptKind.BOUNCED, code="5.2.2 full")
    with make.work(make.actor()) as context:
        notices.try_again(context, first.id)
    (owed,) = claim(gateways)
    assert owed.public_id != first.public_id
    assert mark(gateways, owed)
    assert settle(gateways, owed, AttemptResult.ACCEPTED)
    assert tasks(gateways)[0].done_at == clock.now()


@pytest.mark.parametrize("result", [AttemptResult.PERMANENT, AttemptResult.FAULT])
def test_a_failed_end_asks_the_owner_once_and_taking_it_back_ends_that(
    make: Make, gateways: Gateways, clock: SetClock, result: AttemptResult
) -> None:
    decision = make.decision(now=True)
    for _ in range(3):
        for owed in claim(gateways):
            settle(gateways, owed, result)
        clock.forward(hours=1)
    assert ledger.only(gateways).state in (NoticeState.BOUNCED, NoticeState.DEAD)
    assert [task.done_at for task in tasks(gateways)] == [None]
    with make.work(make.actor()) as context:
        decisions.reopen(context, decision.id)
    assert [task.done_at for task in tasks(gateways)] != [None]


def test_a_later_message_that_is_on_its_way_is_waited_for(
    make: Make, gateways: Gateways, reported: Callable[..., bool]
) -> None:
    accepted(make, gateways)
    decision_id = ledger.only(gateways).decision_id
    with make.work(make.actor()) as context:
        decisions.revise(context, decision_id or 0, FEEDBACK, version=1, tell=True)
    assert reported(ReceiptKind.BOUNCED)
    assert tasks(gateways) == []


def test_whoever_types_an_address_anew_says_that_it_works(make: Make, gateways: Gateways) -> None:
    person = make.candidate()
    with unit_of_work(gateways, SYSTEM) as context:
        suppression.suppress(context, Channel.EMAIL, ADDRESS, why=ReceiptKind.BOUNCED)
    same = CandidateDraft(name="Maya O", emails=(ADDRESS,))
    other = CandidateDraft(name="Maya O", emails=("other@example.com",))
    for draft, silent in ((same, True), (other, True), (same, False)):
        with make.work(make.actor()) as context:
            candidates.change(context, person.id, draft)
        assert is_suppressed(gateways) is silent


def test_reconciliation_finds_what_does_not_fit(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    notice = accepted(make, gateways)

    def found() -> dict[str, int]:
        with gateways.database.session() as session:
            counts = reconciliation.counts(session, clock.now())
        return {name: count for name, count in counts.items() if count}

    def become(**values: object) -> None:
        with make.work() as context:
            context.session.execute(update(Notice).values(**values))

    assert found() == {}
    become(state=NoticeState.BOUNCED)
    assert found() == {"unreached_without_task": 1}
    become(state=NoticeState.RETRY, unknown_count=1)
    assert found() == {}
    clock.forward(hours=2)
    assert found() == {"unknown_without_sequel": 1}
    (owed,) = claim(gateways)
    assert owed.id == notice.id
    assert found() == {}


def test_a_locked_portal_sends_nothing(make: Make, gateways: Gateways, clock: SetClock) -> None:
    from portal.models import Organisation

    make.decision(now=True)
    with make.work() as context:
        context.session.execute(update(Organisation).values(locked_at=clock.now()))
    clock.forward(days=1)
    assert claim(gateways) == []
    with gateways.database.session() as session:
        assert delivery.is_any_due(session, clock.now(), timedelta(seconds=120))
