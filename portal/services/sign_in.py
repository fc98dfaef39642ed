"""Signing in to the recruiter area, in three steps, because comparing a password is slow on
purpose and must not hold a transaction meanwhile.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.context import Context
from portal.models import User
from portal.policy import addresses
from portal.policy.refusal import Refusal
from portal.services import audit, passwords, sessions, tries
from portal.vocabulary import Act, SessionKind

TRIES_PER_ADDRESS, TRIES_PER_PLACE = 8, 40
WITHIN = timedelta(minutes=15)
_ADDRESS, _PLACE = "sign-in", "sign-in-from"


def allow(context: Context, email: str, place: str) -> bool:
    """Count one try, per address and per place (an IP), and say whether there were too many."""
    by_address = tries.allow(
        context, _ADDRESS, _normal(email), at_most=TRIES_PER_ADDRESS, within=WITHIN
    )
    by_place = tries.allow(context, _PLACE, place, at_most=TRIES_PER_PLACE, within=WITHIN)
    return by_address and by_place


def who(session: Session, email: str, password: str) -> User | None:
    """Whose address and password these are; None for unknown, wrong and deactivated alike, and
    after the same time.
    """
    user = session.scalar(select(User).where(User.email == _normal(email), User.active))
    known = user.password_hash if user is not None else None
    return user if passwords.belongs(known, password) else None


def begin(context: Context, user_id: int, password: str) -> str:
    """Open a session for somebody who has just proved who they are; its raw id."""
    user = context.session.get_one(User, user_id)
    if user.password_hash is not None:
        user.password_hash = passwords.renewed(user.password_hash, password) or user.password_hash
    forgive(context, user.email)
    audit.record(context, Act.SIGNED_IN, user=user.id)
    return sessions.begin(context, SessionKind.RECRUITER, user.id)


def forgive(context: Context, email: str) -> None:
    """Forget the tries at an address whose owner has proved who they are."""
    tries.forgive(context, _ADDRESS, _normal(email))


def _normal(email: str) -> str:
    try:
        return addresses.normal(addresses.address(email))
    except Refusal:
        return addresses.normal(email.strip())
