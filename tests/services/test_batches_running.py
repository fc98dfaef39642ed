"""A letter to many as a row: released step by step, and taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from portal.gateways import Gateways
from portal.jobs import batches as jobs
from portal.models import (
    Application,
    AuditEvent,
    Batch,
    BatchLine,
    Candidate,
    Decision,
    Feedback,
    Notice,
)
from portal.policy.feedback import FeedbackDraft
from portal.policy.refusal import Conflict, Refusal
from portal.services import batches, batches_by_hand, batches_running, decisions, notices
from portal.services.batches_by_hand import BatchDraft, TakenBack
from portal.services.batches_running import LostBatch
from portal.vocabulary import (
    Act,
    BatchResult,
    BatchState,
    DecisionState,
    EndedBy,
    NoContact,
    NoticeState,
    Outcome,
    Queue,
)
from tests.fakes import CountingBell, SetClock
from tests.makers import Make

WORDS = FeedbackDraft(message="We have chosen another person.")


def in_triage(make: Make, count: int = 3) -> list[int]:
    """Applications of people who were decided elsewhere, in November."""
    vacancy, ids = make.vacancy(), []
    for number in range(count):
        made = make.application(make.candidate(f"Nr{number} Applicant"), vacancy)
        ids.append(made.id)
        with make.work(make.actor()) as context:
            application = context.session.get_one(Application, made.id)
            when = make.gateways.clock.now().replace(year=2025, month=11)
            decisions.record_imported(
                context, application, outcome=Outcome.REJECTED, decided_at=when, told=False
            )
    return ids


def prepare(make: Make, ids: list[int], **values: object) -> int:
    draft = BatchDraft(
        outcome=Outcome.REJECTED,
        feedback=WORDS,
        invites_to_pool=False,
        lines={application_id: f"Line {application_id}." for application_id in ids},
    )
    with make.work(make.actor()) as context:
        return batches_by_hand.prepare(context, replace(draft, **values)).id  # type: ignore[arg-type]


def take_back(make: Make, batch_id: int) -> TakenBack:
    with make.work(make.actor()) as context:
        return batches_by_hand.take_back(context, batch_id)


def work(gateways: Gateways) -> None:
    while jobs.run_due(gateways):
        pass


def results(gateways: Gateways) -> list[tuple[BatchResult | None, str | None]]:
    with gateways.database.session() as session:
        query = select(BatchLine.result, BatchLine.why).order_by(BatchLine.id)
        return [(row.result, row.why) for row in session.execute(query)]


def state(gateways: Gateways) -> BatchState:
    with gateways.database.session() as session:
        return session.scalars(select(Batch.state)).one()


def standing(gateways: Gateways) -> list[tuple[object, ...]]:
    """The decisions that stand, as triage and the ledger see them."""
    query = (
        select(
            Decision.application_id,
            Decision.state,
            Decision.outcome,
            Decision.ended_by,
            Decision.imported_reason,
            Decision.decided_at,
            Decision.told_elsewhere_at,
            Decision.decided_by_id,
        )
        .where(Decision.state != DecisionState.REVERSED)
        .order_by(Decision.application_id)
    )
    with gateways.database.session() as session:
        return [tuple(row) for row in session.execute(query)]


def test_it_is_released_by_a_worker_in_the_name_of_who_wrote_it(
    make: Make, gateways: Gateways
) -> None:
    ids = in_triage(make)
    bell = gateways.bell
    assert isinstance(bell, CountingBell)
    prepare(make, ids)
    assert bell.rung == [Queue.WORK]
    assert {row[1] for row in standing(gateways)} == {DecisionState.IMPORTED}

    work(gateways)

    assert state(gateways) is BatchState.DONE
    assert results(gateways) == [(BatchResult.DECIDED, None)] * 3
    rosa = make.user().id
    assert {(row[1], row[-1]) for row in standing(gateways)} == {(DecisionState.RELEASED, rosa)}
    with gateways.database.session() as session:
        assert set(session.scalars(select(Notice.state))) == {NoticeState.SCHEDULED}
        assert set(session.scalars(select(Feedback.message))) == {
            batches.with_line(f"Line {i}.", WORDS.message) for i in ids
        }
        acts = select(AuditEvent.act).where(AuditEvent.act == Act.DECISION_RELEASED)
        assert len(session.scalars(acts).all()) == 3


def test_500_at_a_time(make: Make, gateways: Gateways, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches_running, "STEP", 2)
    prepare(make, in_triage(make, 5))
    with make.work() as context:
        claim = jobs.claim_one(context)
    assert claim is not None

    seen = []
    for _ in range(3):
        with make.work(claim.actor) as context:
            more = batches_running.release_some(context, claim.batch_id, claim.epoch)
        seen.append((sum(result is not None for result, _ in results(gateways)), more))

    assert seen == [(2, True), (4, True), (5, False)]


def test_whoever_has_lost_the_batch_changes_nothing(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    prepare(make, in_triage(make))
    with make.work() as context:
        late = jobs.claim_one(context)
    clock.forward(minutes=5)
    with make.work() as context:
        assert jobs.claim_one(context) is not None
    assert late is not None

    with pytest.raises(LostBatch), make.work(late.actor) as context:
        batches_running.release_some(context, late.batch_id, late.epoch)

    assert results(gateways) == [(None, None)] * 3


@contextmanager
def _changed(make: Make, application_id: int) -> Iterator[Decision]:
    with make.work(make.actor()) as context:
        decision = decisions.standing(context, application_id)
        assert decision is not None
        yield decision


def test_what_another_system_said_meanwhile_comes_first(make: Make, gateways: Gateways) -> None:
    told, withdrew, unclear, reopened, fine = ids = in_triage(make, 5)
    prepare(make, ids)
    with _changed(make, told) as decision:
        decision.told_elsewhere_at = decision.decided_at
    with _changed(make, withdrew) as decision:
        decision.outcome, decision.ended_by = Outcome.WITHDRAWN, EndedBy.THEM
    with _changed(make, unclear) as decision:
        decision.ended_by = None
    with _changed(make, reopened) as decision:
        decision.state = DecisionState.REVERSED

    work(gateways)

    assert results(gateways) == [
        (BatchResult.LEFT, "They have been told already."),
        (BatchResult.LEFT, "This letter is for people who were not chosen."),
        (BatchResult.LEFT, "It is unclear who ended it: say so in triage first."),
        (BatchResult.LEFT, "The decision from elsewhere does not stand any longer."),
        (BatchResult.DECIDED, None),
    ]
    with gateways.database.session() as session:
        [notice] = session.scalars(select(Notice))
        assert session.get_one(Decision, notice.decision_id).application_id == fine


def test_who_must_not_be_written_to_any_more_is_left_alone(make: Make, gateways: Gateways) -> None:
    stopped, _ = ids = in_triage(make, 2)
    prepare(make, ids)
    with make.work() as context:
        candidate_id = context.session.get_one(Application, stopped).candidate_id
        change = update(Candidate).where(Candidate.id == candidate_id)
        context.session.execute(change.values(stopped=NoContact.DELETED_ELSEWHERE))

    work(gateways)

    assert [result for result, _ in results(gateways)] == [BatchResult.LEFT, BatchResult.DECIDED]


def test_the_same_people_twice_are_decided_once(make: Make, gateways: Gateways) -> None:
    ids = in_triage(make)
    prepare(make, ids)
    prepare(make, ids)

    work(gateways)

    assert (
        results(gateways)[3:]
        == [
            (BatchResult.LEFT, "This application is decided already."),
        ]
        * 3
    )
    with gateways.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 3


def test_taken_back_it_is_as_before(make: Make, gateways: Gateways, clock: SetClock) -> None:
    ids = in_triage(make)
    with _changed(make, ids[0]) as decision:
        decision.imported_reason = "Position closed"
    before = standing(gateways)
    batch_id = prepare(make, ids)
    work(gateways)
    clock.forward(minutes=1)

    assert take_back(make, batch_id) == TakenBack(people=3, gone=0)

    assert standing(gateways) == before
    assert {result for result, _ in results(gateways)} == {BatchResult.TAKEN_BACK}
    with gateways.database.session() as session:
        assert set(session.scalars(select(Notice.state))) == {NoticeState.CANCELLED}
        acts = dict(
            session.execute(select(AuditEvent.act, func.count()).group_by(AuditEvent.act)).all()
        )
        assert acts[Act.DECISION_REVERSED] == acts[Act.NOTICE_CANCELLED] == 3


def test_after_being_taken_back_they_can_be_written_to_again(
    make: Make, gateways: Gateways
) -> None:
    ids = in_triage(make)
    batch_id = prepare(make, ids)
    work(gateways)
    take_back(make, batch_id)

    prepare(make, ids)
    work(gateways)

    with gateways.database.session() as session:
        states = list(session.scalars(select(Notice.state).order_by(Notice.id)))
        assert states == [NoticeState.CANCELLED] * 3 + [NoticeState.SCHEDULED] * 3


def test_what_has_gone_out_stays(make: Make, gateways: Gateways, clock: SetClock) -> None:
    ids = in_triage(make)
    batch_id = prepare(make, ids)
    work(gateways)
    with make.work(make.actor()) as context:
        first = context.session.scalars(select(Notice.id).order_by(Notice.id)).first() or 0
        notices.send_now(context, first)
    make.accept_notices()

    assert take_back(make, batch_id) == TakenBack(people=2, gone=1)

    assert [row[1] for row in standing(gateways)] == [
        DecisionState.RELEASED,
        DecisionState.IMPORTED,
        DecisionState.IMPORTED,
    ]
    with pytest.raises(Conflict, match="gone out already"):
        take_back(make, batch_id)


def test_taken_back_while_it_runs_nobody_else_has_their_turn(
    make: Make, gateways: Gateways, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches_running, "STEP", 2)
    batch_id = prepare(make, in_triage(make))
    with make.work() as context:
        claim = jobs.claim_one(context)
    assert claim is not None
    with make.work(claim.actor) as context:
        batches_running.release_some(context, claim.batch_id, claim.epoch)

    assert take_back(make, batch_id).people == 2

    with pytest.raises(LostBatch), make.work(claim.actor) as context:
        batches_running.release_some(context, claim.batch_id, claim.epoch)
    assert {row[1] for row in standing(gateways)} == {DecisionState.IMPORTED}
    assert state(gateways) is BatchState.DONE


def test_our_fault_stops_it_and_it_goes_on(make: Make, gateways: Gateways) -> None:
    batch_id = prepare(make, in_triage(make))
    with make.work() as context:
        context.session.get_one(Batch, batch_id).points = ["what nobody can read"]
    work(gateways)
    assert state(gateways) is BatchState.FAILED
    assert results(gateways) == [(None, None)] * 3

    with make.work(make.actor()) as context:
        context.session.get_one(Batch, batch_id).points = []
        batches_by_hand.go_on(context, batch_id)
    work(gateways)

    assert results(gateways) == [(BatchResult.DECIDED, None)] * 3
    with pytest.raises(Conflict), make.work(make.actor()) as context:
        batches_by_hand.go_on(context, batch_id)


def test_nothing_to_say_and_nobody_to_say_it_to_are_refused(make: Make) -> None:
    ids = in_triage(make)
    with pytest.raises(Refusal, match="personal message"):
        prepare(make, ids, feedback=FeedbackDraft())
    with pytest.raises(Refusal, match="nobody left"):
        prepare(make, [])
    with pytest.raises(Refusal, match="1,000 people at a time"):
        prepare(make, ids, lines=dict.fromkeys(range(1001), ""))
