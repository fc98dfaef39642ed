"""One decision for many applications: the rows of each table in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from portal.context import Context
from portal.models import (
    Application,
    AuditEvent,
    Consent,
    Decision,
    Feedback,
    Stage,
)
from portal.policy import feedback as feedback_policy
from portal.policy.feedback import FeedbackDraft
from portal.policy.refusal import Refusal
from portal.services import (
    audit,
    batches_feedback,
    batches_owing,
    decisions,
    inquiries,
    pool,
    setwise,
)
from portal.services.decisions import DecisionDraft
from portal.services.setwise import among, chunks
from portal.vocabulary import (
    Act,
    AnsweredBy,
    ConsentEvent,
    ConsentKind,
    DecisionState,
    Means,
    Origin,
)

AnyRow = Row[*tuple[Any, ...]]
NOTHING_OWN: Mapping[int, FeedbackDraft] = MappingProxyType({})


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
    own: Mapping[int, FeedbackDraft] = NOTHING_OWN,
) -> Released:
    """Decide about all of them; each notice is owed as for one alone.

    `own`: application to what only this person reads, in place of the words for everybody. Whoever
    cannot be decided is left alone with the reason, and so is whoever somebody has begun to write
    to.
    """
    found = _read(context, application_ids)
    left = {}
    for row in found:
        if why := _hindrance(row, draft, own.get(row.id, draft.feedback)):
            left[row.id] = why
    words = {row.id: own.get(row.id, draft.feedback) for row in found if row.id not in left}
    around = batches_feedback.around(context, draft, words)
    left |= {application_id: why.message for application_id, why in around.refused.items()}
    rows = [row for row in found if row.id not in left]
    if not rows:
        return Released(0, left)
    decided = _decide(context, rows, draft)
    batches_feedback.write(context, decided, draft, own, around)
    if draft.outcome.owes_notice:
        batches_owing.owe(context, rows, decided, draft)
    inquiries.answered_for_applications(context, decided, AnsweredBy.DECISION)
    _record(context, Act.DECISION_RELEASED, rows, {"outcome": draft.outcome.value})
    if draft.promising:
        _mark_promising(context, rows)
    if draft.invites_to_pool:
        _invite(context, rows, decided)
    return Released(len(rows), left, decided)


def with_line(line: str, message: str) -> str:
    """What one person reads: their own line, and below it the words for everybody."""
    return f"{line}\n\n{message}".strip() if line else message


def _read(context: Context, application_ids: Sequence[int]) -> list[AnyRow]:
    # What somebody else decides meanwhile comes before us or after: first locked, then read.
    locked = select(Application.id).where(among(Application.id)).order_by(Application.id)
    locked = locked.with_for_update(key_share=True)
    written = select(Feedback.id).where(Feedback.decision_id == Decision.id).exists()
    query = (
        select(
            Application.id,
            Application.candidate_id,
            Application.vacancy_id,
            Application.origin,
            Application.promising,
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
        .where(among(Application.id))
        .order_by(Application.id)
    )
    found: list[AnyRow] = []
    for some in chunks(application_ids):
        context.session.execute(locked, some)
        found += context.session.execute(query, some).all()
    return found


def _hindrance(row: AnyRow, draft: DecisionDraft, words: FeedbackDraft) -> str | None:
    if row.origin is Origin.HISTORY:
        return "This application is history: they were told elsewhere."
    if row.state is DecisionState.RELEASED:
        return "This application is decided already."
    if row.written:
        return "Somebody is writing to this person."
    try:
        feedback_policy.check_release(words, draft.outcome, row.kind)
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
        "call_first": draft.call_first,
        "send_when": draft.send_when,
        "send_at": draft.send_at,
        "template_revision_id": decisions.words_of(context, draft.template_id),
    }
    there = {row.id: row.decision_id for row in rows if row.decision_id is not None}
    if there:
        statement = update(Decision).where(Decision.id == bindparam("this"))
        change = statement.values(version=Decision.version + 1, **values)
        context.session.connection().execute(change, [{"this": i} for i in there.values()])
    new = [row.id for row in rows if row.id not in there]
    source = select(Application).where(among(Application.id))
    setwise.copy(
        context, Decision, {"application_id": Application.id}, values, source=source, ids=new
    )
    return there | _standing(context, new)


def _standing(context: Context, application_ids: list[int]) -> dict[int, int]:
    query = select(Decision.application_id, Decision.id).where(
        among(Decision.application_id), Decision.state != DecisionState.REVERSED
    )
    found: dict[int, int] = {}
    for some in chunks(application_ids):
        found.update(context.session.execute(query, some).all())
    return found


def _mark_promising(context: Context, rows: list[AnyRow]) -> None:
    new = [row for row in rows if not row.promising]
    marked = update(Application).where(among(Application.id)).values(promising=True)
    for some in chunks(row.id for row in new):
        context.session.connection().execute(marked, some)
    _record(context, Act.PROMISING_MARKED, new)


def _invite(context: Context, rows: list[AnyRow], decided: dict[int, int]) -> None:
    """Offer the pool to whoever has not joined it: members are not asked again."""
    members: set[int] = set()
    for some in chunks({row.candidate_id for row in rows}):
        members |= pool.members_among(context, some["ids"])
    asked = [row for row in rows if row.candidate_id not in members]
    common = {
        "kind": ConsentKind.POOL,
        "event": ConsentEvent.OFFERED,
        "means": Means.DECISION,
        "at": context.now,
    }
    each = {"candidate_id": Application.candidate_id, "decision_id": Decision.id}
    source = (
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(among(Decision.id))
    )
    setwise.copy(
        context, Consent, each, common, source=source, ids=[decided[row.id] for row in asked]
    )
    _record(context, Act.POOL_INVITED, asked)


def _record(
    context: Context, act: Act, rows: list[AnyRow], facts: Mapping[str, Any] = MappingProxyType({})
) -> None:
    each = {
        "candidate_id": Application.candidate_id,
        "application_id": Application.id,
        "vacancy_id": Application.vacancy_id,
    }
    common = audit.event(context, act, facts=dict(facts))
    source = select(Application).where(among(Application.id))
    setwise.copy(context, AuditEvent, each, common, source=source, ids=[row.id for row in rows])
