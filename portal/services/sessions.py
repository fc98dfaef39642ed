"""Beginning, keeping and ending sessions of both areas."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, update

from portal.context import Context
from portal.models import SessionRow
from portal.queries.sessions import LONGEST
from portal.vocabulary import SessionKind


def hash_of(raw_id: str) -> str:
    """What the table keeps of a session id."""
    return hashlib.sha256(raw_id.encode()).hexdigest()


def begin(context: Context, kind: SessionKind, subject_id: int) -> str:
    """Open a new session and return its raw id, which only the cookie will hold."""
    raw_id = secrets.token_urlsafe(32)
    recruiter = kind is SessionKind.RECRUITER
    context.session.add(
        SessionRow(
            id_hash=hash_of(raw_id),
            kind=kind,
            user_id=subject_id if recruiter else None,
            candidate_id=None if recruiter else subject_id,
            started_at=context.now,
            seen_at=context.now,
        )
    )
    forget_old(context)
    return raw_id


def seen(context: Context, id_hash: str) -> None:
    """Note that a session is in use."""
    context.session.execute(
        update(SessionRow).where(SessionRow.id_hash == id_hash).values(seen_at=context.now)
    )


def end(context: Context, id_hash: str) -> None:
    """Sign one session out."""
    context.session.execute(delete(SessionRow).where(SessionRow.id_hash == id_hash))


def end_all_of_user(context: Context, user_id: int) -> None:
    """Sign a user out everywhere."""
    context.session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))


def forget_old(context: Context) -> None:
    """Delete the sessions that are too old to open anything."""
    for kind, longest in LONGEST.items():
        oldest: datetime = context.now - longest
        context.session.execute(
            delete(SessionRow).where(SessionRow.kind == kind, SessionRow.started_at < oldest)
        )
