"""Nobody has what somebody else has, and nothing stays with somebody who is gone."""

from datetime import timedelta

from sqlalchemy import text, update

from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.models import Notice
from portal.queries.dispatch import Dispatch, Pins
from portal.services import delivery
from portal.services.attempts import Ending
from portal.unit_of_work import unit_of_work
from portal.vocabulary import AttemptResult, NoticeState
from tests.fakes import SetClock
from tests.faults import many
from tests.jobs import ledger
from tests.makers import Make


def claim(gateways: Gateways, owner: str = "one") -> list[Dispatch]:
    with unit_of_work(gateways, SYSTEM) as context:
        return delivery.claim(context, owner)


def mark(gateways: Gateways, owed: Dispatch) -> bool:
    assert owed.words is not None
    pins = Pins(gateways.clock.now(), "maya@example.com", "rejected", 1, owed.words)
    with unit_of_work(gateways, SYSTEM) as context:
        return delivery.mark_wire(context, owed, pins)


def settle(gateways: Gateways, owed: Dispatch, result: AttemptResult) -> bool:
    with unit_of_work(gateways, SYSTEM) as context:
        return delivery.settle(context, Ending(owed=owed, result=result))


def test_batches_do_not_overlap_and_have_an_end(make: Make, gateways: Gateways) -> None:
    many.decide(make, 45)
    batches = [claim(gateways, owner) for owner in ("one", "two", "three", "four")]
    assert [len(batch) for batch in batches] == [20, 20, 5, 0]
    ids = [owed.id for batch in batches for owed in batch]
    assert ids == sorted(set(ids))


def test_rows_that_another_claim_looks_at_are_passed_over(make: Make, gateways: Gateways) -> None:
    many.decide(make, 30)
    if gateways.database.engine.dialect.name == "sqlite":
        return  # There one writer waits for the other: nothing to pass over.
    with unit_of_work(gateways, SYSTEM) as context:
        first = delivery.claim(context, "one")
        with unit_of_work(gateways, SYSTEM) as other:
            # Else a claim that waits would wait for ever.
            other.session.execute(text("SET LOCAL lock_timeout = '2s'"))
            second = delivery.claim(other, "two")
    assert (len(first), len(second)) == (20, 10)
    assert not {owed.id for owed in first} & {owed.id for owed in second}


def test_the_longest_due_goes_first(make: Make, gateways: Gateways, clock: SetClock) -> None:
    many.decide(make, 21)
    last = ledger.notices(gateways)[-1].id
    earlier = clock.now() - timedelta(hours=1)
    with make.work() as context:
        context.session.execute(update(Notice).where(Notice.id == last).values(not_before=earlier))
    assert claim(gateways)[0].id == last


def test_what_is_not_due_is_left_alone(make: Make, gateways: Gateways, clock: SetClock) -> None:
    make.decision()
    assert claim(gateways) == []
    clock.forward(minutes=9, seconds=59)
    assert claim(gateways) == []
    clock.forward(seconds=1)
    assert len(claim(gateways)) == 1


def test_a_lease_that_ran_out_is_taken_over_with_a_new_epoch(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision(now=True)
    (first,) = claim(gateways, "one")
    clock.forward(seconds=119)
    assert claim(gateways, "two") == []
    clock.forward(seconds=1)
    (second,) = claim(gateways, "two")
    assert (first.epoch, second.epoch) == (1, 2)
    assert ledger.attempts(gateways) == [AttemptResult.ABANDONED]
    assert second.unknown_count == 0


def test_a_wire_mark_left_behind_is_counted_once(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision(now=True)
    (first,) = claim(gateways, "one")
    assert mark(gateways, first)
    for _ in range(2):
        clock.forward(minutes=3)
        (last,) = claim(gateways, "next")
    assert last.unknown_count == ledger.only(gateways).unknown_count == 1
    assert ledger.attempts(gateways) == [AttemptResult.UNKNOWN, AttemptResult.ABANDONED]
    assert last.pins is not None


def test_a_zombie_changes_nothing(make: Make, gateways: Gateways, clock: SetClock) -> None:
    make.decision(now=True)
    (zombie,) = claim(gateways, "one")
    clock.forward(minutes=3)
    (heir,) = claim(gateways, "two")
    assert not mark(gateways, zombie)
    assert not settle(gateways, zombie, AttemptResult.ACCEPTED)
    with unit_of_work(gateways, SYSTEM) as context:
        delivery.release(context, [zombie], "one")
    assert ledger.only(gateways).state is NoticeState.SENDING
    assert mark(gateways, heir)
    assert settle(gateways, heir, AttemptResult.ACCEPTED)
    assert ledger.attempts(gateways) == [AttemptResult.ABANDONED, AttemptResult.ACCEPTED]
    assert not settle(gateways, heir, AttemptResult.ACCEPTED)


def test_a_lease_from_a_clock_that_was_ahead_counts_as_over(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision(now=True)
    claim(gateways, "one")
    clock.forward(hours=-2)
    assert len(claim(gateways, "two")) == 1
    lease = gateways.settings.lease
    assert ledger.only(gateways).lease_until == clock.now() + lease
    assert lease == timedelta(seconds=120)


def test_what_is_given_back_is_due_again_and_burned_nothing(make: Make, gateways: Gateways) -> None:
    make.decision(now=True)
    batch = claim(gateways, "one")
    with unit_of_work(gateways, SYSTEM) as context:
        delivery.release(context, batch, "one")
    notice = ledger.only(gateways)
    assert (notice.state, notice.tries, notice.lease_owner) == (NoticeState.SCHEDULED, 0, None)
    assert ledger.attempts(gateways) == []
    assert len(claim(gateways, "two")) == 1
