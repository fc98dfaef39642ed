"""A decision for many as a person prepares it: chosen, written, looked through, handed over."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from portal.context import Context
from portal.models import Application, AuditEvent, Batch, BatchLine, Reason
from portal.policy import batch_words
from portal.policy.batch_words import StageWords
from portal.policy.feedback import PointDraft
from portal.policy.preflight import TO_CALL, WHY, Hold
from portal.policy.refusal import Conflict, Refusal
from portal.queries import batches_prepared as queries
from portal.queries import preflight
from portal.queries.batches_prepared import Looked
from portal.services import audit, setwise
from portal.services.setwise import among, chunks
from portal.vocabulary import (
    Act,
    BatchResult,
    BatchState,
    EndedBy,
    Outcome,
    Queue,
    SendWhen,
)

MOST_PEOPLE = 10_000
TAKEN_OUT = "You took them out."
LONGEST_LINE = 500
ENDED_BY = {
    Outcome.REJECTED: EndedBy.US,
    Outcome.HIRED: EndedBy.US,
    Outcome.WITHDRAWN: EndedBy.THEM,
    Outcome.OFFER_DECLINED: EndedBy.THEM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyDraft:
    """A decision for many as typed."""

    outcome: Outcome
    reason_id: int | None
    internal_note: str
    words: tuple[StageWords, ...]
    invites_to_pool: bool
    promising: bool
    send_when: SendWhen = SendWhen.BY_RULE
    send_at: datetime | None = None


def begin(context: Context, vacancy_id: int, application_ids: Sequence[int]) -> Batch:
    """Begin a decision about these applications of one vacancy; nobody is decided yet."""
    chosen = list(dict.fromkeys(application_ids))
    if not chosen:
        raise Refusal("Tick at least one person.")
    if len(chosen) > MOST_PEOPLE:
        raise Refusal(f"Decide about {MOST_PEOPLE:,} people at a time: choose fewer.")
    batch = Batch(
        state=BatchState.DRAFT,
        outcome=Outcome.REJECTED,
        vacancy_id=vacancy_id,
        invites_to_pool=False,
        people=len(chosen),
        created_by_id=context.actor.id,
        created_at=context.now,
    )
    context.session.add(batch)
    context.session.flush()
    rows = [{"application_id": application_id} for application_id in chosen]
    setwise.add(context, BatchLine, {"batch_id": batch.id}, rows)
    return batch


def write(context: Context, batch_id: int, draft: ManyDraft) -> None:
    """Keep what was typed; raises Refusal where two stages would read the same unasked."""
    batch = draft_of(context, batch_id)
    _check(context, batch, draft)
    batch.outcome, batch.reason_id = draft.outcome, draft.reason_id
    batch.internal_note = draft.internal_note
    batch.invites_to_pool = draft.invites_to_pool and draft.outcome is not Outcome.HIRED
    batch.promising = draft.promising
    batch.send_when, batch.send_at = draft.send_when, draft.send_at
    kept = [words.to_keep() for words in draft.words]
    if kept != batch.stage_words:
        # What was let through was said of other words.
        batch.allows = [hold for hold in batch.allows if hold != Hold.WORDING]
    batch.stage_words = kept


def take_out(context: Context, batch_id: int, application_ids: Iterable[int]) -> None:
    """Leave these people out of it: nothing happens to them."""
    draft_of(context, batch_id)
    _set(context, batch_id, application_ids, result=BatchResult.LEFT, why=TAKEN_OUT)


def put_back(context: Context, batch_id: int) -> None:
    """Let those who were taken out take part again."""
    draft_of(context, batch_id)
    context.session.execute(
        update(BatchLine)
        .where(BatchLine.batch_id == batch_id, BatchLine.result == BatchResult.LEFT)
        .values(result=None, why=None)
    )


def allow(
    context: Context, batch_id: int, what: str, application_ids: Collection[int] | None = None
) -> None:
    """Let something hold these people (or nobody) back no more; raises Refusal for what has to be
    mended.
    """
    batch = draft_of(context, batch_id)
    if what != TO_CALL and not Hold(what).may_pass:
        raise Refusal(WHY[Hold(what)])
    if application_ids is None:
        batch.allows = sorted({*batch.allows, what})
        return
    for some in chunks(application_ids):
        query = select(BatchLine).where(
            BatchLine.batch_id == batch_id, BatchLine.application_id.in_(some["ids"])
        )
        for line in context.session.scalars(query):
            line.allows = sorted({*line.allows, what})


def write_line(
    context: Context,
    batch_id: int,
    application_id: int,
    *,
    line: str,
    points: tuple[PointDraft, ...],
) -> None:
    """Write what only one person reads."""
    draft_of(context, batch_id)
    if len(line) > LONGEST_LINE:
        raise Refusal(f"Keep this to {LONGEST_LINE} characters.", "line")
    query = select(BatchLine).where(
        BatchLine.batch_id == batch_id, BatchLine.application_id == application_id
    )
    found = context.session.scalar(query)
    if found is None:
        raise Refusal("This person is not among those chosen.")
    found.line, found.points = line, batch_words.kept_points(points)
    found.allows = [hold for hold in found.allows if hold != Hold.WORDING]


def release(context: Context, batch_id: int) -> int:
    """Hand it over to the worker: whoever is held back is left alone, with the reason.

    Returns how many are going to be decided; raises Refusal if that is nobody, Conflict if it was
    handed over already.
    """
    batch = draft_of(context, batch_id)
    there = [line for line in queries.lines(context.session, batch_id) if not line.taken_out]
    looked = queries.look(context.session, queries.of(batch), there, context.now, context.settings)
    ready = sum(not each.holds for each in looked)
    if not ready:
        raise Refusal("Nobody is left who could be told like this.")
    for hold, those in queries.groups(looked).items():
        ids = [each.line.application_id for each in those]
        _set(context, batch_id, ids, result=BatchResult.LEFT, why=WHY[hold])
    _note_kept_words(context, batch, [each for each in looked if not each.holds])
    batch.state = BatchState.RUNNING
    audit.record(
        context,
        Act.BATCH_STARTED,
        vacancy_id=batch.vacancy_id,
        batch_id=batch.id,
        people=ready,
        left=batch.people - ready,
    )
    context.wake(Queue.WORK)
    return ready


def discard(context: Context, batch_id: int) -> None:
    """Throw away what was prepared: nothing has happened to anybody."""
    batch = draft_of(context, batch_id)
    context.session.execute(delete(BatchLine).where(BatchLine.batch_id == batch.id))
    context.session.delete(batch)


def draft_of(context: Context, batch_id: int) -> Batch:
    """What is being prepared, kept from others until this transaction ends."""
    query = select(Batch).where(Batch.id == batch_id).with_for_update()
    batch = context.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if batch is None or batch.state is not BatchState.DRAFT:
        raise Conflict("This was handed over, or thrown away, already.")
    return batch


def _check(context: Context, batch: Batch, draft: ManyDraft) -> None:
    batch_words.refuse_same(
        draft.words, preflight.stage_names(context.session, batch.vacancy_id or 0)
    )
    for each in draft.words:
        for point in each.feedback.points:
            if not point.seen:
                raise Refusal(f"Say what you saw for “{point.criterion}”, or take the point out.")
    reason = context.session.get(Reason, draft.reason_id) if draft.reason_id else None
    if draft.reason_id and (reason is None or reason.ended_by is not ENDED_BY[draft.outcome]):
        raise Refusal("This reason belongs to the other side.", "reason_id")


def _note_kept_words(context: Context, batch: Batch, going: Iterable[Looked]) -> None:
    """Write down what the wording check has found and somebody has let through."""
    by_rules: dict[tuple[str, ...], list[int]] = {}
    for each in going:
        if rules := tuple(sorted({finding.rule for finding in each.findings})):
            by_rules.setdefault(rules, []).append(each.line.application_id)
    source = select(Application).where(among(Application.id))
    of_each = {"candidate_id": Application.candidate_id, "application_id": Application.id}
    for rules, ids in by_rules.items():
        facts = {"rules": list(rules), "batch_id": batch.id}
        common = audit.event(
            context, Act.WORDING_OVERRIDDEN, vacancy_id=batch.vacancy_id, facts=facts
        )
        setwise.copy(context, AuditEvent, of_each, common, source=source, ids=ids)


def _set(
    context: Context,
    batch_id: int,
    application_ids: Iterable[int],
    *,
    result: BatchResult,
    why: str,
) -> None:
    change = update(BatchLine).where(
        BatchLine.batch_id == batch_id,
        BatchLine.result.is_(None),
        among(BatchLine.application_id),
    )
    for some in chunks(application_ids):
        context.session.connection().execute(change.values(result=result, why=why), some)
