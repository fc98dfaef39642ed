"""What a person does with a letter to many: hands it over, lets it go on, takes it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Row, insert, select, update

from portal.context import Context
from portal.models import AuditEvent, Batch, BatchLine, Decision, Notice
from portal.policy import feedback as feedback_policy
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit, batches_recall, triage
from portal.services.batches_running import end
from portal.services.owing import UNSENT
from portal.vocabulary import (
    Act,
    BatchResult,
    BatchState,
    DecisionState,
    NoContact,
    NoticeState,
    Outcome,
    Queue,
    SendWhen,
    StageKind,
)

MOST_PEOPLE = 1_000
"""People of one batch: as many as one page can show with a line for each."""
NOT_REACHED = "It was taken back before it was this person's turn."
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDraft:
    """A letter to many as typed; `lines`: application to what only this person reads."""

    outcome: Outcome
    feedback: FeedbackDraft
    invites_to_pool: bool
    lines: Mapping[int, str]


def prepare(context: Context, draft: BatchDraft) -> Batch:
    """Hand a letter to many over to the worker; raises Refusal if it is not enough."""
    if not draft.lines:
        raise Refusal("There is nobody left to write to.")
    if len(draft.lines) > MOST_PEOPLE:
        raise Refusal(f"Write to {MOST_PEOPLE:,} people at a time.")
    feedback_policy.check_release(draft.feedback, draft.outcome, StageKind.APPLIED)
    batch = Batch(
        state=BatchState.RUNNING,
        outcome=draft.outcome,
        message=draft.feedback.message,
        advice=draft.feedback.advice,
        points=[_kept(point) for point in draft.feedback.points],
        invites_to_pool=draft.invites_to_pool,
        # They were decided long ago: no day is better than today.
        send_when=SendWhen.AT_ONCE,
        people=len(draft.lines),
        created_by_id=context.actor.id,
        created_at=context.now,
    )
    context.session.add(batch)
    context.session.flush()
    context.session.execute(
        insert(BatchLine),
        [
            {"batch_id": batch.id, "application_id": application_id, "line": line}
            for application_id, line in draft.lines.items()
        ],
    )
    audit.record(context, Act.BATCH_STARTED, batch_id=batch.id, people=batch.people)
    context.wake(Queue.WORK)
    return batch


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many decisions were taken back, and of how many the message had left already."""

    people: int
    gone: int


def go_on(context: Context, batch_id: int) -> None:
    """Go on with a batch that failed; raises Conflict if it did not."""
    batch = _locked(context, batch_id)
    if batch.state is not BatchState.FAILED:
        raise Conflict("This has not stopped.")
    batch.state, batch.failure, batch.ended_at = BatchState.RUNNING, None, None
    context.wake(Queue.WORK)


def take_back(context: Context, batch_id: int) -> TakenBack:
    """Reverse what has not gone out, and let nobody else have their turn; who was decided
    elsewhere is in triage again, as before. Raises Conflict if all of it has gone out.
    """
    batch = _locked(context, batch_id)
    ended = 0 if batch.state is BatchState.DONE else _end_waiting(context, batch_id)
    lines = _standing(context, batch_id)
    owed = _owed(context, lines)
    gone = {notice.decision_id for notice in owed if _has_left(notice)}
    decided_at = {
        line.decision_id: line.decided_at for line in lines if line.decision_id not in gone
    }
    _cancel(context, [n for n in owed if n.decision_id in decided_at and n.state in UNSENT], lines)
    if batch.vacancy_id is None:
        put_back = set(triage.put_back(context, decided_at))
    else:
        put_back = set(batches_recall.reverse(context, decided_at))
    if not (put_back or ended):
        raise Conflict("All of it has gone out already.")
    context.session.execute(
        update(BatchLine)
        .where(BatchLine.id.in_([line.id for line in lines if line.decision_id in put_back]))
        .values(result=BatchResult.TAKEN_BACK)
    )
    batches_recall.note(context, batch, people=len(put_back), gone=len(gone))
    return TakenBack(len(put_back), len(gone))


def _locked(context: Context, batch_id: int) -> Batch:
    """The row, kept from workers until this transaction ends."""
    return context.session.scalars(
        select(Batch).where(Batch.id == batch_id).with_for_update()
    ).one()


def _end_waiting(context: Context, batch_id: int) -> int:
    """Leave alone whoever has not had their turn; returns how many that was."""
    ended = context.session.execute(
        update(BatchLine)
        .where(BatchLine.batch_id == batch_id, BatchLine.result.is_(None))
        .values(result=BatchResult.LEFT, why=NOT_REACHED)
    )
    end(context, batch_id)
    return cast("CursorResult[Any]", ended).rowcount


def _standing(context: Context, batch_id: int) -> list[AnyRow]:
    """Whose decision still stands; locked before what they owe, as in `decisions.reopen`."""
    query = (
        select(BatchLine.id, BatchLine.application_id, BatchLine.decision_id, BatchLine.decided_at)
        .join(Decision, Decision.id == BatchLine.decision_id)
        .where(
            BatchLine.batch_id == batch_id,
            BatchLine.result == BatchResult.DECIDED,
            Decision.state == DecisionState.RELEASED,
        )
        .order_by(Decision.id)
        .with_for_update(of=Decision)
    )
    return list(context.session.execute(query).all())


def _owed(context: Context, lines: list[AnyRow]) -> list[AnyRow]:
    query = (
        select(
            Notice.id,
            Notice.decision_id,
            Notice.candidate_id,
            Notice.state,
            Notice.purpose,
            Notice.pinned_at,
        )
        .where(Notice.decision_id.in_([line.decision_id for line in lines]))
        .order_by(Notice.id)
        .with_for_update()
    )
    return list(context.session.execute(query).all())


def _has_left(notice: AnyRow) -> bool:
    """Whether it has been on the wire, or a worker has it in hand at this moment."""
    return notice.state is NoticeState.SENDING or notice.pinned_at is not None


def _cancel(context: Context, unsent: list[AnyRow], lines: list[AnyRow]) -> None:
    if not unsent:
        return
    application_of = {line.decision_id: line.application_id for line in lines}
    context.session.execute(
        update(Notice)
        .where(Notice.id.in_([notice.id for notice in unsent]))
        .values(state=NoticeState.CANCELLED, reason=NoContact.RECALLED)
    )
    context.session.execute(
        insert(AuditEvent),
        [
            audit.event(
                context,
                Act.NOTICE_CANCELLED,
                candidate_id=notice.candidate_id,
                application_id=application_of[notice.decision_id],
                notice_id=notice.id,
                facts={"purpose": notice.purpose.value},
            )
            for notice in unsent
        ],
    )


def _kept(point: PointDraft) -> dict[str, str]:
    return {
        "criterion": point.criterion,
        "kind": point.kind.value,
        "seen": point.seen,
        "next_time": point.next_time,
    }
