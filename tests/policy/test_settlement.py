"""What becomes of a notice by how an attempt ended."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.policy.settlement import After, Result, Tried, after
from portal.vocabulary import AttemptResult, NoContact, NoticeState

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEPS = (timedelta(minutes=1), timedelta(days=1))


def settled(result: AttemptResult, *, tries: int = 0, faults: int = 0, **why: object) -> After:
    tried = Tried(id=1, not_before=NOW, tries=tries, faults=faults)
    ended = Result(result=result, **why)  # type: ignore[arg-type]
    return after(tried, ended, steps=STEPS, now=NOW)


@pytest.mark.parametrize(
    ("result", "state", "tries", "faults"),
    [
        (AttemptResult.ACCEPTED, NoticeState.ACCEPTED, 1, 0),
        (AttemptResult.PERMANENT, NoticeState.BOUNCED, 1, 0),
        (AttemptResult.TEMPORARY, NoticeState.RETRY, 1, 0),
        (AttemptResult.POLICY, NoticeState.RETRY, 1, 0),
        (AttemptResult.UNKNOWN, NoticeState.RETRY, 1, 0),
        (AttemptResult.FAULT, NoticeState.RETRY, 0, 1),
        (AttemptResult.UNREACHABLE, NoticeState.SCHEDULED, 0, 0),
        (AttemptResult.STOPPED, NoticeState.STOPPED, 0, 0),
    ],
)
def test_each_end_leads_to_one_state(
    result: AttemptResult, state: NoticeState, tries: int, faults: int
) -> None:
    found = settled(result)
    assert (found.state, found.tries, found.faults) == (state, tries, faults)


@pytest.mark.parametrize(
    "result", [AttemptResult.TEMPORARY, AttemptResult.POLICY, AttemptResult.UNKNOWN]
)
def test_after_five_days_it_is_given_up(result: AttemptResult) -> None:
    assert settled(result, tries=4).state is NoticeState.RETRY
    assert settled(result, tries=5).state is NoticeState.EXPIRED


def test_an_answer_that_was_lost_leaves_the_mark_for_the_next_claim_to_count() -> None:
    found = settled(AttemptResult.UNKNOWN)
    assert (found.mark_stays, found.unknown) == (True, False)
    found = settled(AttemptResult.UNKNOWN, tries=5)
    assert (found.mark_stays, found.unknown) == (False, True)


def test_the_third_fault_of_our_own_makes_it_dead() -> None:
    states = [settled(AttemptResult.FAULT, faults=before).state for before in range(3)]
    assert states == [NoticeState.RETRY, NoticeState.RETRY, NoticeState.DEAD]


def test_a_relay_out_of_reach_burns_no_try() -> None:
    found = settled(AttemptResult.UNREACHABLE, tries=3)
    assert (found.state, found.tries) == (NoticeState.RETRY, 3)
    assert found.not_before == NOW + timedelta(seconds=5)


def test_what_was_recalled_is_cancelled_and_what_is_stale_expires() -> None:
    stopped = AttemptResult.STOPPED
    assert settled(stopped, why=NoContact.RECALLED).state is NoticeState.CANCELLED
    assert settled(stopped, why=NoContact.STALE).state is NoticeState.EXPIRED
    assert settled(stopped, why=NoContact.REOPENED).state is NoticeState.STOPPED


def test_what_is_put_off_waits_until_then() -> None:
    then = NOW + timedelta(days=2)
    found = settled(AttemptResult.DEFERRED, when=then, why=NoContact.HELD_BACK)
    assert (found.state, found.not_before) == (NoticeState.SCHEDULED, then)
