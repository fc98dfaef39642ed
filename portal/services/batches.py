"""One decision for many applications: the rows of each table in one statement."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from portal.context import Context
from portal.models import (
    Application,
    AuditEvent,
    Base,
    Consent,
    Decision,
    Feedback,
    FeedbackPoint,
    Link,
    Notice,
    Stage,
)
from portal.policy import feedback as feedback_policy
from portal.policy.refusal import Refusal
from portal.queries import texting
from portal.services import audit, links, pool
from portal.services.decisions import DecisionDraft
from portal.vocabulary import (
    Act,
    Channel,
    ConsentEvent,
    ConsentKind,
    DecisionState,
    LinkScope,
    Means,
    NoticeState,
    Origin,
    Purpose,
)

AnyRow = Row[*tuple[Any, ...]]
AT_ONCE = 500
"""Ids in one IN list."""
NO_LINES: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Released:
    """What came of a batch: how many were decided, and whom it left alone and why."""

    decided: int
    left: dict[int, str]
    decisions: dict[int, int] = field(default_factory=dict)
    """Application to the decision that was released."""


def release(
    context: Context,
    application_ids: Sequence[int],
    draft: DecisionDraft,
    lines: Mapping[int, str] = NO_LINES,
) -> Released:
    """Decide about all of them with the same words; each notice is owed as for one alone.

    `lines`: application to what only this person reads, above the words for everybody. Whoever
    cannot be decided is left alone with the reason, and so is whoever somebody has begun to
    write to.
    """
    found = _read(context, application_ids)
    left = {row.id: why for row in found if (why := _hindrance(row, draft))}
    rows = [row for row in found if row.id not in left]
    if not rows:
        return Released(0, left)
    decisions = _decide(context, rows, draft)
    _write_feedback(context, decisions, draft, lines)
    if draft.outcome.owes_notice:
        _owe(context, rows, decisions)
    _record(context, rows, draft)
    if draft.invites_to_pool:
        _invite(context, rows, decisions)
    return Released(len(rows), left, decisions)


def _read(context: Context, application_ids: Sequence[int]) -> list[AnyRow]:
    written = select(Feedback.id).where(Feedback.decision_id == Decision.id).exists()
    query = (
        select(
            Application.id,
            Application.candidate_id,
            Application.vacancy_id,
            Application.origin,
            Stage.kind,
            Decision.id.label("decision_id"),
            Decision.state,
            written.label("written"),
        )
        .join(Stage, Stage.id == Application.stage_id)
        .outerjoin(
            Decision,
            (Decision.application_id == Application.id)
            & (Decision.state != DecisionState.REVERSED),
        )
        .order_by(Application.id)
    )
    found: list[AnyRow] = []
    for start in range(0, len(application_ids), AT_ONCE):
        some = application_ids[start : start + AT_ONCE]
        found += context.session.execute(query.where(Application.id.in_(some))).all()
    return found


def _hindrance(row: AnyRow, draft: DecisionDraft) -> str | None:
    if row.origin is Origin.HISTORY:
        return "This application is history: they were told elsewhere."
    if row.state is DecisionState.RELEASED:
        return "This application is decided already."
    if row.written:
        return "Somebody is writing to this person."
    try:
        feedback_policy.check_release(draft.feedback, draft.outcome, row.kind)
    except Refusal as refusal:
        return refusal.message
    return None


def _decide(context: Context, rows: list[AnyRow], draft: DecisionDraft) -> dict[int, int]:
    """Application to decision: those of triage are updated, the others inserted."""
    values = {
        "state": DecisionState.RELEASED,
        "outcome": draft.outcome,
        "ended_by": draft.ended_by,
        "reason_id": draft.reason_id,
        "internal_note": draft.internal_note,
        "invites_to_pool": draft.invites_to_pool,
        "decided_by_id": context.actor.id,
        "decided_at": context.now,
        "released_at": context.now,
    }
    there = {row.id: row.decision_id for row in rows if row.decision_id is not None}
    if there:
        statement = update(Decision).where(Decision.id == bindparam("this"))
        change = statement.values(version=Decision.version + 1, **values)
        context.session.connection().execute(change, [{"this": i} for i in there.values()])
    new = [
        {"application_id": row.id, "version": 1, **values} for row in rows if row.id not in there
    ]
    if not new:
        return there
    made = context.session.execute(
        insert(Decision).returning(Decision.application_id, Decision.id), new
    )
    return there | dict(made.all())


def _write_feedback(
    context: Context, decisions: dict[int, int], draft: DecisionDraft, lines: Mapping[int, str]
) -> None:
    values = {
        "revision": 1,
        "advice": draft.feedback.advice,
        "writer_id": context.actor.id,
        "written_at": context.now,
    }
    written = context.session.scalars(
        insert(Feedback).returning(Feedback.id),
        [
            {
                "decision_id": decision_id,
                "message": with_line(lines.get(application_id, ""), draft.feedback.message),
                **values,
            }
            for application_id, decision_id in decisions.items()
        ],
    ).all()
    points = [
        {
            "position": position,
            "criterion": point.criterion,
            "kind": point.kind,
            "seen": point.seen,
            "next_time": point.next_time,
        }
        for position, point in enumerate(draft.feedback.points)
    ]
    _insert(context, FeedbackPoint, [{"feedback_id": i, **p} for i in written for p in points])


def with_line(line: str, message: str) -> str:
    """What one person reads: their own line, and below it the words for everybody."""
    return f"{line}\n\n{message}".strip() if line else message


def _owe(context: Context, rows: list[AnyRow], decisions: dict[int, int]) -> None:
    by_text = _reached_by_text(context, rows)
    new_links = [
        {
            "candidate_id": row.candidate_id,
            **links.values(context, LinkScope.CANDIDATE, short=row.candidate_id in by_text),
        }
        for row in rows
    ]
    made = context.session.execute(insert(Link).returning(Link.nonce, Link.id), new_links)
    link_of = dict(made.all())
    common = {
        "purpose": Purpose.DECISION,
        "state": NoticeState.SCHEDULED,
        "created_by_id": context.actor.id,
        "created_at": context.now,
        "not_before": context.now + context.settings.undo,
    }
    owed = [
        {
            "public_id": str(uuid.uuid4()),
            "idem_key": f"decision:{decisions[row.id]}:{channel}:1",
            "channel": channel,
            "candidate_id": row.candidate_id,
            "decision_id": decisions[row.id],
            "link_id": link_of[link["nonce"]],
            **common,
        }
        for row, link in zip(rows, new_links, strict=True)
        for channel in (Channel.SMS if row.candidate_id in by_text else Channel.EMAIL,)
    ]
    _insert(context, Notice, owed)


def _reached_by_text(context: Context, rows: list[AnyRow]) -> set[int]:
    """The people among them who are written to by text message."""
    if not context.settings.sms_url:
        return set()
    people = sorted({row.candidate_id for row in rows})
    found: set[int] = set()
    for start in range(0, len(people), AT_ONCE):
        found |= texting.preferring(context.session, people[start : start + AT_ONCE])
    return found


def _record(context: Context, rows: list[AnyRow], draft: DecisionDraft) -> None:
    _insert(
        context,
        AuditEvent,
        [_event(context, Act.DECISION_RELEASED, row, outcome=draft.outcome.value) for row in rows],
    )


def _invite(context: Context, rows: list[AnyRow], decisions: dict[int, int]) -> None:
    """Offer the pool to whoever has not joined it: members are not asked again."""
    people = sorted({row.candidate_id for row in rows})
    members: set[int] = set()
    for start in range(0, len(people), AT_ONCE):
        members |= pool.members_among(context, people[start : start + AT_ONCE])
    asked = [row for row in rows if row.candidate_id not in members]
    common = {
        "kind": ConsentKind.POOL,
        "event": ConsentEvent.OFFERED,
        "means": Means.DECISION,
        "at": context.now,
    }
    offered = [
        {"candidate_id": row.candidate_id, "decision_id": decisions[row.id], **common}
        for row in asked
    ]
    _insert(context, Consent, offered)
    _insert(context, AuditEvent, [_event(context, Act.POOL_INVITED, row) for row in asked])


def _event(context: Context, act: Act, row: AnyRow, **facts: Any) -> dict[str, Any]:
    return audit.event(
        context,
        act,
        candidate_id=row.candidate_id,
        application_id=row.id,
        vacancy_id=row.vacancy_id,
        facts=facts,
    )


def _insert(context: Context, table: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        context.session.execute(insert(table), rows)
