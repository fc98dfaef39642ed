"""One person, one message: who goes in the same message, and what becomes of those who do not."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select

from portal.context import Context
from portal.models import Notice
from portal.policy import together as policy
from portal.policy.contact import NotBefore, Send, Stopped, Verdict, may_send
from portal.queries.company import WAITING, WAITS
from portal.queries.dispatch import Dispatch
from portal.services.attempts import Ending
from portal.vocabulary import TOLD, AttemptResult, NoContact, Purpose


@dataclass(frozen=True, slots=True)
class Ready:
    """What came of the last check: the message to send, and how the others ended."""

    owed: Dispatch | None
    ended: tuple[Ending, ...] = ()


def take(batch: list[Dispatch]) -> list[Dispatch]:
    """Take the next out of a batch, with all that may go in the same message."""
    first = batch[0]
    group = [owed for owed in batch if owed.id == first.id or _goes_with(owed, first)]
    ids = {owed.id for owed in group}
    batch[:] = [owed for owed in batch if owed.id not in ids]
    return group


def _goes_with(one: Dispatch, other: Dispatch) -> bool:
    if not (one.purpose is other.purpose is Purpose.DECISION):
        return False
    if one.pins is not None or other.pins is not None:
        return (one.told_with_id or one.id) == (other.told_with_id or other.id)
    same = one.candidate_id == other.candidate_id and one.channel is other.channel
    return same and not one.faults and not other.faults


def check(group: Sequence[Dispatch], now: datetime) -> Ready:
    """The last check of those who may go in one message: a wait for each other is over by that."""
    verdicts = [(owed, may_send(owed.reach, now)) for owed in group]
    if any(owed.told_with_id or owed.along or owed.apart for owed in group if owed.pins):
        return _again(verdicts, now)
    goes = [owed for owed, verdict in verdicts if isinstance(verdict, Send)]
    if goes:
        goes += [owed for owed, verdict in verdicts if _waited(verdict)]
    ids = {owed.id for owed in goes}
    ended = tuple(_ended(owed, verdict) for owed, verdict in verdicts if owed.id not in ids)
    return Ready(_joined(goes), ended)


def _waited(verdict: Verdict) -> bool:
    return isinstance(verdict, NotBefore) and verdict.why in WAITS


def _joined(goes: list[Dispatch]) -> Dispatch | None:
    """One message of them all, written as the first; whatever else goes on is said as well."""
    if not goes:
        return None
    carrier, *others = sorted(goes, key=lambda owed: owed.id)
    company = carrier.reach.company
    open_roles = company.open_roles if company else ()
    # What cannot be written goes alone: it must not take the others with it.
    if carrier.words is None or not (others or open_roles):
        return carrier
    telling = [owed for owed in others if owed.words is not None]
    words = policy.joined(carrier.words, [o.words for o in telling if o.words], open_roles)
    return replace(carrier, words=words, company=tuple(telling))


def _again(verdicts: list[tuple[Dispatch, Verdict]], now: datetime) -> Ready:
    """Another copy of a message that has told several: all of them once more, or it is let go of
    and each is told anew.
    """
    group = [owed for owed, _verdict in verdicts]
    carrier = next((owed for owed in group if owed.told_with_id is None), None)
    apart = any(o.apart or isinstance(verdict, Stopped) for o, verdict in verdicts)
    whole = carrier is not None and not apart and not carrier.along
    if carrier is not None and whole and all(isinstance(v, Send) for _owed, v in verdicts):
        return Ready(replace(carrier, company=tuple(o for o in group if o is not carrier)))
    later = NotBefore(now if apart else now + policy.A_MOMENT, NoContact.TOGETHER)
    ended = [
        replace(_ended(owed, later if isinstance(verdict, Send) else verdict), parts=apart)
        for owed, verdict in verdicts
    ]
    return Ready(None, tuple(ended))


def _ended(owed: Dispatch, verdict: Verdict) -> Ending:
    if isinstance(verdict, NotBefore):
        put_off = AttemptResult.DEFERRED
        return Ending(owed=owed, result=put_off, why=verdict.why, when=verdict.when)
    why = verdict.why if isinstance(verdict, Stopped) else None
    return Ending(owed=owed, result=AttemptResult.STOPPED, why=why)


def all_ends(context: Context, ending: Ending) -> list[Ending]:
    """How an attempt ended for each that was in the message.

    Where one of them was recalled at the last moment, the message did not go: the others are told
    by another one.
    """
    members = (ending.owed, *ending.owed.company)
    if not ending.owed.company:
        return [ending]
    if ending.result is not AttemptResult.STOPPED:
        quiet = replace(ending, provider_id=None, blames_address=False, besides=True)
        return [ending, *(replace(quiet, owed=owed) for owed in ending.owed.company)]
    ids = [owed.id for owed in members]
    recalled = set(
        context.session.scalars(
            select(Notice.id).where(Notice.id.in_(ids), Notice.recall_requested_at.is_not(None))
        )
    )
    later = NotBefore(context.now, NoContact.TOGETHER)
    return [
        replace(
            replace(ending, owed=owed) if owed.id in recalled else _ended(owed, later),
            parts=True,
            besides=owed is not ending.owed,
        )
        for owed in members
    ]


def part(context: Context, owed: Dispatch) -> None:
    """Let go of a message that has told several, because one of them is told no more: what is
    still to be told is written anew.
    """
    carrier = owed.told_with_id or owed.id
    rows = context.session.scalars(
        select(Notice)
        .where(or_(Notice.id == carrier, Notice.told_with_id == carrier))
        .order_by(Notice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for notice in rows.all():
        if notice.state in WAITING:
            forget_wire(notice)
            write_anew(notice)
        elif notice.state not in TOLD:
            notice.told_with_id = None


def told_with(context: Context, notice_id: int) -> Sequence[Notice]:
    """What a message has told besides, for what is reported of it."""
    return context.session.scalars(
        select(Notice)
        .where(Notice.told_with_id == notice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def write_anew(notice: Notice) -> None:
    """Let go of what was pinned: the next copy is another message, to the address of today."""
    notice.pinned_at = notice.pinned_date = notice.pinned_address = None
    notice.pinned_template = notice.pinned_revision = notice.pinned_words = None
    notice.told_with_id = None
    if notice.unknown_count or notice.accepted_at is not None:
        # An earlier copy has left: two different texts must not share one identity, and what is
        # still said of the first must not be taken as said of the second.
        notice.public_id = str(uuid.uuid4())


def forget_wire(notice: Notice) -> None:
    """An earlier copy without an answer stays counted as one that may have arrived."""
    if notice.wire_at is not None:
        notice.unknown_count += 1
        notice.wire_at = None
