"""Who goes when many are decided at once, and what holds somebody back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal.policy.batch_words import StageWords, for_one, for_stage, kept, refuse_same
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.preflight import TO_CALL, WHY, Hold, Person, Telling, holds
from portal.policy.refusal import Refusal
from portal.policy.wording import Severity
from portal.vocabulary import DecisionState, NoContact, Origin, Outcome, PointKind, StageKind

POINT = PointDraft("Teamwork", PointKind.GAP, "You worked alone.", "Work with somebody.")
WORDS = FeedbackDraft(message="We have decided not to go on.")
PERSON = Person(stage_kind=StageKind.APPLIED)
TELLING = Telling(
    outcome=Outcome.REJECTED,
    feedback=WORDS,
    due=datetime(2026, 3, 3, 10, tzinfo=UTC),
    zone=ZoneInfo("Europe/Lisbon"),
)
INTERVIEWED = {"stage_kind": StageKind.INTERVIEW}


@pytest.mark.parametrize(
    ("person", "telling", "expected"),
    [
        ({}, {}, []),
        ({"origin": Origin.HISTORY}, {}, [Hold.HISTORY]),
        ({"decision": DecisionState.RELEASED}, {}, [Hold.DECIDED]),
        ({"decision": DecisionState.IMPORTED, "told": True}, {}, [Hold.TOLD]),
        ({"decision": DecisionState.IMPORTED}, {}, [Hold.DECIDED_ELSEWHERE]),
        ({"decision": DecisionState.DRAFT, "being_written": True}, {}, [Hold.WRITING]),
        ({"decision": DecisionState.DRAFT}, {}, []),
        ({}, {"feedback": FeedbackDraft()}, [Hold.NO_WORDS]),
        ({}, {"feedback": FeedbackDraft(), "outcome": Outcome.WITHDRAWN}, []),
        (INTERVIEWED, {}, [Hold.NO_FEEDBACK]),
        (INTERVIEWED, {"feedback": FeedbackDraft(points=(POINT,))}, [Hold.NO_FEEDBACK]),
        (INTERVIEWED, {"feedback": FeedbackDraft(points=(POINT,)), "alone": True}, []),
        (INTERVIEWED, {"alone": True}, [Hold.NO_FEEDBACK]),
        (INTERVIEWED, {"outcome": Outcome.WITHDRAWN}, []),
        ({}, {"unfilled": True}, [Hold.UNFILLED]),
        ({}, {"worst": Severity.BLOCK}, [Hold.BLOCKED_WORDING]),
        ({}, {"worst": Severity.WARN}, [Hold.WORDING]),
        ({}, {"worst": Severity.HINT}, []),
        ({"promising": True, "has_number": True}, {}, [Hold.CALL_FIRST]),
        ({"promising": True}, {}, []),
        ({"stopped": NoContact.DELETED_ELSEWHERE}, {}, [Hold.STOPPED]),
        ({"has_address": False}, {}, [Hold.NO_ADDRESS]),
        ({"may_email": False}, {}, [Hold.NO_ADDRESS]),
        ({"has_address": False, "by_text": True}, {}, []),
        ({"silenced": True, "bounced": True}, {}, [Hold.SILENCED]),
        ({"bounced": True}, {}, [Hold.BOUNCED]),
        ({"bounced": True, "by_text": True}, {}, []),
        ({"others_open": 1}, {}, [Hold.OTHER_OPEN]),
        ({"has_address": False, "others_open": 1}, {"outcome": Outcome.HIRED}, []),
        ({"may_email": False, "others_open": 2}, {}, [Hold.NO_ADDRESS, Hold.OTHER_OPEN]),
    ],
)
def test_what_holds_somebody_back(
    person: dict[str, Any], telling: dict[str, Any], expected: list[Hold]
) -> None:
    assert list(holds(replace(PERSON, **person), replace(TELLING, **telling), ())) == expected


@pytest.mark.parametrize(
    ("due", "zone", "expected"),
    [
        ("2026-03-03T10:00", "Europe/Lisbon", []),
        ("2026-03-03T06:59", "Europe/Lisbon", [Hold.NIGHT]),
        ("2026-03-03T07:00", "Europe/Lisbon", []),
        ("2026-03-03T20:00", "Europe/Lisbon", [Hold.NIGHT]),
        ("2026-03-03T10:00", "Pacific/Auckland", [Hold.NIGHT]),
        ("2026-03-07T12:00", "Europe/Lisbon", [Hold.WEEKEND]),
        ("2026-03-06T23:30", "Pacific/Auckland", [Hold.WEEKEND]),
        ("2026-03-08T23:30", "Pacific/Auckland", []),
        # The night in which the clocks go forward: seven is an hour earlier in UTC from here on.
        ("2026-03-30T06:30", "Europe/Lisbon", []),
        ("2026-03-27T06:30", "Europe/Lisbon", [Hold.NIGHT]),
        ("2026-03-07T02:00", "Asia/Kathmandu", [Hold.WEEKEND]),
    ],
)
def test_night_and_weekend_are_those_of_the_reader(
    due: str, zone: str, expected: list[Hold]
) -> None:
    at = datetime.fromisoformat(due).replace(tzinfo=UTC)
    telling = replace(TELLING, due=at, zone=ZoneInfo(zone), chosen_moment=True)
    assert list(holds(PERSON, telling, ())) == expected
    # The rule knows nights and weekends itself.
    assert holds(PERSON, replace(telling, chosen_moment=False), ()) == ()


@pytest.mark.parametrize("hold", Hold)
def test_only_what_may_pass_can_be_let_through(hold: Hold) -> None:
    graver = replace(
        PERSON,
        decision=DecisionState.RELEASED,
        may_email=False,
        others_open=1,
        promising=True,
        has_number=True,
    )
    telling = replace(TELLING, unfilled=True, worst=Severity.BLOCK)
    found = holds(graver, telling, {hold.value})
    # What is allowed is gone, and what has to be mended or left stays.
    assert (hold in found) is (hold in (Hold.DECIDED, Hold.UNFILLED, Hold.BLOCKED_WORDING))
    assert WHY[hold].endswith(".")
    assert not (hold.final and hold.may_pass)


def test_whoever_is_called_first_is_held_back_no_more() -> None:
    promising = replace(PERSON, promising=True, has_number=True)
    assert holds(promising, TELLING, {TO_CALL}) == ()


def test_words_go_to_their_stage_and_come_back_as_they_were_kept() -> None:
    words = (
        StageWords(stage_id=1, feedback=WORDS),
        StageWords(stage_id=2, feedback=FeedbackDraft((POINT,), "Advice.", "More.")),
    )
    again = kept([each.to_keep() for each in words])
    assert again == words
    assert for_stage(again, 2).message == "More."
    assert for_stage(again, 3) == FeedbackDraft()
    assert for_stage([StageWords(stage_id=None, feedback=WORDS)], 3) == WORDS


def test_what_is_written_for_one_stands_before_what_all_read() -> None:
    shared = FeedbackDraft((POINT, replace(POINT, criterion="Craft")), "", "For all.")
    own = replace(POINT, seen="You asked nobody.")
    read = for_one(shared, "For you.", (own,))
    assert read.message == "For you.\n\nFor all."
    assert [(p.criterion, p.seen) for p in read.points] == [
        ("Teamwork", "You asked nobody."),
        ("Craft", "You worked alone."),
    ]


def test_two_stages_with_the_same_words_are_refused_however_they_are_spaced() -> None:
    other = FeedbackDraft(message="  we have DECIDED not\nto go on. ")
    words = [StageWords(stage_id=1, feedback=WORDS), StageWords(stage_id=2, feedback=other)]
    with pytest.raises(Refusal, match="Received and Screening would read the same"):
        refuse_same(words, {1: "Received", 2: "Screening"})
    refuse_same([words[0], StageWords(stage_id=2, feedback=FeedbackDraft())], {})
    refuse_same([StageWords(stage_id=None, feedback=WORDS)], {})
