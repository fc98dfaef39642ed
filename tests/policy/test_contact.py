"""The check at the moment of sending."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.policy.contact import NotBefore, Reach, Send, Stopped, Verdict, may_send
from portal.vocabulary import DecisionState, NoContact, Origin, Purpose

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DECISION = Reach(
    purpose=Purpose.DECISION,
    owed_since=NOW - timedelta(hours=1),
    not_before=NOW,
    address="ada@example.com",
    link_ends=NOW + timedelta(days=30),
    decision=DecisionState.RELEASED,
    origin=Origin.LIVE,
)
LINK = replace(DECISION, purpose=Purpose.NEW_LINK, decision=None, origin=None)
A_WEEK_LATER = NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("reach", "verdict"),
    [
        (DECISION, Send()),
        (LINK, Send()),
        (replace(DECISION, owed_since=NOW - timedelta(days=9)), Send()),
        (replace(DECISION, decision=DecisionState.REVERSED), Stopped(NoContact.REOPENED)),
        (replace(DECISION, decision=None), Stopped(NoContact.REOPENED)),
        (replace(DECISION, origin=Origin.HISTORY), Stopped(NoContact.HISTORY)),
        (replace(DECISION, address=None), Stopped(NoContact.NO_ADDRESS)),
        (replace(DECISION, address=""), Stopped(NoContact.NO_ADDRESS)),
        (replace(DECISION, link_ends=None), Stopped(NoContact.LINK_ENDED)),
        (replace(DECISION, link_ends=NOW), Stopped(NoContact.LINK_ENDED)),
        (replace(DECISION, recalled=True), Stopped(NoContact.RECALLED)),
        (
            replace(DECISION, not_before=A_WEEK_LATER),
            NotBefore(A_WEEK_LATER, NoContact.HELD_BACK),
        ),
        (
            replace(DECISION, stopped=NoContact.DELETED_ELSEWHERE),
            Stopped(NoContact.DELETED_ELSEWHERE),
        ),
        (replace(DECISION, may_email=False), Stopped(NoContact.NO_EMAIL_WANTED)),
        # What somebody asks for this minute goes to them whatever their system says of them.
        (replace(LINK, stopped=NoContact.DELETED_ELSEWHERE), Send()),
        (replace(LINK, may_email=False), Send()),
        (replace(LINK, owed_since=NOW - timedelta(days=2)), Stopped(NoContact.STALE)),
    ],
)
def test_there_is_one_verdict_with_its_reason(reach: Reach, verdict: Verdict) -> None:
    assert may_send(reach, NOW) == verdict


def test_a_correction_is_checked_like_the_decision_itself() -> None:
    reopened = replace(DECISION, purpose=Purpose.CORRECTION, decision=DecisionState.REVERSED)
    assert may_send(reopened, NOW) == Stopped(NoContact.REOPENED)
