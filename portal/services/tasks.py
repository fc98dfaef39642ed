"""Tasks: what a person of the team must do, asked for once and done once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.context import Context
from portal.models import Task
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


def done(context: Context, task_id: int) -> Task:
    """Somebody has seen to it; raises Conflict if somebody else already has."""
    task = context.session.scalars(select(Task).where(Task.id == task_id).with_for_update()).one()
    if task.done_at is not None:
        raise Conflict("This is done already.")
    task.done_at, task.done_by_id = context.now, context.actor.id
    _record(context, Act.TASK_DONE, task)
    return task


def _record(context: Context, act: Act, task: Task) -> None:
    audit.record(
        context,
        act,
        candidate_id=task.candidate_id,
        application_id=task.application_id,
        vacancy_id=task.vacancy_id,
        task=task.id,
        kind=task.kind.value,
    )
