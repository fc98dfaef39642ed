"""The check at the moment of sending."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.policy.contact import NotBefore, Reach, Send, Stopped, Texting, Verdict, may_send
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


BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
TEXT = replace(DECISION, address="+4915112345678", texting=Texting(allowed=True, zone=BERLIN))
NIGHT = NOW + timedelta(hours=12)
MORNING = datetime(2026, 3, 3, 9, tzinfo=BERLIN)
CONFIRMATION = replace(
    TEXT,
    purpose=Purpose.TEXTS_ENDED,
    decision=None,
    origin=None,
    texting=Texting(allowed=False, zone=BERLIN),
)


@pytest.mark.parametrize(
    ("reach", "now", "verdict"),
    [
        (TEXT, NOW, Send()),
        (TEXT, NIGHT, NotBefore(MORNING, NoContact.QUIET_HOURS)),
        (replace(TEXT, address=None), NOW, Stopped(NoContact.NO_PHONE)),
        (
            replace(TEXT, texting=Texting(allowed=False, zone=BERLIN)),
            NOW,
            Stopped(NoContact.NO_CONSENT),
        ),
        # Nine in Berlin is five in the afternoon in Tokyo; four hours later it is nine at night.
        (replace(TEXT, texting=Texting(allowed=True, zone=TOKYO)), NOW, Send()),
        (
            replace(TEXT, texting=Texting(allowed=True, zone=TOKYO)),
            NOW + timedelta(hours=4),
            NotBefore(datetime(2026, 3, 3, 9, tzinfo=TOKYO), NoContact.QUIET_HOURS),
        ),
        (replace(TEXT, decision=DecisionState.REVERSED), NIGHT, Stopped(NoContact.REOPENED)),
        (replace(TEXT, recalled=True), NIGHT, Stopped(NoContact.RECALLED)),
        # Whoever wants no mail may want texts.
        (replace(TEXT, may_email=False), NOW, Send()),
        # The one that says that no more will come.
        (CONFIRMATION, NIGHT, Send()),
    ],
)
def test_a_text_needs_a_consent_a_number_and_the_day(
    reach: Reach, now: datetime, verdict: Verdict
) -> None:
    assert may_send(reach, now) == verdict
