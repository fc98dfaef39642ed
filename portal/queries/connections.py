"""Connections to other systems as their pages and their edge read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from portal.models import Application, Candidate, Connection, User, Vacancy, WebhookEvent
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.vocabulary import ConnectionKind, WebhookState

PAGE = 50
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """Who calls, and what their secret is derived from."""

    id: int
    kid: int
    nonce: str


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """One connection and how it goes."""

    id: int
    public_id: str
    kind: ConnectionKind
    name: str
    source: str
    owner_id: int
    owner: str
    secret_shown_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    last_event_at: datetime | None
    waiting: int
    questions: int
    failed: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that a system told us; what it was about is named as far as it is visible."""

    id: int
    action: str
    state: WebhookState
    received_at: datetime
    failure: str | None
    is_kept: bool
    """Whether what it said is still here, so that it can be taken up once more."""
    candidate_id: int | None
    name: str | None
    application_id: int | None
    vacancy_id: int | None
    vacancy: str | None

    @property
    def can_go_again(self) -> bool:
        """Whether a person may let the worker take it up once more."""
        return self.is_kept and self.state is not WebhookState.RECEIVED


def known(session: Session, kind: ConnectionKind, public_id: str) -> Known | None:
    """The connection at an address; None for unknown and ended ones, and for another kind."""
    query = select(Connection.id, Connection.kid, Connection.nonce).where(
        Connection.public_id == public_id, Connection.kind == kind, Connection.ended_at.is_(None)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else Known(*row)


def listed(session: Session) -> list[ConnectionRow]:
    """All connections, those that have ended last."""
    rows = session.execute(
        _CONNECTIONS.order_by(
            Connection.ended_at.is_not(None), func.lower(Connection.name), Connection.id
        )
    )
    return [ConnectionRow(*row) for row in rows]


def one(session: Session, connection_id: int) -> ConnectionRow | None:
    """One connection, or None if there is no such one."""
    row = session.execute(_CONNECTIONS.where(Connection.id == connection_id)).one_or_none()
    return None if row is None else ConnectionRow(*row)


def events(
    session: Session,
    viewer: Viewer,
    connection_id: int,
    *,
    state: WebhookState | None = None,
    before: int | None = None,
) -> list[EventRow]:
    """What came in, the newest first; one more than a page holds if there are older."""
    query = _events(viewer).where(WebhookEvent.connection_id == connection_id)
    if state is not None:
        query = query.where(WebhookEvent.state == state)
    if before is not None:
        query = query.where(WebhookEvent.id < before)
    rows = session.execute(query.order_by(WebhookEvent.id.desc()).limit(PAGE + 1))
    return [EventRow(*row) for row in rows]


def has_event(session: Session, connection_id: int, event_id: int) -> bool:
    """Whether this event came in over this connection."""
    query = select(WebhookEvent.id).where(
        WebhookEvent.id == event_id, WebhookEvent.connection_id == connection_id
    )
    return session.scalar(query) is not None


def troubles(session: Session, since: datetime) -> tuple[int, int]:
    """How many events failed, and how many wait since before then."""
    failed = select(func.count()).where(WebhookEvent.state == WebhookState.FAILED)
    late = select(func.count()).where(
        WebhookEvent.state == WebhookState.RECEIVED, WebhookEvent.not_before < since
    )
    return session.scalar(failed) or 0, session.scalar(late) or 0


def _events(viewer: Viewer) -> Rows:
    return (
        select(
            WebhookEvent.id,
            WebhookEvent.action,
            WebhookEvent.state,
            WebhookEvent.received_at,
            WebhookEvent.failure,
            WebhookEvent.body.is_not(None),
            Candidate.id,
            Candidate.name,
            Application.id,
            Vacancy.id,
            Vacancy.title,
        )
        .outerjoin(Application, Application.id == WebhookEvent.application_id)
        .outerjoin(
            Candidate,
            and_(
                Candidate.id == func.coalesce(WebhookEvent.candidate_id, Application.candidate_id),
                visible.candidates(viewer),
            ),
        )
        .outerjoin(
            Vacancy,
            and_(
                Vacancy.id == func.coalesce(WebhookEvent.vacancy_id, Application.vacancy_id),
                visible.vacancies(viewer),
            ),
        )
    )


def _number(state: WebhookState) -> Any:
    return (
        select(func.count())
        .where(WebhookEvent.connection_id == Connection.id, WebhookEvent.state == state)
        .correlate(Connection)
        .scalar_subquery()
    )


_LAST_EVENT = (
    select(func.max(WebhookEvent.received_at))
    .where(WebhookEvent.connection_id == Connection.id)
    .correlate(Connection)
    .scalar_subquery()
)
_CONNECTIONS: Rows = select(
    Connection.id,
    Connection.public_id,
    Connection.kind,
    Connection.name,
    Connection.source,
    Connection.owner_id,
    User.name,
    Connection.secret_shown_at,
    Connection.created_at,
    Connection.ended_at,
    _LAST_EVENT,
    _number(WebhookState.RECEIVED),
    _number(WebhookState.QUESTION),
    _number(WebhookState.FAILED),
).join(User, User.id == Connection.owner_id)
