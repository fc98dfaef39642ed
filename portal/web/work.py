"""How views change something: one unit of work, by whoever is signed in."""

from contextlib import AbstractContextManager

from flask_login import current_user

from portal.context import SYSTEM, Actor, Context
from portal.unit_of_work import unit_of_work as one_transaction
from portal.vocabulary import ActorKind, SessionKind
from portal.web.database import gateways, now, reading
from portal.web.sessions import opened

__all__ = ["actor", "gateways", "now", "reading", "unit_of_work"]


def actor() -> Actor:
    """Who is acting in this request: the signed-in user, the candidate, or the portal."""
    session = opened()
    if session is None:
        return SYSTEM
    if session.kind is SessionKind.CANDIDATE:
        return Actor(ActorKind.CANDIDATE, session.subject_id)
    return Actor(ActorKind.USER, current_user.id, current_user.role)


def unit_of_work() -> AbstractContextManager[Context]:
    """One transaction of this request."""
    return one_transaction(gateways(), actor())
