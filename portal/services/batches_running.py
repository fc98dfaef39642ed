"""Running a batch: one decision for many, step after step, each with its results."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Row,
    Select,
    Table,
    bindparam,
    select,
    update,
)

from portal.context import Actor, Context
from portal.models import (
    Application,
    Batch,
    BatchLine,
    Candidate,
    CandidateEmail,
    Decision,
    Stage,
    User,
)
from portal.policy import triage as policy
from portal.policy.batch_words import points
from portal.policy.feedback import FeedbackDraft
from portal.policy.triage import Case
from portal.queries.batches_prepared import Line
from portal.services import batches, batches_deciding, leases
from portal.services.decisions import DecisionDraft
from portal.vocabulary import (
    ActorKind,
    BatchResult,
    BatchState,
    DecisionState,
    EndedBy,
    Outcome,
)

STEP = 500
"""People of one transaction: what a killed worker repeats, and how long SQLite's writers wait."""
NOT_THERE = "The decision from elsewhere does not stand any longer."
AnyRow = Row[*tuple[Any, ...]]
_BATCHES = cast(Table, Batch.__table__)
_LINES = cast(Table, BatchLine.__table__)


class LostBatch(Exception):
    """Somebody else has taken this batch over, or a person has taken it back."""


def due() -> Select[Any]:
    """The batches that a worker should go on with, the oldest first."""
    return select(Batch.id).where(Batch.state == BatchState.RUNNING).order_by(Batch.id)


def actor_of(context: Context, batch_id: int) -> Actor:
    """Whoever wrote the letter decides, whichever worker does it."""
    query = select(User.id, User.role).join(Batch, Batch.created_by_id == User.id)
    found = context.session.execute(query.where(Batch.id == batch_id)).one()
    return Actor(ActorKind.USER, found.id, found.role)


def release_some(context: Context, batch_id: int, epoch: int) -> bool:
    """Decide about the next of them, with the results, in this transaction; whether there is more.

    Raises LostBatch if it is not ours any more.
    """
    _hold(context, batch_id, epoch)
    batch = context.session.get_one(Batch, batch_id)
    waiting = _waiting(context, batch_id)
    if batch.vacancy_id is None:
        _write_letters(context, batch, waiting)
    else:
        _decide(context, batch, waiting)
    is_last = len(waiting) < STEP
    if is_last:
        end(context, batch_id)
    return not is_last


def _write_letters(context: Context, batch: Batch, waiting: list[AnyRow]) -> None:
    """People of triage: the same words for all, and a line of their own."""
    cases = _cases(context, [line.application_id for line in waiting])
    draft, left, lines = _decision(batch), {}, {}
    for line in waiting:
        why = _why_not(cases.get(line.application_id), batch, line.line)
        if why is None:
            lines[line.application_id] = line.line
        else:
            left[line.application_id] = why
    own = {i: _with_line(draft.feedback, line) for i, line in lines.items() if line}
    released = batches.release(context, list(lines), draft, own)
    left |= released.left
    decided_at = {application_id: case[1] for application_id, case in cases.items()}
    _note_decided(context, waiting, decided_at, released.decisions)
    _note_left(context, batch.id, left)


def _decide(context: Context, batch: Batch, waiting: list[AnyRow]) -> None:
    """Applicants of a vacancy: the words of their stage, and what only they read."""
    lines = [
        Line(
            application_id=row.application_id,
            line=row.line,
            points=points(row.points),
            allows=frozenset(row.allows),
            taken_out=False,
        )
        for row in waiting
    ]
    released = batches_deciding.decide(context, batch, lines)
    _note_decided(context, waiting, {}, released.decisions)
    _note_left(context, batch.id, released.left)


def fail(context: Context, batch_id: int, epoch: int, reason: str) -> None:
    """Stop a batch that cannot go on by itself; what is done stays done."""
    context.session.execute(
        update(_BATCHES)
        .where(leases.held(Batch, batch_id, epoch), _BATCHES.c.state == BatchState.RUNNING)
        .values(
            state=BatchState.FAILED,
            failure=reason,
            ended_at=context.now,
            lease_owner=None,
            lease_until=None,
        )
    )


def end(context: Context, batch_id: int) -> None:
    """Everybody has had their turn, or will not have it any more."""
    context.session.execute(
        update(_BATCHES)
        .where(_BATCHES.c.id == batch_id)
        .values(state=BatchState.DONE, ended_at=context.now, lease_owner=None, lease_until=None)
    )


def _hold(context: Context, batch_id: int, epoch: int) -> None:
    """Keep the row for another lease; on PostgreSQL this also locks it until the commit."""
    result = context.session.execute(
        update(_BATCHES)
        .where(leases.held(Batch, batch_id, epoch), _BATCHES.c.state == BatchState.RUNNING)
        .values(lease_until=context.now + context.settings.lease)
    )
    if cast("CursorResult[Any]", result).rowcount != 1:
        raise LostBatch


def _waiting(context: Context, batch_id: int) -> list[AnyRow]:
    query = (
        select(
            BatchLine.id,
            BatchLine.application_id,
            BatchLine.line,
            BatchLine.points,
            BatchLine.allows,
        )
        .where(BatchLine.batch_id == batch_id, BatchLine.result.is_(None))
        .order_by(BatchLine.id)
        .limit(STEP)
    )
    return list(context.session.execute(query).all())


def _cases(context: Context, application_ids: list[int]) -> dict[int, tuple[Case, datetime]]:
    """Application to how it stands now and when it was decided elsewhere; locked, so that what
    another system says meanwhile comes before us or after.
    """
    address = select(CandidateEmail.id).where(
        CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0
    )
    rows = context.session.execute(
        select(
            Application.id,
            Application.origin,
            Stage.kind,
            Decision.state,
            Decision.outcome,
            Decision.ended_by,
            Decision.told_elsewhere_at,
            Decision.decided_at,
            Candidate.may_email,
            Candidate.stopped,
            address.exists().label("has_address"),
        )
        .join(Decision, Decision.application_id == Application.id)
        .join(Stage, Stage.id == Application.stage_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Application.id.in_(application_ids), Decision.state != DecisionState.REVERSED)
        .order_by(Application.id)
        .with_for_update(of=(Application, Decision))
    )
    return {row.id: (_case(row), row.decided_at) for row in rows}


def _case(row: AnyRow) -> Case:
    return Case(
        state=row.state,
        told=row.told_elsewhere_at is not None,
        outcome=row.outcome,
        ended_by=row.ended_by,
        origin=row.origin,
        interviewed=row.kind.interviewed,
        has_address=row.has_address,
        may_email=row.may_email,
        stopped=row.stopped,
    )


def _why_not(found: tuple[Case, datetime] | None, batch: Batch, line: str) -> str | None:
    if found is None:
        return NOT_THERE
    case, _ = found
    why = policy.not_this_letter(case, batch.outcome, with_points=bool(batch.points))
    if why is None and policy.needs_line(case) and not line:
        return policy.NEEDS_LINE
    return why


def _decision(batch: Batch) -> DecisionDraft:
    return DecisionDraft(
        outcome=batch.outcome,
        ended_by=EndedBy.US if batch.outcome is Outcome.REJECTED else EndedBy.THEM,
        reason_id=None,
        internal_note="",
        feedback=FeedbackDraft(
            points=points(batch.points),
            advice=batch.advice,
            message=batch.message,
        ),
        promising=False,
        invites_to_pool=batch.invites_to_pool,
        send_when=batch.send_when,
        send_at=batch.send_at,
    )


def _with_line(words: FeedbackDraft, line: str) -> FeedbackDraft:
    return replace(words, message=batches.with_line(line, words.message))


def _note_decided(
    context: Context,
    waiting: list[AnyRow],
    decided_at: dict[int, datetime],
    decisions: dict[int, int],
) -> None:
    done = [
        {
            "this": line.id,
            "decision": decisions[line.application_id],
            "at": decided_at.get(line.application_id),
        }
        for line in waiting
        if line.application_id in decisions
    ]
    if done:
        statement = update(_LINES).where(_LINES.c.id == bindparam("this"))
        change = statement.values(
            result=BatchResult.DECIDED,
            decision_id=bindparam("decision"),
            decided_at=bindparam("at"),
        )
        context.session.connection().execute(change, done)


def _note_left(context: Context, batch_id: int, left: dict[int, str]) -> None:
    for why in sorted(set(left.values())):
        these = [application_id for application_id, reason in left.items() if reason == why]
        context.session.execute(
            update(_LINES)
            .where(_LINES.c.batch_id == batch_id, _LINES.c.application_id.in_(these))
            .values(result=BatchResult.LEFT, why=why)
        )
