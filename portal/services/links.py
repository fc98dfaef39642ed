"""Personal links: derived tokens, so that none is kept and every retry renders the same one."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.context import Context
from portal.models import Link
from portal.settings import Settings
from portal.vocabulary import LinkScope

LASTS = {
    LinkScope.CANDIDATE: timedelta(days=30),
    LinkScope.INVITATION: timedelta(days=7),
    LinkScope.POINTS: timedelta(days=30),
}
_PATHS = {
    LinkScope.CANDIDATE: "n",
    LinkScope.INVITATION: "recruiter/invitation",
    LinkScope.POINTS: "p",
}
KID = 1
"""The key in use; a rotation adds the next one and keeps this for links already out."""
SHORT = 16
"""Bytes of the token in a text message, where each character counts; still beyond guessing."""


def for_candidate(context: Context, candidate_id: int, *, short: bool = False) -> Link:
    """A link of their own for a candidate, valid for 30 days; a short one for a text message."""
    link = Link(candidate_id=candidate_id, **values(context, LinkScope.CANDIDATE, short=short))
    context.session.add(link)
    context.session.flush()
    return link


def for_invited_user(context: Context, user_id: int) -> Link:
    """A link by which an invited user sets their password; earlier ones end."""
    revoke_invitations(context, user_id)
    link = Link(user_id=user_id, **values(context, LinkScope.INVITATION))
    context.session.add(link)
    context.session.flush()
    return link


def for_points(context: Context, points_request_id: int) -> Link:
    """A link by which somebody gives the points that they were asked for, valid for 30 days."""
    link = Link(points_request_id=points_request_id, **values(context, LinkScope.POINTS))
    context.session.add(link)
    context.session.flush()
    return link


def revoke_invitations(context: Context, user_id: int) -> None:
    """End every invitation of a user."""
    context.session.execute(
        update(Link)
        .where(Link.user_id == user_id, Link.revoked_at.is_(None))
        .values(revoked_at=context.now)
    )


def find(session: Session, scope: LinkScope, token: str, now: datetime) -> Link | None:
    """The valid link behind a token; None for unknown, revoked and expired ones alike."""
    link = session.scalar(select(Link).where(Link.token_hash == _hash(token), Link.scope == scope))
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        return None
    return link


def revoke(context: Context, link: Link) -> None:
    """End a link."""
    link.revoked_at = context.now


class Derivable(Protocol):
    """What an address is derived from: a link, or the columns of one."""

    @property
    def kid(self) -> int: ...  # noqa: D102
    @property
    def nonce(self) -> str: ...  # noqa: D102
    @property
    def scope(self) -> LinkScope: ...  # noqa: D102
    @property
    def short(self) -> bool: ...  # noqa: D102


def address(settings: Settings, link: Derivable | None) -> str:
    """The link's address, built from the configured base URL only; without one it is where the
    team works.
    """
    if link is None:
        return f"{settings.base_url}/recruiter/"
    token = _token(settings, link.kid, link.nonce, short=link.short)
    return f"{settings.base_url}/{_PATHS[link.scope]}/{token}"


def values(context: Context, scope: LinkScope, *, short: bool = False) -> dict[str, Any]:
    """The columns of a new link but for whom it opens."""
    nonce = secrets.token_hex(16)
    return {
        "scope": scope,
        "kid": KID,
        "nonce": nonce,
        "token_hash": _hash(_token(context.settings, KID, nonce, short=short)),
        "short": short,
        "created_at": context.now,
        "expires_at": context.now + LASTS[scope],
    }


def _token(settings: Settings, kid: int, nonce: str, *, short: bool) -> str:
    key = hmac.new(settings.secret_key.encode(), f"links:{kid}".encode(), hashlib.sha256).digest()
    digest = hmac.new(key, nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:SHORT] if short else digest).rstrip(b"=").decode()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
