"""Unlocking the portal after a backup was restored: a person says what had gone out already."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sqlalchemy import select

from portal.context import Context
from portal.models import Decision, Notice, Organisation
from portal.policy.refusal import Conflict, Refusal
from portal.queries import restored as queries
from portal.services import audit, unreached
from portal.vocabulary import Act, DecisionState, NoContact, NoticeState, Purpose, Queue


class Fate(StrEnum):
    """What somebody says of a message that was due when the backup was restored."""

    SEND = "send"
    GONE = "gone"


def confirm(context: Context, said: Mapping[int, Fate], *, others: Fate | None) -> None:
    """Let messages go out again: those that had gone are closed, and count as told.

    Raises Refusal while it is not said of each what became of it, Conflict if somebody else was
    faster.
    """
    organisation = context.session.scalars(select(Organisation).with_for_update()).one()
    since = organisation.locked_at
    if since is None:
        raise Conflict("Messages go out again already.")
    doubtful = context.session.scalars(queries.doubtful(since)).all()
    undecided = [notice_id for notice_id in doubtful if notice_id not in said]
    if undecided and others is None:
        raise Refusal(f"Say of each message what became of it: {len(undecided)} are left.")
    gone = [each for each in doubtful if said.get(each, others) is Fate.GONE]
    _close(context, gone)
    organisation.locked_at = None
    audit.record(context, Act.RESTORE_CONFIRMED, sent=len(doubtful) - len(gone), gone=len(gone))
    context.wake(Queue.NOTICES)


def _close(context: Context, notice_ids: Iterable[int]) -> None:
    for notice_id in notice_ids:
        notice = context.session.get_one(Notice, notice_id)
        notice.unknown_count += notice.wire_at is not None
        notice.wire_at = notice.lease_owner = notice.lease_until = None
        notice.state, notice.reason = NoticeState.CANCELLED, NoContact.RESTORED
        if notice.decision_id is not None and notice.purpose is Purpose.DECISION:
            _count_as_told(context, notice, notice.decision_id)


def _count_as_told(context: Context, notice: Notice, decision_id: int) -> None:
    """Nobody has the proof, but somebody stands for it: so their page shows the decision."""
    decision = context.session.get_one(Decision, decision_id)
    unreached.reached(context, decision_id)
    if decision.state is not DecisionState.RELEASED or decision.told_elsewhere_at is not None:
        return
    decision.told_elsewhere_at, decision.told_elsewhere_by_id = context.now, context.actor.id
    decision.version += 1
    audit.record(
        context,
        Act.TOLD_ELSEWHERE,
        candidate_id=notice.candidate_id,
        application_id=decision.application_id,
        notice_id=notice.id,
    )
