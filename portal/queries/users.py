"""The people of the team, as lists and pages show them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from portal.models import Connection, Inquiry, Link, Notice, Organisation, Task, User, Vacancy
from portal.vocabulary import UNTOLD, NoticeState, Purpose, Role

RECRUITING = (Role.ADMIN, Role.RECRUITER)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to choose from."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team with what is theirs and how their access stands."""

    id: int
    name: str
    email: str
    job_title: str
    role: Role
    active: bool
    has_password: bool
    invitation_ends: datetime | None
    """Until when the newest invitation opens something; None if there is none."""
    invitation_state: NoticeState | None
    owns: int
    manages: int
    answers_concerns: bool
    connections: int
    tasks: int

    @property
    def has_work(self) -> bool:
        """Whether somebody has to take something over before they can leave."""
        return bool(self.manages or self.needs_recruiter)

    @property
    def needs_recruiter(self) -> bool:
        """Whether something of it is not for hiring managers."""
        return bool(self.owns or self.answers_concerns or self.connections or self.tasks)

    @property
    def invitation_lost(self) -> bool:
        """Whether the invitation's message did not get through."""
        return self.invitation_state in UNTOLD


def recruiting(session: Session) -> list[Colleague]:
    """Active people who may own vacancies and answer concerns."""
    return _colleagues(session, User.role.in_(RECRUITING))


def active(session: Session) -> list[Colleague]:
    """Active people of every role."""
    return _colleagues(session, true())


def heirs(session: Session, giver: Member) -> list[Colleague]:
    """Who could take over what somebody has."""
    found = recruiting(session) if giver.needs_recruiter else active(session)
    return [person for person in found if person.id != giver.id]


def team(session: Session) -> list[Member]:
    """Everybody, those who may sign in first."""
    rows = session.execute(_MEMBERS.order_by(User.active.desc(), func.lower(User.name), User.id))
    return [Member(*row) for row in rows]


def member(session: Session, user_id: int) -> Member | None:
    """One person of the team, or None if there is no such one."""
    row = session.execute(_MEMBERS.where(User.id == user_id)).one_or_none()
    return None if row is None else Member(*row)


def anybody_can_administrate(session: Session) -> bool:
    """Whether there is an active administrator with a password."""
    query = select(User.id).where(
        User.role == Role.ADMIN, User.active, User.password_hash.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def _colleagues(session: Session, condition: ColumnElement[bool]) -> list[Colleague]:
    rows = session.execute(
        select(User.id, User.name, User.role)
        .where(User.active, condition)
        .order_by(func.lower(User.name), User.id)
    )
    return [Colleague(*row) for row in rows]


_INVITATION_ENDS = (
    select(func.max(Link.expires_at))
    .where(Link.user_id == User.id, Link.revoked_at.is_(None))
    .correlate(User)
    .scalar_subquery()
)
_INVITATION_STATE = (
    select(Notice.state)
    .where(Notice.user_id == User.id, Notice.purpose == Purpose.INVITATION)
    .order_by(Notice.id.desc())
    .limit(1)
    .correlate(User)
    .scalar_subquery()
)
_OWNS = select(func.count()).where(Vacancy.owner_id == User.id).correlate(User).scalar_subquery()
_MANAGES = (
    select(func.count())
    .where(Vacancy.hiring_manager_id == User.id)
    .correlate(User)
    .scalar_subquery()
)
_ANSWERS = or_(
    select(Organisation.id).where(Organisation.concern_owner_id == User.id).exists(),
    select(Inquiry.id).where(Inquiry.owner_id == User.id, Inquiry.answered_at.is_(None)).exists(),
)
_CONNECTIONS = (
    select(func.count()).where(Connection.owner_id == User.id).correlate(User).scalar_subquery()
)
_TASKS = (
    select(func.count())
    .where(Task.owner_id == User.id, Task.done_at.is_(None))
    .correlate(User)
    .scalar_subquery()
)
_MEMBERS = select(
    User.id,
    User.name,
    User.email,
    User.job_title,
    User.role,
    User.active,
    User.password_hash.is_not(None),
    _INVITATION_ENDS,
    _INVITATION_STATE,
    _OWNS,
    _MANAGES,
    _ANSWERS,
    _CONNECTIONS,
    _TASKS,
)
