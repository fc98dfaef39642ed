"""Tasks: what a person of the team must do, asked for once and done once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.context import Context
from portal.models import Application, Task
from portal.policy import waiting
from portal.policy.refusal import Conflict
from portal.queries import organisation
from portal.services import audit
from portal.vocabulary import Act, TaskKind

DAYS = 2
"""Working days in which somebody should see to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom or what a task is about."""

    candidate_id: int | None = None
    application_id: int | None = None
    vacancy_id: int | None = None
    source_record_id: int | None = None


def ask(
    context: Context,
    kind: TaskKind,
    key: str,
    subject: Subject,
    *,
    owner_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> Task:
    """Ask for something once: the same `key` again changes nothing, unless the task was done by
    itself, because what it asked for was no longer so.
    """
    idem_key = f"{kind}:{key}"[:300]
    task = context.session.scalar(select(Task).where(Task.idem_key == idem_key))
    if task is not None and (task.done_at is None or task.done_by_id is not None):
        return task
    # Read first: what is half made must not be written by a read.
    calendar = organisation.calendar(context.session)
    if task is None:
        task = Task(kind=kind, idem_key=idem_key, created_at=context.now)
        context.session.add(task)
    task.owner_id, task.facts, task.done_at = owner_id, facts or {}, None
    task.candidate_id, task.application_id = subject.candidate_id, subject.application_id
    task.vacancy_id, task.source_record_id = subject.vacancy_id, subject.source_record_id
    task.due_at = waiting.promised_by(context.now, DAYS, calendar)
    context.session.flush()
    _record(context, Act.TASK_OPENED, task)
    return task


def no_longer_needed(context: Context, kind: TaskKind, key: str) -> None:
    """What a task asked for is no longer so: it is done by itself, and may be asked for again."""
    task = context.session.scalar(
        select(Task).where(Task.idem_key == f"{kind}:{key}"[:300], Task.done_at.is_(None))
    )
    if task is not None:
        task.done_at, task.done_by_id = context.now, None
        _record(context, Act.TASK_DONE, task)


def take(context: Context, task_id: int, *, seen_owner_id: int | None) -> Task:
    """Whoever acts will see to it; raises Conflict if it is no longer whose they saw it was."""
    task = _open(context, task_id)
    if task.owner_id != seen_owner_id:
        raise Conflict("Somebody else has just taken this.")
    task.owner_id = context.actor.id
    _record(context, Act.TASK_TAKEN, task)
    return task


def done(context: Context, task_id: int) -> Task:
    """Somebody has seen to it; raises Conflict if somebody else already has."""
    task = _open(context, task_id)
    task.done_at, task.done_by_id = context.now, context.actor.id
    _record(context, Act.TASK_DONE, task)
    return task


def _open(context: Context, task_id: int) -> Task:
    """The row, locked: of two clicks the second sees what the first has done."""
    task = context.session.scalars(select(Task).where(Task.id == task_id).with_for_update()).one()
    if task.done_at is not None:
        raise Conflict("This is done already.")
    return task


def _record(context: Context, act: Act, task: Task) -> None:
    """A task about an application stands on its person's timeline too."""
    candidate_id = task.candidate_id
    if candidate_id is None and task.application_id is not None:
        query = select(Application.candidate_id).where(Application.id == task.application_id)
        candidate_id = context.session.scalar(query)
    audit.record(
        context,
        act,
        candidate_id=candidate_id,
        application_id=task.application_id,
        vacancy_id=task.vacancy_id,
        task=task.id,
        kind=task.kind.value,
    )
