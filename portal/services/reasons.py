"""The organisation's own list of internal reasons: adding, renaming, ordering, retiring."""

from enum import StrEnum

from sqlalchemy import select

from portal.context import Context
from portal.models import Reason
from portal.policy.refusal import Refusal
from portal.services import audit
from portal.vocabulary import Act, EndedBy


class Direction(StrEnum):
    """Which way a reason moves in its list."""

    UP = "up"
    DOWN = "down"


def add(context: Context, name: str, ended_by: EndedBy) -> Reason:
    """Add a reason at the end of its list; raises Refusal if it is there already."""
    _refuse_twice(context, name, ended_by)
    reason = Reason(
        name=name, ended_by=ended_by, position=_after_all(context, ended_by), active=True
    )
    context.session.add(reason)
    context.session.flush()
    _record(context, reason, "added")
    return reason


def rename(context: Context, reason_id: int, name: str) -> None:
    """Say a reason in other words; decisions that carry it are read with the new ones."""
    reason = _get(context, reason_id)
    if reason.name == name:
        return
    _refuse_twice(context, name, reason.ended_by, but=reason.id)
    reason.name = name
    _record(context, reason, "renamed")


def move(context: Context, reason_id: int, direction: Direction) -> None:
    """Move a reason one place; at the end of the list nothing happens."""
    reason = _get(context, reason_id)
    listed = [other for other in _listed(context, reason.ended_by) if other.active]
    if reason not in listed:
        return
    here = listed.index(reason)
    there = here + (-1 if direction is Direction.UP else 1)
    if not 0 <= there < len(listed):
        return
    listed[here], listed[there] = listed[there], listed[here]
    for position, other in enumerate(listed):
        other.position = position
    _record(context, reason, "moved")


def retire(context: Context, reason_id: int) -> None:
    """Offer a reason no longer; decisions that carry it keep it."""
    _set_active(context, reason_id, active=False, what="retired")


def bring_back(context: Context, reason_id: int) -> None:
    """Offer a retired reason again, at the end of its list."""
    reason = _get(context, reason_id)
    reason.position = _after_all(context, reason.ended_by)
    _set_active(context, reason_id, active=True, what="brought_back")


def _set_active(context: Context, reason_id: int, *, active: bool, what: str) -> None:
    reason = _get(context, reason_id)
    if reason.active is active:
        return
    reason.active = active
    _record(context, reason, what)


def _get(context: Context, reason_id: int) -> Reason:
    reason = context.session.get(Reason, reason_id)
    if reason is None:
        raise Refusal("There is no such reason.")
    return reason


def _listed(context: Context, ended_by: EndedBy) -> list[Reason]:
    query = select(Reason).where(Reason.ended_by == ended_by)
    return list(context.session.scalars(query.order_by(Reason.position, Reason.id)))


def _after_all(context: Context, ended_by: EndedBy) -> int:
    return 1 + max((other.position for other in _listed(context, ended_by)), default=-1)


def _refuse_twice(context: Context, name: str, ended_by: EndedBy, *, but: int = 0) -> None:
    for other in _listed(context, ended_by):
        if other.name.casefold() == name.casefold() and other.id != but:
            where = "is in this list already" if other.active else "is retired: bring it back"
            raise Refusal(f"“{other.name}” {where}.", "name")


def _record(context: Context, reason: Reason, what: str) -> None:
    audit.record(context, Act.SETTINGS_CHANGED, settings=["reasons"], reason=reason.id, what=what)
