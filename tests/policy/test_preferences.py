"""From when something optional may be written to somebody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.policy.preferences import DEFAULT, ContactPreferences, reachable_from
from portal.vocabulary import Membership

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=90)


def test_a_member_can_be_written_to_at_once() -> None:
    assert reachable_from(DEFAULT, Membership.MEMBER, NOW) == NOW


def test_a_pause_is_waited_for() -> None:
    paused = replace(DEFAULT, paused_until=LATER)
    assert reachable_from(paused, Membership.PAUSED, NOW) == LATER
    after = LATER + timedelta(days=1)
    assert reachable_from(paused, Membership.MEMBER, after) == after


@pytest.mark.parametrize("nothing", [{"channels": ()}, {"topics": ()}, {"at_most": 0}])
def test_who_wants_nothing_is_left_alone(nothing: dict[str, object]) -> None:
    chosen = ContactPreferences(**nothing)  # type: ignore[arg-type]
    assert reachable_from(chosen, Membership.MEMBER, NOW) is None


@pytest.mark.parametrize(
    "membership",
    [Membership.NONE, Membership.INVITED, Membership.LEFT, Membership.EXPIRED],
)
def test_who_is_not_in_the_pool_is_left_alone(membership: Membership) -> None:
    assert reachable_from(DEFAULT, membership, NOW) is None
