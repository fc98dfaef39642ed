"""Holding messages: no decision yet, and until when there will be one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update

from portal.context import Context
from portal.models import (
    Application,
    AuditEvent,
    Candidate,
    CandidateEmail,
    Decision,
    HoldingMessage,
    Notice,
)
from portal.policy import holding as policy
from portal.policy.holding import Case
from portal.policy.refusal import Refusal
from portal.services import applications, audit, inquiries, owing_many
from portal.vocabulary import (
    UNTOLD,
    Act,
    ActorKind,
    DecisionState,
    NoticeState,
    Purpose,
)

AT_ONCE = 500
"""Ids in one IN list."""
UNSAID = (*UNTOLD, NoticeState.CANCELLED)
"""Ends of a holding message by which it has told nobody anything."""
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Held:
    """What came of it: application to its message, and whom it left alone and why."""

    notices: dict[int, int]
    left: dict[int, Refusal] = field(default_factory=dict)


def write(
    context: Context,
    application_id: int,
    *,
    promised_by: datetime,
    message: str = "",
    reason: str = "",
) -> int:
    """Tell somebody that nothing is decided yet and by when they will hear; which notice that is.

    Raises Refusal if it cannot be told them, or if it is the second time and nobody says why.
    """
    held = write_all(
        context, [application_id], promised_by=promised_by, message=message, reason=reason
    )
    for refusal in held.left.values():
        raise refusal
    return held.notices[application_id]


def write_all(
    context: Context,
    application_ids: Sequence[int],
    *,
    promised_by: datetime,
    message: str = "",
    reason: str = "",
) -> Held:
    """The same for many at once; whoever cannot be told keeps the day that was promised.

    Raises Refusal if the day is over or too far ahead.
    """
    policy.check_day(promised_by, context.now)
    found: list[AnyRow] = []
    for start in range(0, len(application_ids), AT_ONCE):
        found += _read(context, application_ids[start : start + AT_ONCE])
    left = {row.id: why for row in found if (why := policy.hindrance(_case(row), reason))}
    rows = [row for row in found if row.id not in left]
    notices = owing_many.owe_about(
        context,
        Purpose.HOLDING,
        [(row.id, row.candidate_id) for row in rows],
        text=message or None,
        not_before=context.now + context.settings.undo,
    )
    said = {"promised_by": promised_by, "message": message, "reason": reason}
    _keep(context, rows, notices, said)
    inquiries.answered_by_holding(context, notices)
    return Held(notices, left)


def take_back_unsaid(context: Context) -> None:
    """Let the day that was promised before hold again where a holding message told nobody."""
    rows = context.session.execute(
        select(Application, HoldingMessage.promised_before)
        .join(HoldingMessage, HoldingMessage.application_id == Application.id)
        .join(Notice, Notice.id == HoldingMessage.notice_id)
        .where(
            Notice.state.in_(UNSAID),
            HoldingMessage.promised_by == Application.promised_by,
            HoldingMessage.promised_before.is_not(None),
            HoldingMessage.promised_before != HoldingMessage.promised_by,
            ~_decided(),
        )
        .order_by(HoldingMessage.id)
    ).all()
    for application, before in rows:
        if before is not None:
            application.promised_by = before
            until = before.isoformat()
            applications.record(context, Act.PROMISE_MOVED, application, until=until)


def _read(context: Context, application_ids: Sequence[int]) -> list[AnyRow]:
    """The applications, locked, so that a decision comes before this or after."""
    address = select(CandidateEmail.id).where(
        CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0
    )
    # A message whose notice was erased since has been one all the same.
    earlier = (
        select(func.count(HoldingMessage.id))
        .outerjoin(Notice, Notice.id == HoldingMessage.notice_id)
        .where(
            HoldingMessage.application_id == Application.id,
            or_(Notice.id.is_(None), Notice.state.not_in(UNSAID)),
        )
        .correlate(Application)
    )
    query = (
        select(
            Application.id,
            Application.candidate_id,
            Application.vacancy_id,
            Application.origin,
            Application.promised_by,
            Candidate.may_email,
            Candidate.stopped,
            address.correlate(Candidate).exists().label("has_address"),
            earlier.scalar_subquery().label("held_before"),
            _decided().label("decided"),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Application.id.in_(application_ids))
        .order_by(Application.id)
        .with_for_update(of=Application, key_share=True)
    )
    return list(context.session.execute(query).all())


def _decided() -> Any:
    return (
        select(Decision.id)
        .where(
            Decision.application_id == Application.id,
            Decision.state.in_((DecisionState.RELEASED, DecisionState.IMPORTED)),
        )
        .correlate(Application)
        .exists()
    )


def _case(row: AnyRow) -> Case:
    return Case(
        origin=row.origin,
        decided=bool(row.decided),
        has_address=bool(row.has_address),
        may_email=row.may_email,
        stopped=row.stopped,
        held_before=row.held_before,
    )


def _keep(
    context: Context, rows: Sequence[AnyRow], notices: dict[int, int], said: dict[str, Any]
) -> None:
    """The promise that was made, the one before it, and who made it."""
    if not rows:
        return
    by_a_person = context.actor.kind is ActorKind.USER
    common = {
        **said,
        "written_by_id": context.actor.id if by_a_person else None,
        "written_at": context.now,
    }
    messages = [
        {
            "application_id": row.id,
            "notice_id": notices[row.id],
            "promised_before": row.promised_by,
            **common,
        }
        for row in rows
    ]
    context.session.execute(insert(HoldingMessage), messages)
    for start in range(0, len(rows), AT_ONCE):
        some = [row.id for row in rows[start : start + AT_ONCE]]
        context.session.execute(
            update(Application)
            .where(Application.id.in_(some))
            .values(promised_by=said["promised_by"])
        )
    facts = {"until": said["promised_by"].isoformat()}
    acts = [_event(context, row, notices[row.id], facts) for row in rows]
    context.session.execute(insert(AuditEvent), acts)


def _event(context: Context, row: AnyRow, notice_id: int, facts: dict[str, Any]) -> dict[str, Any]:
    return audit.event(
        context,
        Act.HOLDING_WRITTEN,
        candidate_id=row.candidate_id,
        application_id=row.id,
        vacancy_id=row.vacancy_id,
        notice_id=notice_id,
        facts=facts,
    )
