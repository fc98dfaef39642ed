"""Writing down who did what: in the same transaction as the act itself."""

from typing import Any

from portal.context import Context
from portal.models import AuditEvent
from portal.policy import audit_facts
from portal.vocabulary import Act


def record(
    context: Context,
    act: Act,
    *,
    candidate_id: int | None = None,
    application_id: int | None = None,
    vacancy_id: int | None = None,
    notice_id: int | None = None,
    **facts: Any,
) -> None:
    """Append one act; `facts` are ids, codes and numbers, never text that somebody wrote.

    Raises Incomplete if the act does not carry what it must.
    """
    subject = {
        "candidate_id": candidate_id,
        "application_id": application_id,
        "vacancy_id": vacancy_id,
        "notice_id": notice_id,
    }
    audit_facts.check_subject(act, subject)
    context.session.add(AuditEvent(**event(context, act, **subject, facts=facts)))


def event(context: Context, act: Act, **columns: Any) -> dict[str, Any]:
    """The columns of an act, for many that are written down at once."""
    audit_facts.check_facts(act, columns.get("facts", {}))
    return {
        "at": context.now,
        "act": act,
        "actor_kind": context.actor.kind,
        "actor_id": context.actor.id,
        "facts": {},
        **columns,
    }
