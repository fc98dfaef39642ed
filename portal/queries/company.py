"""What else is open about the people to whom decisions are told: read for a batch at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.models import Application, Decision, Notice, Vacancy
from portal.policy.together import Company
from portal.queries import visible
from portal.queries.fate import STANDING
from portal.queries.visible import Viewer
from portal.vocabulary import (
    Channel,
    DecisionState,
    NoContact,
    NoticeState,
    Origin,
    Outcome,
    Purpose,
    SendWhen,
)

Rows = Select[*tuple[Any, ...]]
LATELY = timedelta(days=30)
"""Whoever was hired so long before a decision about another vacancy was hired meanwhile."""
WAITS = frozenset({NoContact.WAITS_FOR_ANOTHER, NoContact.TOGETHER})
"""Why a decision has waited that could have been told."""
WAITING = frozenset({NoticeState.SCHEDULED, NoticeState.RETRY})
UNDER_WAY = WAITING | {NoticeState.SENDING}


@dataclass(frozen=True, slots=True)
class Asked:
    """A notice about a decision, and whose it is."""

    id: int
    candidate_id: int
    channel: Channel


@dataclass(frozen=True, slots=True)
class Found:
    """What is known beside it: `along` are the notices that go in the same message and that are
    not in hand yet.
    """

    company: Company | None = None
    along: tuple[int, ...] = ()
    apart: bool = False
    """Whether one that a message has told is told no more, so that it cannot be copied."""


_PEOPLE: Rows = (
    select(Application.candidate_id)
    .where(
        Application.candidate_id.in_(bindparam("people", expanding=True)),
        Application.origin == Origin.LIVE,
    )
    .group_by(Application.candidate_id)
    .having(func.count() > 1)
)
_THEIRS: Rows = (
    select(
        Application.candidate_id,
        Application.id.label("application_id"),
        Vacancy.title,
        Decision.state.label("decision"),
        Decision.outcome,
        Decision.decided_at,
        Decision.send_when,
        Notice.id,
        Notice.state,
        Notice.channel,
        Notice.not_before,
        Notice.reason,
        Notice.faults,
        Notice.pinned_at,
        Notice.lease_until,
        Notice.recall_requested_at,
        Notice.waits_until,
        Notice.regardless,
    )
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Decision, STANDING)
    .outerjoin(Notice, and_(Notice.decision_id == Decision.id, Notice.purpose == Purpose.DECISION))
    .where(
        Application.candidate_id.in_(bindparam("people", expanding=True)),
        Application.origin == Origin.LIVE,
    )
    .order_by(Application.id, Notice.id)
)
_DECIDED = (DecisionState.RELEASED, DecisionState.IMPORTED)
_CARRIERS: BindParameter[Any] = bindparam("carriers", expanding=True)
_TOLD: Rows = select(Notice.id, Notice.told_with_id, Notice.state, Notice.lease_until).where(
    or_(Notice.id.in_(_CARRIERS), Notice.told_with_id.in_(_CARRIERS))
)


def around(
    session: Session, asked: Sequence[Asked], ours: Collection[int], now: datetime
) -> Mapping[int, Found]:
    """What is known beside these notices, by notice; only of people with several applications.

    `ours`: the notices that whoever asks has in hand.
    """
    people = {"people": sorted({each.candidate_id for each in asked})}
    connection = session.connection()
    several = list(connection.execute(_PEOPLE, people).scalars())
    if not several:
        return {}
    theirs: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(_THEIRS, {"people": several}):
        theirs.setdefault(row.candidate_id, []).append(row)
    return {
        each.id: _beside(each, theirs[each.candidate_id], frozenset(ours), now)
        for each in asked
        if any(row.id == each.id for row in theirs.get(each.candidate_id, ()))
    }


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What else somebody has applied for, for whoever decides about one of their applications."""

    open_roles: tuple[str, ...]
    hired_for: str | None


HIDDEN = "another vacancy"
"""What is said of a vacancy that its reader may not see."""


def elsewhere(
    session: Session, viewer: Viewer, candidate_id: int, application_id: int
) -> Elsewhere:
    """What is open besides an application, and where they were hired."""
    query = _THEIRS.add_columns(visible.vacancies(viewer).label("visible"))
    rows = session.execute(query, {"people": [candidate_id]}).all()
    others = [row for row in rows if row.application_id != application_id]
    hired = [row for row in others if row.outcome is Outcome.HIRED and row.decision in _DECIDED]
    waiting = [row for row in others if _is_open(row)]
    return Elsewhere(
        open_roles=tuple(dict.fromkeys(_title(row) for row in waiting)),
        hired_for=_title(hired[0]) if hired else None,
    )


def _title(row: Row[Any]) -> str:
    return row.title if row.visible else HIDDEN


def told_once(
    session: Session, carriers: Mapping[int, int], ours: Collection[int], now: datetime
) -> Mapping[int, Found]:
    """The same of notices that were on the wire, by notice: what one message has told is told by
    its copies. `carriers`: notice to the one whose message it was.
    """
    groups: dict[int, list[Row[Any]]] = {}
    for row in session.connection().execute(_TOLD, {"carriers": sorted(set(carriers.values()))}):
        groups.setdefault(row.told_with_id or row.id, []).append(row)
    return {
        notice_id: Found(
            along=_free([row for row in group if row.state in WAITING], frozenset(ours), now),
            apart=any(row.state not in UNDER_WAY for row in group),
        )
        for notice_id, carrier in carriers.items()
        for group in (groups[carrier],)
    }


def _beside(asked: Asked, rows: list[Row[Any]], ours: frozenset[int], now: datetime) -> Found:
    own = next(row for row in rows if row.id == asked.id)
    others = [row for row in rows if row.application_id != own.application_id]
    by_it = [row for row in others if row.channel is asked.channel and _may_go_along(row)]
    due = [row for row in by_it if row.not_before <= now or row.reason in WAITS]
    later = [row.not_before for row in by_it if row not in due and row.state in WAITING]
    company = Company(
        waits_until=own.waits_until,
        by_rule=own.send_when is SendWhen.BY_RULE,
        hired=not own.regardless and _is_hired(own, others),
        open_roles=tuple(dict.fromkeys(row.title for row in others if _is_open(row))),
        next_due=min(later, default=None),
        in_hand=any(row.id not in ours for row in due),
    )
    return Found(company, _free(due, ours, now))


def _may_go_along(row: Row[Any]) -> bool:
    """Whether a decision has not been on any wire yet, and nothing of its own is wrong."""
    untouched = row.pinned_at is None and row.recall_requested_at is None and not row.faults
    standing = row.decision is DecisionState.RELEASED
    return untouched and standing and row.state in UNDER_WAY


def _free(rows: list[Row[Any]], ours: frozenset[int], now: datetime) -> tuple[int, ...]:
    return tuple(
        row.id
        for row in rows
        if row.id not in ours and (row.lease_until is None or row.lease_until <= now)
    )


def _is_hired(own: Row[Any], others: list[Row[Any]]) -> bool:
    """Thanks are never wrong; a no to somebody who begins here is for a person to say."""
    if own.outcome is not Outcome.REJECTED:
        return False
    return any(
        row.outcome is Outcome.HIRED
        and row.decision in _DECIDED
        and row.decided_at > own.decided_at - LATELY
        for row in others
    )


def _is_open(row: Row[Any]) -> bool:
    """Whether nothing is decided; what is decided and not told yet does not go on."""
    return row.decision in (None, DecisionState.DRAFT)
