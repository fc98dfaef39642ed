"""Tasks that follow from what a source says: there while it is so, and done by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portal.context import Context
from portal.models import Task
from portal.services import tasks
from portal.services.tasks import Subject
from portal.vocabulary import TaskKind


@dataclass(frozen=True, slots=True)
class Asked:
    """What a task is about, for whom it is, and what its page needs."""

    subject: Subject
    owner_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def exactly(context: Context, kind: TaskKind, about: Subject, wanted: Mapping[str, Asked]) -> None:
    """Ask for these things, by key, and for nothing else of this kind about the same subject."""
    for key, asked in wanted.items():
        owner_id, facts = asked.owner_id, asked.facts
        tasks.ask(context, kind, key, asked.subject, owner_id=owner_id, facts=facts)
    query = select(Task.idem_key).where(Task.kind == kind, Task.done_at.is_(None))
    for name in ("candidate_id", "application_id", "vacancy_id", "source_record_id"):
        subject_id = getattr(about, name)
        if subject_id is not None:
            query = query.where(getattr(Task, name) == subject_id)
    for idem_key in context.session.scalars(query).all():
        key = idem_key.removeprefix(f"{kind}:")
        if key not in wanted:
            tasks.no_longer_needed(context, kind, key)
