"""Connections to other systems: adding one, its secret, and ending it."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import func, select

from portal.context import Context
from portal.models import Application, Candidate, Connection, User
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit
from portal.settings import Settings
from portal.vocabulary import Act, ConnectionKind, Role

KID = 1
"""The key in use; a rotation adds the next one and keeps this for connections already made."""
SHOWN_ALREADY = "It has been shown already. Make a new one."
ENDED = "This connection has ended."


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionDraft:
    """A connection as typed."""

    kind: ConnectionKind
    name: str
    source: str
    owner_id: int | None


class Derivable(Protocol):
    """What a secret is derived from: a connection, or the columns of one."""

    @property
    def kid(self) -> int: ...  # noqa: D102
    @property
    def nonce(self) -> str: ...  # noqa: D102


def add(context: Context, draft: ConnectionDraft) -> Connection:
    """Make a connection with an address and a secret of its own; raises Refusal for its owner."""
    connection = Connection(
        public_id=secrets.token_hex(16),
        kind=draft.kind,
        name=draft.name,
        source=_known_spelling(context, draft.source),
        owner_id=_owner(context, draft.owner_id),
        created_by_id=context.actor.id,
        created_at=context.now,
        **_new_secret(),
    )
    context.session.add(connection)
    context.session.flush()
    audit.record(context, Act.CONNECTION_ADDED, connection=connection.id)
    return connection


def change(context: Context, connection_id: int, *, name: str, owner_id: int | None) -> None:
    """Give it another name, or the vacancies that it opens another owner."""
    connection = _open(context, connection_id)
    connection.name, connection.owner_id = name, _owner(context, owner_id)
    audit.record(
        context, Act.CONNECTION_CHANGED, connection=connection.id, owner=connection.owner_id
    )


def show_secret(context: Context, connection_id: int) -> str:
    """The secret, this once; raises Conflict if it has been shown."""
    connection = _open(context, connection_id)
    if connection.secret_shown_at is not None:
        raise Conflict(SHOWN_ALREADY)
    connection.secret_shown_at = context.now
    audit.record(context, Act.CONNECTION_CHANGED, connection=connection.id, shown=True)
    return secret_of(context.settings, connection)


def renew_secret(context: Context, connection_id: int) -> None:
    """From now on only what is signed with a new secret is taken."""
    connection = _open(context, connection_id)
    for column, value in _new_secret().items():
        setattr(connection, column, value)
    connection.secret_shown_at = None
    audit.record(context, Act.CONNECTION_CHANGED, connection=connection.id, renewed=True)


def end(context: Context, connection_id: int) -> None:
    """Take nothing from it any more; what has come in is still done."""
    connection = _open(context, connection_id)
    connection.ended_at = context.now
    audit.record(context, Act.CONNECTION_ENDED, connection=connection.id)


def secret_of(settings: Settings, connection: Derivable) -> str:
    """The secret: derived each time, so that it lies nowhere."""
    key = hmac.digest(
        settings.secret_key.encode(), f"connections:{connection.kid}".encode(), "sha256"
    )
    digest = hmac.digest(key, connection.nonce.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _new_secret() -> dict[str, object]:
    return {"kid": KID, "nonce": secrets.token_hex(16)}


def _open(context: Context, connection_id: int) -> Connection:
    """The row, locked: of two clicks the second sees what the first has done."""
    connection = context.session.scalars(
        select(Connection).where(Connection.id == connection_id).with_for_update()
    ).one()
    if connection.ended_at is not None:
        raise Conflict(ENDED)
    return connection


def _owner(context: Context, owner_id: int | None) -> int:
    owner = None if owner_id is None else context.session.get(User, owner_id)
    if owner is None or not owner.active or owner.role is Role.HIRING_MANAGER:
        raise Refusal("Choose an active recruiter or administrator.", "owner_id")
    return owner.id


def _known_spelling(context: Context, source: str) -> str:
    """The word for a system as it was written before, so that its ids are known again."""
    for known in (Connection.source, Candidate.source, Application.source):
        found = context.session.scalar(
            select(known).where(func.lower(known) == source.lower()).limit(1)
        )
        if found is not None:
            return found
    return source
