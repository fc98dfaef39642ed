"""The people of the team: creating, inviting, signing in, handing work over."""

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select, update

from portal.context import Context
from portal.models import Link, Organisation, User, Vacancy
from portal.policy import addresses
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit, links, notices, sessions, tries
from portal.vocabulary import Act, Purpose, Role

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
TRIES_PER_ADDRESS, TRIES_PER_PLACE, WITHIN = 8, 40, timedelta(minutes=15)
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("a password that nobody has")
"""Verified for unknown addresses, so that they take as long as known ones."""


def create(
    context: Context,
    *,
    email: str,
    name: str,
    role: Role,
    password: str | None,
    job_title: str = "",
) -> User:
    """Add a user; raises Refusal for a bad or taken address or too short a password."""
    email = addresses.normal(addresses.address(email))
    if context.session.scalar(select(User.id).where(User.email == email)):
        raise Refusal("Somebody with this address is a user already.", "email")
    user = User(
        email=email,
        name=name.strip() or email.partition("@")[0],
        job_title=job_title,
        role=role,
        password_hash=None if password is None else hashed(password),
        active=True,
        created_at=context.now,
    )
    context.session.add(user)
    context.session.flush()
    return user


def invite(context: Context, *, email: str, name: str, role: Role, job_title: str = "") -> User:
    """Add a user without a password and owe them a mail with a link to set one."""
    user = create(context, email=email, name=name, role=role, password=None, job_title=job_title)
    _owe_invitation(context, user)
    return user


def invite_again(context: Context, user_id: int) -> None:
    """A fresh link for somebody whose invitation ran out or who forgot the password."""
    user = get(context, user_id)
    if not user.active:
        raise Refusal("Reactivate this person first.")
    _owe_invitation(context, user)


def accept_invitation(context: Context, link: Link, password: str) -> User:
    """Set the invited user's password; the link ends, and so does every open session."""
    user = context.session.get_one(User, link.user_id)
    if not user.active:
        raise Refusal("This invitation is no longer valid.")
    user.password_hash = hashed(password)
    links.revoke(context, link)
    sessions.end_all_of_user(context, user.id)
    return user


def verify(context: Context, *, email: str, password: str, place: str) -> User | None:
    """The user who signs in, or None; counts the try first, per address and per place (an IP).

    Raises Refusal with one text for every reason, so that nobody learns which addresses exist.
    """
    email = addresses.normal(email.strip())
    within = {"within": WITHIN}
    allowed = tries.allow(context, "sign-in", email, at_most=TRIES_PER_ADDRESS, **within)
    if not (
        tries.allow(context, "sign-in-from", place, at_most=TRIES_PER_PLACE, **within) and allowed
    ):
        return None
    user = context.session.scalar(select(User).where(User.email == email, User.active))
    known = user.password_hash if user and user.password_hash else _NOBODY
    if not _matches(known, password) or user is None or known is _NOBODY:
        return None
    if _hasher.check_needs_rehash(known):
        user.password_hash = _hasher.hash(password)
    tries.forgive(context, "sign-in", email)
    audit.record(context, Act.SIGNED_IN, user=user.id)
    return user


def change(context: Context, user_id: int, *, name: str, job_title: str, role: Role) -> None:
    """Change name, title and role; the last administrator stays one."""
    user = get(context, user_id)
    if user.role is Role.ADMIN and role is not Role.ADMIN:
        _refuse_without_admins(context, user)
    if user.role is not role:
        audit.record(context, Act.USER_CHANGED, user=user.id, role=role.value)
    user.name, user.job_title, user.role = name, job_title, role


def deactivate(context: Context, user_id: int) -> None:
    """Close somebody's access at once; refused while work is still theirs."""
    user = get(context, user_id)
    if user.id == context.actor.id:
        raise Refusal("You cannot deactivate yourself.")
    if user.role is Role.ADMIN:
        _refuse_without_admins(context, user)
    owned = context.session.scalar(
        select(func.count()).where(
            (Vacancy.owner_id == user_id) | (Vacancy.hiring_manager_id == user_id)
        )
    )
    if owned:
        raise Conflict(f"{user.name} still has {owned} vacancies. Hand their work over first.")
    user.active = False
    sessions.end_all_of_user(context, user.id)
    context.session.execute(
        update(Link)
        .where(Link.user_id == user.id, Link.revoked_at.is_(None))
        .values(revoked_at=context.now)
    )
    audit.record(context, Act.USER_DEACTIVATED, user=user.id)


def reactivate(context: Context, user_id: int) -> None:
    """Let somebody sign in again."""
    get(context, user_id).active = True
    audit.record(context, Act.USER_REACTIVATED, user=user_id)


def hand_over(context: Context, from_id: int, to_id: int) -> None:
    """Reassign all work of one user to another in one step."""
    heir, giver = get(context, to_id), get(context, from_id)
    if heir.id == giver.id or not heir.active:
        raise Refusal("Choose another active person.", "to")
    if heir.role is Role.HIRING_MANAGER and giver.role is not Role.HIRING_MANAGER:
        raise Refusal("A hiring manager cannot own vacancies. Choose a recruiter.", "to")
    for column in (Vacancy.owner_id, Vacancy.hiring_manager_id):
        context.session.execute(update(Vacancy).where(column == from_id).values({column: to_id}))
    context.session.execute(
        update(Organisation)
        .where(Organisation.concern_owner_id == from_id)
        .values(concern_owner_id=to_id)
    )
    audit.record(context, Act.WORK_REASSIGNED, user=from_id, to=to_id)


def get(context: Context, user_id: int) -> User:
    """A user by id; raises Refusal if there is none."""
    user = context.session.get(User, user_id)
    if user is None:
        raise Refusal("There is no such user.")
    return user


def hashed(password: str) -> str:
    """The argon2id hash of a new password; raises Refusal if it is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refusal(f"Use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.", "password")
    return _hasher.hash(password)


def _owe_invitation(context: Context, user: User) -> None:
    link = links.for_invited_user(context, user.id)
    notices.owe_to_user(context, user, Purpose.INVITATION, link)
    audit.record(context, Act.USER_INVITED, user=user.id)


def _matches(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


def _refuse_without_admins(context: Context, leaving: User) -> None:
    others = context.session.scalar(
        select(func.count()).where(User.role == Role.ADMIN, User.active, User.id != leaving.id)
    )
    if not others:
        raise Refusal("Somebody has to stay administrator.")
