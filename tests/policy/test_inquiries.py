"""Which message of ours had been missing when somebody asked: proposed from what they had heard."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.policy.inquiries import Heard, missing
from portal.vocabulary import MissingNotice, StageKind

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WAITS = Heard(live=True, stage=StageKind.APPLIED, promised_by=NOW + timedelta(days=3))
LATE = replace(WAITS, promised_by=NOW - timedelta(days=1))
TOLD = replace(WAITS, decided=True, told=True)


@pytest.mark.parametrize(
    ("heard", "proposed"),
    [
        (None, MissingNotice.NONE),
        (WAITS, MissingNotice.RECEIPT),
        (replace(WAITS, stage=StageKind.SCREENING), MissingNotice.PROMISE),
        (replace(WAITS, stage=StageKind.INTERVIEW), MissingNotice.PROMISE),
        (replace(WAITS, written_to=True), MissingNotice.NONE),
        (replace(WAITS, promised_by=None), MissingNotice.RECEIPT),
        (LATE, MissingNotice.DECISION),
        (replace(LATE, written_to=True), MissingNotice.DECISION),
        (replace(WAITS, decided=True), MissingNotice.DECISION),
        (TOLD, MissingNotice.FEEDBACK),
        (replace(TOLD, has_feedback=True), MissingNotice.NONE),
        (replace(LATE, live=False, promised_by=None), MissingNotice.NONE),
        (replace(TOLD, live=False), MissingNotice.FEEDBACK),
    ],
)
def test_what_would_have_made_the_question_needless(
    heard: Heard | None, proposed: MissingNotice
) -> None:
    assert missing(heard, NOW) is proposed
