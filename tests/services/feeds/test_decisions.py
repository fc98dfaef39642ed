"""Decided elsewhere: kept for triage, changed and taken back with them, never told by itself."""

from datetime import datetime
from itertools import permutations

import pytest
from sqlalchemy import func, select

from portal.models import Application, Decision, Notice
from portal.services import decisions
from portal.vocabulary import (
    DecisionState,
    EndedBy,
    NoticeState,
    Origin,
    Outcome,
    TaskKind,
)
from tests.feeding import (
    REJECTED_AT,
    THEM,
    Feeder,
    application,
    hired,
    rejected,
    reopened,
)
from tests.importer import Importer
from tests.makers import Make

AGAIN_AT = "2026-04-01T15:00:00Z"


def reason(type_: str | None, name: str = "A reason") -> dict[str, object]:
    return {"id": 5, "name": name, "type": {"id": 5, "name": type_} if type_ else None}


def kinds(feed: Feeder) -> list[TaskKind]:
    return [task.kind for task in feed.open_tasks()]


def decide(feed: Feeder, make: Make, **values: object) -> Decision:
    return make.decision(feed.one(Application), **values)  # type: ignore[arg-type]


def test_a_rejection_elsewhere_waits_in_triage_and_sends_nothing(feed: Feeder) -> None:
    details = {"custom_fields": {"why": {"name": "Why", "value": "<p>Too <b>slow</b></p>"}}}
    feed.tell(application(), rejected(rejection_details=details))

    decision = feed.standing()
    assert decision is not None
    assert (decision.state, decision.outcome) == (DecisionState.IMPORTED, Outcome.REJECTED)
    assert decision.told_elsewhere_at is None
    assert decision.decided_at == datetime.fromisoformat(REJECTED_AT)
    assert (decision.imported_reason, decision.internal_note) == (
        "Not enough data work",
        "Why: Too slow",
    )
    assert feed.all(Notice) == []


@pytest.mark.parametrize(
    ("given", "stage", "outcome", "ended_by"),
    [
        (reason("We rejected them"), "Onsite", Outcome.REJECTED, EndedBy.US),
        (reason("they  REJECTED us"), "Onsite", Outcome.WITHDRAWN, EndedBy.THEM),
        (
            reason("They rejected us", "Offer too low"),
            "Offer",
            Outcome.OFFER_DECLINED,
            EndedBy.THEM,
        ),
        (reason("They rejected us", "Moved"), "Offer", Outcome.WITHDRAWN, EndedBy.THEM),
        (reason("None specified"), "Onsite", Outcome.REJECTED, None),
        (reason(None), "Onsite", Outcome.REJECTED, None),
        (None, "Onsite", Outcome.REJECTED, None),
    ],
)
def test_who_ended_it_is_told_by_the_name_of_the_reasons_type(
    feed: Feeder,
    given: dict[str, object] | None,
    stage: str,
    outcome: Outcome,
    ended_by: EndedBy | None,
) -> None:
    feed.tell(rejected(rejection_reason=given, current_stage={"id": 13, "name": stage}))
    decision = feed.standing()
    assert decision is not None
    assert (decision.outcome, decision.ended_by) == (outcome, ended_by)


def test_a_hired_person_needs_no_message(feed: Feeder) -> None:
    feed.tell(application(), hired())
    decision = feed.standing()
    assert decision is not None
    assert (decision.outcome, decision.told_elsewhere_at is None) == (Outcome.HIRED, False)


def test_another_reason_later_is_the_reason_here(feed: Feeder) -> None:
    feed.tell(rejected())
    again = application(
        "application_updated",
        status="rejected",
        rejected_at=REJECTED_AT,
        last_activity_at="2026-02-26T10:00:00Z",
        rejection_reason=THEM,
    )
    feed.tell(again)
    decision = feed.standing()
    assert decision is not None
    assert (decision.outcome, decision.imported_reason) == (Outcome.WITHDRAWN, "Moved away")


def test_what_somebody_here_wrote_to_stays(feed: Feeder, make: Make) -> None:
    feed.tell(rejected())
    kept = feed.standing()
    assert kept is not None
    with make.work(make.actor()) as context:
        decisions.mark_told_elsewhere(context, [kept.id])
    feed.tell(hired())

    decision = feed.standing()
    assert decision is not None
    assert decision.outcome is Outcome.REJECTED
    assert kinds(feed) == [TaskKind.DECIDED_DIFFERENTLY]


def test_what_they_take_back_is_taken_back_and_the_clock_runs(feed: Feeder) -> None:
    feed.tell(application(), rejected(), reopened())

    assert feed.standing() is None
    assert feed.one(Application).waits_since == feed.gateways.clock.now()
    assert kinds(feed) == []


def test_taken_back_before_it_was_decided_is_open(feed: Feeder) -> None:
    feed.tell(reopened(), rejected())
    assert feed.standing() is None


def test_what_the_team_took_back_does_not_come_again(feed: Feeder, make: Make) -> None:
    feed.tell(rejected())
    kept = feed.standing()
    assert kept is not None
    with make.work(make.actor()) as context:
        decisions.reopen(context, kept.id)
    same = {"rejected_at": REJECTED_AT, "rejection_reason": THEM, "status": "rejected"}
    later = "2026-02-27T10:00:00Z"
    feed.tell(application("application_updated", last_activity_at=later, **same))
    assert feed.standing() is None

    feed.gateways.clock.forward(days=60)  # type: ignore[attr-defined]
    feed.tell(rejected(rejected_at=AGAIN_AT, last_activity_at=AGAIN_AT))
    assert feed.standing() is not None


def test_a_rejection_after_they_took_one_back_counts(feed: Feeder) -> None:
    later = "2026-02-26T15:00:00Z"
    feed.tell(rejected(), reopened(), rejected(rejected_at=later, last_activity_at=later))
    decision = feed.standing()
    assert decision is not None
    assert decision.decided_at == datetime.fromisoformat(later)


def test_what_is_decided_here_is_not_undone_by_an_open_application_there(
    feed: Feeder, make: Make
) -> None:
    feed.tell(application())
    decide(feed, make)
    feed.tell(application("application_updated", last_activity_at="2026-02-26T10:00:00Z"))

    decision = feed.standing()
    assert decision is not None
    assert decision.state is DecisionState.RELEASED
    assert kinds(feed) == []


def test_the_same_decision_there_as_here_changes_nothing(feed: Feeder, make: Make) -> None:
    feed.tell(application())
    released = decide(feed, make)
    feed.tell(rejected())

    decision = feed.standing()
    assert decision is not None
    assert (decision.id, decision.imported_reason, kinds(feed)) == (released.id, "", [])


def test_ours_that_has_not_left_is_cancelled_when_they_reopen(feed: Feeder, make: Make) -> None:
    feed.tell(application(), rejected())
    kept = feed.standing()
    assert kept is not None
    with make.work(make.actor()) as context:
        context.session.get_one(Decision, kept.id).state = DecisionState.REVERSED
    decide(feed, make)
    feed.tell(reopened())

    assert feed.standing() is None
    assert feed.one(Notice).state is NoticeState.CANCELLED
    assert kinds(feed) == [TaskKind.REOPENED_ELSEWHERE]
    later = "2026-03-01T15:00:00Z"
    feed.tell(rejected(rejected_at=later, last_activity_at=later))
    assert kinds(feed) == []


def test_ours_that_was_told_stays_and_somebody_sees_to_it(feed: Feeder, make: Make) -> None:
    feed.tell(application())
    told = decide(feed, make, now=True)
    make.accept_notices()
    feed.tell(rejected(), reopened())

    decision = feed.standing()
    assert decision is not None
    assert (decision.id, decision.state) == (told.id, DecisionState.RELEASED)
    assert kinds(feed) == [TaskKind.REOPENED_ELSEWHERE]


@pytest.mark.parametrize("other", [hired(), rejected(rejection_reason=THEM)])
def test_decided_otherwise_elsewhere_is_for_a_person(
    feed: Feeder, make: Make, other: dict[str, object]
) -> None:
    feed.tell(application())
    released = decide(feed, make)
    feed.tell(other)

    decision = feed.standing()
    assert decision is not None
    assert (decision.id, decision.outcome) == (released.id, Outcome.REJECTED)
    assert kinds(feed) == [TaskKind.DECIDED_DIFFERENTLY]
    later = "2026-03-01T15:00:00Z"
    feed.tell(rejected(rejected_at=later, last_activity_at=later))
    assert kinds(feed) == []


def test_whoever_is_writing_is_left_alone(feed: Feeder, make: Make) -> None:
    feed.tell(application())
    with make.work() as context:
        draft = Decision(
            application_id=feed.one(Application).id,
            state=DecisionState.DRAFT,
            outcome=Outcome.REJECTED,
            decided_at=context.now,
        )
        context.session.add(draft)
    feed.tell(hired())
    decision = feed.standing()
    assert decision is not None
    assert (decision.state, decision.outcome) == (DecisionState.DRAFT, Outcome.REJECTED)


def test_a_file_and_a_feed_speak_of_the_same_application(feed: Feeder, make: Make) -> None:
    importer = Importer(make)
    text = (
        "Name,Email,Vacancy,Stage,Status,Applied on,Rejected on,Candidate ID,Application ID\n"
        "Maya Oliveira,maya7@example.com,Product Designer,Interview,Rejected,2026-02-20,"
        "2026-02-25,7,71\n"
    )
    importer.bring(text, source="greenhouse", origin=Origin.LIVE)
    feed.tell(application())
    assert feed.standing() is not None, "the file is newer than this event"

    feed.tell(rejected(), reopened())
    assert feed.standing() is None
    with feed.gateways.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_was_told_here_meets_their_words_in_any_order(
    feed: Feeder, make: Make, order: tuple[int, ...]
) -> None:
    feed.tell(application())
    told = decide(feed, make, now=True)
    make.accept_notices()
    later = application("application_updated", last_activity_at="2026-02-26T10:00:00Z")
    words = [rejected(), reopened(), later]
    feed.tell(*(words[place] for place in order))

    decision = feed.standing()
    assert decision is not None
    assert (decision.id, kinds(feed)) == (told.id, [TaskKind.REOPENED_ELSEWHERE])
    feed.tell(hired(at="2026-02-27T09:00:00Z"))
    assert kinds(feed) == [TaskKind.DECIDED_DIFFERENTLY]
