"""Two people with one address: a question that a person answers, and what waits for the answer."""

from sqlalchemy import select, update

from portal.context import Context
from portal.models import Candidate, Connection, SourceRecord, Task, WebhookEvent
from portal.policy import addresses
from portal.policy.refusal import Conflict
from portal.services import one_at_a_time, tasks
from portal.vocabulary import Queue, TaskKind, WebhookState

DIFFERENT = "different"
"""In what a record has taken: addresses of which somebody said that they are another person's."""
BOTH_HERE = (
    "Both are here already, and two people cannot be made one yet. "
    "Say that they are two people to leave the address where it is."
)


def same_person(context: Context, task_id: int) -> None:
    """They are one: the person who is here is known under the other id too.

    Raises Conflict if somebody has answered already, or if both are here.
    """
    task, record = _answered(context, task_id)
    owner = context.session.get_one(Candidate, task.candidate_id)
    if record.candidate_id not in (None, owner.id):
        raise Conflict(BOTH_HERE)
    record.candidate_id = owner.id
    go_on(context, record.source)


def different_people(context: Context, task_id: int) -> None:
    """They are two: the address stays whose it is, and the other one comes without it.

    Raises Conflict if somebody has answered already.
    """
    task, record = _answered(context, task_id)
    normal = addresses.normal(task.facts["address"])
    known = record.taken.get(DIFFERENT, [])
    record.taken = {**record.taken, DIFFERENT: sorted({*known, normal})}
    go_on(context, record.source)


def go_on(context: Context, source: str) -> None:
    """Let the worker take up again what waits for an answer; what still has none waits on."""
    connections = select(Connection.id).where(Connection.source == source)
    context.session.execute(
        update(WebhookEvent)
        .where(
            WebhookEvent.state == WebhookState.QUESTION,
            WebhookEvent.connection_id.in_(connections),
        )
        .values(state=WebhookState.RECEIVED, not_before=context.now, tries=0, failure=None)
    )
    context.wake(Queue.WORK)


def _answered(context: Context, task_id: int) -> tuple[Task, SourceRecord]:
    # A worker that is just settling this person would not see the answer, and write over it.
    one_at_a_time.wait(context)
    task = tasks.done(context, task_id)
    if task.kind is not TaskKind.SHARED_ADDRESS or task.source_record_id is None:
        raise Conflict("This is not a question about two people.")
    record = context.session.get_one(SourceRecord, task.source_record_id)
    context.session.refresh(record, with_for_update=True)
    return task, record
