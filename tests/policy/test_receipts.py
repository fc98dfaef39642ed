"""What a report makes of a notice: only ever upwards, and nothing of what never left."""

import pytest

from portal.policy import receipts
from portal.vocabulary import NoticeState, ReceiptKind

S, K = NoticeState, ReceiptKind
NO_RANK = (S.CANCELLED, S.STOPPED, S.DEAD, S.EXPIRED)


@pytest.mark.parametrize(
    ("state", "kind", "becomes"),
    [
        (S.ACCEPTED, K.DELIVERED, S.DELIVERED),
        (S.ACCEPTED, K.FAILED_SOFT, S.FAILED_SOFT),
        (S.ACCEPTED, K.BOUNCED, S.BOUNCED),
        (S.ACCEPTED, K.COMPLAINED, S.DELIVERED),
        (S.FAILED_SOFT, K.DELIVERED, S.DELIVERED),
        (S.FAILED_SOFT, K.FAILED_SOFT, None),
        (S.DELIVERED, K.FAILED_SOFT, None),
        (S.DELIVERED, K.DELIVERED, None),
        (S.DELIVERED, K.COMPLAINED, None),
        (S.DELIVERED, K.BOUNCED, S.BOUNCED),
        (S.BOUNCED, K.DELIVERED, None),
        (S.SENDING, K.DELIVERED, S.DELIVERED),
        (S.RETRY, K.BOUNCED, S.BOUNCED),
        *((state, kind, None) for state in NO_RANK for kind in K),
    ],
)
def test_a_report_raises_the_rank_or_changes_nothing(
    state: NoticeState, kind: ReceiptKind, becomes: NoticeState | None
) -> None:
    assert receipts.after(state, kind, has_left=True) is becomes


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("kind", K)
def test_of_what_never_left_nobody_can_report(state: NoticeState, kind: ReceiptKind) -> None:
    assert receipts.after(state, kind, has_left=False) is None


@pytest.mark.parametrize(
    ("kind", "code", "silences"),
    [
        (K.BOUNCED, "550 5.1.1 no such user", True),
        (K.BOUNCED, "5.1.10", True),
        (K.BOUNCED, None, True),
        (K.BOUNCED, "hard bounce", True),
        (K.BOUNCED, "5.7.1 blocked", False),
        (K.BOUNCED, "5.1.8 bad sender", False),
        (K.BOUNCED, "5.2.2 full", False),
        (K.BOUNCED, "4.1.1 later", False),
        (K.FAILED_SOFT, "5.1.1", False),
        (K.DELIVERED, None, False),
        (K.COMPLAINED, "5.7.1", True),
    ],
)
def test_only_what_is_about_the_address_silences_it(
    kind: ReceiptKind, code: str | None, silences: bool
) -> None:
    assert receipts.silences(kind, code) is silences
