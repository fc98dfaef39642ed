"""Which session a cookie opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.models import Candidate, SessionRow, User
from portal.vocabulary import Role, SessionKind

IDLE = timedelta(minutes=30)
LONGEST = {SessionKind.RECRUITER: timedelta(hours=10), SessionKind.CANDIDATE: timedelta(hours=12)}


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that is neither ended nor too old, with whom it belongs to."""

    id_hash: str
    kind: SessionKind
    subject_id: int
    level: int
    seen_at: datetime
    name: str
    role: Role | None
    language: str
    time_zone: str | None = None
    """Where a candidate lives, if known."""


_RECRUITER = (
    select(
        SessionRow.level,
        SessionRow.started_at,
        SessionRow.seen_at,
        User.id,
        User.name,
        User.role,
    )
    .join(User, User.id == SessionRow.user_id)
    .where(User.active, SessionRow.id_hash == bindparam("id_hash"))
)
_CANDIDATE = (
    select(
        SessionRow.level,
        SessionRow.started_at,
        SessionRow.seen_at,
        Candidate.id,
        Candidate.called,
        Candidate.language,
        Candidate.time_zone,
    )
    .join(Candidate, Candidate.id == SessionRow.candidate_id)
    .where(SessionRow.id_hash == bindparam("id_hash"))
)


def find(session: Session, kind: SessionKind, id_hash: str, now: datetime) -> OpenSession | None:
    """The open session behind a cookie, or None if it is unknown, ended or too old."""
    recruiter = kind is SessionKind.RECRUITER
    query = _RECRUITER if recruiter else _CANDIDATE
    # Read on every page: straight over the connection, at half the price of the session.
    row = session.connection().execute(query, {"id_hash": id_hash}).one_or_none()
    if row is None:
        return None
    level, started_at, seen_at, subject_id, name, extra, *zone = row
    if now - seen_at > IDLE or now - started_at > LONGEST[kind]:
        return None
    return OpenSession(
        id_hash=id_hash,
        kind=kind,
        subject_id=subject_id,
        level=level,
        seen_at=seen_at,
        name=name,
        role=extra if recruiter else None,
        language="en" if recruiter else extra,
        time_zone=zone[0] if zone else None,
    )
