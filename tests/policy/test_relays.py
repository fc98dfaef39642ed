"""When a way out is left in peace, and when a person must look."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.policy import relays
from portal.policy.relays import GOOD, Condition
from portal.vocabulary import RelayState

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def after_failures(number: int, *, by_rule: bool = False, refused: int = 0) -> Condition:
    found = GOOD
    for _ in range(number):
        found = relays.turned_away(found, by_rule=by_rule, refused=refused, code="421", now=NOW)
    return found


def test_it_is_left_in_peace_the_longer_the_more_often() -> None:
    pauses = []
    for failures in range(1, 7):
        until = after_failures(failures).until
        assert until is not None
        pauses.append((until - NOW).total_seconds())
    assert pauses == [5, 10, 20, 40, 60, 60]


def test_trouble_on_the_way_never_asks_for_a_person() -> None:
    assert after_failures(50).state is RelayState.WAITING


@pytest.mark.parametrize(
    ("refused", "state"), [(1, RelayState.WAITING), (2, RelayState.WAITING), (3, RelayState.PAUSED)]
)
def test_three_messages_refused_by_rule_do(refused: int, state: RelayState) -> None:
    found = relays.turned_away(GOOD, by_rule=True, refused=refused, code="550 5.7.26", now=NOW)
    assert (found.state, found.since, found.code) == (state, NOW, "550 5.7.26")


def test_a_paused_one_stays_so_and_is_tried_every_ten_minutes() -> None:
    paused = relays.turned_away(GOOD, by_rule=True, refused=3, code="550", now=NOW)
    again = relays.turned_away(paused, by_rule=False, refused=0, code="421", now=NOW)
    assert again.state is RelayState.PAUSED
    assert paused.until == again.until == NOW + timedelta(minutes=10)
    assert relays.reserved(paused, NOW) == NOW + timedelta(minutes=10)


def test_it_rests_until_its_moment_but_not_longer() -> None:
    found = after_failures(1)
    assert relays.rests(found, NOW)
    assert relays.rests(found, NOW + timedelta(seconds=4.9))
    assert not relays.rests(found, NOW + timedelta(seconds=5))
    assert not relays.rests(GOOD, NOW)


def test_a_clock_that_was_ahead_does_not_keep_the_mail_back() -> None:
    assert not relays.rests(after_failures(1), NOW - timedelta(hours=1))
