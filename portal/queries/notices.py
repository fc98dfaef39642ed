"""The notices as the team reads them: who must be told, and where each message stands."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models import Application, Candidate, Decision, Notice, User, Vacancy
from portal.policy.contact import ABOUT_A_DECISION
from portal.queries import concerns, organisation, visible
from portal.queries.search import LONGEST_SEARCH, matching
from portal.queries.visible import Viewer
from portal.vocabulary import (
    TOLD,
    UNTOLD,
    Channel,
    DecisionState,
    NoContact,
    NoticeState,
    Purpose,
)

Rows = Select[*tuple[Any, ...]]
PAGE = 50
MOST_COUNTED = 1_000
"""More than this are not counted: a list of a million is not read for a number."""
SOON = timedelta(minutes=15)
"""What is due by then is watched; what waits longer than that, nobody sits and waits for."""
UNDER_WAY = (NoticeState.SCHEDULED, NoticeState.SENDING, NoticeState.RETRY)
NOT_REACHED = (*sorted(UNTOLD), NoticeState.HELD)
CAN_TRY_AGAIN = (NoticeState.STOPPED, NoticeState.DEAD, NoticeState.BOUNCED, NoticeState.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which notices somebody looks for."""

    states: tuple[NoticeState, ...] = ()
    """Empty: all."""
    purpose: Purpose | None = None
    channel: Channel | None = None
    vacancy_id: int | None = None
    typed: str = ""
    """Words about the person."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice with whom it is for and where it stands."""

    id: int
    purpose: Purpose
    channel: Channel
    state: NoticeState
    not_before: datetime
    accepted_at: datetime | None
    unknown_count: int
    wire_at: datetime | None
    recall_requested_at: datetime | None
    reason: NoContact | None
    last_code: str | None
    address: str | None
    created_at: datetime
    candidate_id: int | None
    application_id: int | None
    name: str
    vacancy: str | None
    decision_id: int | None
    delivered_at: datetime | None
    decision: DecisionState | None
    told_elsewhere_at: datetime | None
    public_id: str
    created_by: str | None
    told_with_id: int | None
    waits_until: datetime | None

    @property
    def under_way(self) -> bool:
        """Whether something will still happen by itself."""
        return self.state in UNDER_WAY

    @property
    def can_be_recalled(self) -> bool:
        """Whether a recall can still stop it."""
        return self.under_way and self.recall_requested_at is None

    @property
    def can_be_moved(self) -> bool:
        """Whether it may still go out at another moment: no copy of it has left."""
        waits = self.state is NoticeState.SCHEDULED and self.address is None
        return waits and self.purpose is Purpose.DECISION and self._is_standing

    @property
    def can_try_again(self) -> bool:
        """Whether a person may send it off once more."""
        return self.state in CAN_TRY_AGAIN

    @property
    def can_be_copied(self) -> bool:
        """Whether a person may send another copy of it."""
        over = not (self.under_way or self.can_try_again or self.state is NoticeState.HELD)
        return self._is_standing and over and not self.was_spoken

    @property
    def can_be_called(self) -> bool:
        """Whether a person may tell them by telephone instead."""
        return self._is_standing and self.state not in TOLD and self.told_elsewhere_at is None

    @property
    def was_spoken(self) -> bool:
        """Whether somebody told it by telephone: nobody can do that once more by itself."""
        return self.channel is Channel.CALL

    @property
    def _is_standing(self) -> bool:
        return self.purpose in ABOUT_A_DECISION and self.decision is DecisionState.RELEASED


_ROWS: Rows = (
    select(
        Notice.id,
        Notice.purpose,
        Notice.channel,
        Notice.state,
        Notice.not_before,
        Notice.accepted_at,
        Notice.unknown_count,
        Notice.wire_at,
        Notice.recall_requested_at,
        Notice.reason,
        Notice.last_code,
        Notice.pinned_address,
        Notice.created_at,
        Notice.candidate_id,
        Application.id,
        func.coalesce(Candidate.name, User.name),
        Vacancy.title,
        Notice.decision_id,
        Notice.delivered_at,
        Decision.state,
        Decision.told_elsewhere_at,
        Notice.public_id,
        select(User.name)
        .where(User.id == Notice.created_by_id)
        .correlate(Notice)
        .scalar_subquery(),
        Notice.told_with_id,
        Notice.waits_until,
    )
    .outerjoin(Candidate, Candidate.id == Notice.candidate_id)
    .outerjoin(User, User.id == Notice.user_id)
    .outerjoin(Decision, Decision.id == Notice.decision_id)
    .outerjoin(
        Application,
        Application.id == func.coalesce(Decision.application_id, Notice.application_id),
    )
    .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
)
_ALL = Wanted()


def page(
    session: Session, viewer: Viewer, wanted: Wanted = _ALL, *, before: int | None = None
) -> list[NoticeRow]:
    """The newest of these notices, older than a given one; one more than a page holds."""
    # Each state by itself: an index gives the newest of one, and of several only after a sort of
    # all that ever were in them.
    alone = [replace(wanted, states=(state,)) for state in wanted.states] or [wanted]
    rows = [row for each in alone for row in _newest(session, viewer, each, before)]
    return sorted(rows, key=lambda row: row.id, reverse=True)[: PAGE + 1]


def _newest(
    session: Session, viewer: Viewer, wanted: Wanted, before: int | None
) -> list[NoticeRow]:
    query = _looked_for(_ROWS, viewer, wanted)
    if before is not None:
        query = query.where(Notice.id < before)
    rows = session.execute(query.order_by(Notice.id.desc()).limit(PAGE + 1))
    return [NoticeRow(*row) for row in rows]


def one(session: Session, viewer: Viewer, notice_id: int) -> NoticeRow | None:
    """A notice, or None if it does not exist for this viewer."""
    query = _ROWS.where(_visible(viewer), Notice.id == notice_id)
    row = session.execute(query).one_or_none()
    return None if row is None else NoticeRow(*row)


def of_decision(session: Session, viewer: Viewer, decision_id: int) -> list[NoticeRow]:
    """The notices that a decision owed, the oldest first."""
    query = _ROWS.where(_visible(viewer), Notice.decision_id == decision_id)
    return [NoticeRow(*row) for row in session.execute(query.order_by(Notice.id))]


def told_in(session: Session, viewer: Viewer, notice_id: int) -> list[NoticeRow]:
    """The notices that a message has told besides its own."""
    query = _ROWS.where(_visible(viewer), Notice.told_with_id == notice_id)
    return [NoticeRow(*row) for row in session.execute(query.order_by(Notice.id))]


def count(session: Session, viewer: Viewer, wanted: Wanted) -> int:
    """How many of these there are, one more than MOST_COUNTED at most."""
    some = _looked_for(_ROWS.with_only_columns(Notice.id), viewer, wanted).limit(MOST_COUNTED + 1)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def is_moving(session: Session, viewer: Viewer, wanted: Wanted, now: datetime) -> bool:
    """Whether any of these changes by itself in the next minutes."""
    if organisation.is_locked(session):
        return False
    query = _looked_for(_ROWS.with_only_columns(Notice.id), viewer, wanted).where(
        Notice.state.in_(UNDER_WAY), Notice.not_before <= now + SOON
    )
    return session.scalar(query.limit(1)) is not None


def vacancies(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """The vacancies whose notices this viewer may see, by title."""
    query = select(Vacancy.id, Vacancy.title).where(visible.vacancies(viewer))
    return [(row[0], row[1]) for row in session.execute(query.order_by(Vacancy.title, Vacancy.id))]


def _looked_for(query: Rows, viewer: Viewer, wanted: Wanted) -> Rows:
    query = query.where(_visible(viewer))
    if wanted.states:
        query = query.where(Notice.state.in_(wanted.states))
    if wanted.purpose is not None:
        query = query.where(Notice.purpose == wanted.purpose)
    if wanted.channel is not None:
        query = query.where(Notice.channel == wanted.channel)
    if wanted.vacancy_id is not None:
        query = query.where(Application.vacancy_id == wanted.vacancy_id)
    if wanted.typed:
        query = query.where(_for_somebody_like(wanted.typed))
    return query


def _for_somebody_like(typed: str) -> ColumnElement[bool]:
    """People first, then their notices: there are fewer of them."""
    people, colleagues = aliased(Candidate), aliased(User)
    words = typed[:LONGEST_SEARCH].replace("\0", " ").strip()
    named = select(colleagues.id).where(colleagues.name.icontains(words, autoescape=True))
    known = select(people.id).where(matching(typed, people.search_text))
    return or_(Notice.candidate_id.in_(known), Notice.user_id.in_(named))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """Notices about visible applications, those to visible people, and those to the team."""
    return and_(
        or_(
            Notice.user_id.is_not(None),
            and_(Application.id.is_(None), visible.candidates(viewer)),
            and_(Vacancy.id.is_not(None), visible.applications(viewer)),
        ),
        concerns.notice_is_open(),
    )
