"""Who alone reads a concern: whom the organisation named, else an administrator."""

import pytest

from portal.policy.concerns import Colleague, Reader, reader
from portal.policy.withdrawal import UNDO, can_be_undone_until
from tests.policy.test_inquiries import NOW

NORA, ADAM, EVE = Colleague(1, "Nora"), Colleague(2, "Adam"), Colleague(3, "Eve")


@pytest.mark.parametrize(
    ("named", "admins", "decider", "found"),
    [
        (NORA, [ADAM], 9, Reader(1, "Nora", False)),
        (NORA, [ADAM], 1, Reader(1, "Nora", True)),
        (None, [ADAM, EVE], 9, Reader(2, "Adam", False)),
        (None, [ADAM, EVE], 2, Reader(3, "Eve", False)),
        (None, [ADAM], 2, Reader(2, "Adam", True)),
        (None, [ADAM], None, Reader(2, "Adam", False)),
        (None, [], 2, None),
    ],
)
def test_somebody_other_than_the_decider_where_there_is_one(
    named: Colleague | None, admins: list[Colleague], decider: int | None, found: Reader | None
) -> None:
    assert reader(named, admins, decider) == found


def test_a_withdrawal_can_be_taken_back_for_three_days() -> None:
    until = NOW + UNDO
    assert UNDO.total_seconds() == 72 * 3600
    assert can_be_undone_until(NOW, NOW) == until
    assert can_be_undone_until(NOW, until) is None
