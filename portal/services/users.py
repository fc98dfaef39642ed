"""The people of the team: creating, inviting, changing, letting in and out, handing work over."""

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from portal.context import Context
from portal.models import Connection, Inquiry, Link, Organisation, Task, User, Vacancy
from portal.policy import addresses
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit, links, owing, passwords, sessions, sign_in
from portal.vocabulary import Act, LinkScope, Purpose, Role

TAKEN = "Somebody with this address is a user already."


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
        raise Refusal(TAKEN, "email")
    user = User(
        email=email,
        name=name.strip() or email.partition("@")[0],
        job_title=job_title,
        role=role,
        password_hash=None if password is None else passwords.hashed(password),
        active=True,
        created_at=context.now,
    )
    context.session.add(user)
    try:
        context.session.flush()
    except IntegrityError as error:
        raise Refusal(TAKEN, "email") from error
    audit.record(context, Act.USER_ADDED, user=user.id, role=role.value)
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


def accept_invitation(context: Context, token: str, password: str) -> User | None:
    """Set the invited user's password; the link ends, and so does every open session.

    None when the link is not, or no longer, good for anything.
    """
    link = links.find(context.session, LinkScope.INVITATION, token, context.now)
    user = None if link is None else context.session.get(User, link.user_id)
    if link is None or user is None or not user.active:
        return None
    if not _use_up(context, link):
        return None
    user.password_hash = passwords.hashed(password)
    sessions.end_all_of_user(context, user.id)
    sign_in.forgive(context, user.email)
    audit.record(context, Act.USER_CHANGED, user=user.id, password=True)
    return user


def change(context: Context, user_id: int, *, name: str, job_title: str, role: Role) -> None:
    """Change name, title and role; raises Refusal for a role that leaves a duty to nobody."""
    user = get(context, user_id)
    if user.role is Role.ADMIN and role is not Role.ADMIN:
        _refuse_without_admins(context, user)
    if role is Role.HIRING_MANAGER and user.role is not role:
        _refuse_while_only_a_recruiter_will_do(context, user)
    if user.role is not role:
        audit.record(context, Act.USER_CHANGED, user=user.id, role=role.value)
    user.name, user.job_title, user.role = name, job_title, role


def deactivate(context: Context, user_id: int) -> None:
    """Close somebody's access at once; refused while work is still theirs."""
    user = get(context, user_id)
    if user.id == context.actor.id:
        raise Refusal("You cannot deactivate yourself. Ask another administrator.")
    if user.role is Role.ADMIN:
        _refuse_without_admins(context, user)
    if _managed(context, user_id) or _needs_recruiter(context, user_id):
        raise Conflict(f"{user.name} still has work. Choose who takes it over first.", "heir")
    user.active = False
    sessions.end_all_of_user(context, user.id)
    links.revoke_invitations(context, user.id)
    audit.record(context, Act.USER_DEACTIVATED, user=user.id)


def reactivate(context: Context, user_id: int) -> None:
    """Let somebody sign in again, with the password that they had."""
    user = get(context, user_id)
    if user.active:
        return
    user.active = True
    audit.record(context, Act.USER_REACTIVATED, user=user_id)


def hand_over(context: Context, from_id: int, to_id: int) -> None:
    """Reassign all work of one user to another in one step."""
    heir, giver = get(context, to_id), get(context, from_id)
    if heir.id == giver.id or not heir.active:
        raise Refusal("Choose another active person.", "heir")
    if heir.role is Role.HIRING_MANAGER and _needs_recruiter(context, from_id):
        raise Refusal(
            "A hiring manager cannot own vacancies or connections, do tasks or answer concerns. "
            "Choose a recruiter.",
            "heir",
        )
    for column in (Vacancy.owner_id, Vacancy.hiring_manager_id, Connection.owner_id):
        context.session.execute(
            update(column.class_).where(column == from_id).values({column: to_id})
        )
    context.session.execute(
        update(Task).where(Task.owner_id == from_id, Task.done_at.is_(None)).values(owner_id=to_id)
    )
    context.session.execute(
        update(Inquiry)
        .where(Inquiry.owner_id == from_id, Inquiry.answered_at.is_(None))
        .values(owner_id=to_id)
    )
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


def _owe_invitation(context: Context, user: User) -> None:
    link = links.for_invited_user(context, user.id)
    owing.owe_to_user(context, user, Purpose.INVITATION, link)
    audit.record(context, Act.USER_INVITED, user=user.id)


def _use_up(context: Context, link: Link) -> bool:
    """End a link, and say whether it was still ours to end: of two at once, one wins."""
    ended = context.session.scalars(
        update(Link)
        .where(Link.id == link.id, Link.revoked_at.is_(None))
        .values(revoked_at=context.now)
        .returning(Link.id)
    )
    return ended.one_or_none() is not None


def _owned(context: Context, user_id: int) -> int:
    return context.session.scalar(select(func.count()).where(Vacancy.owner_id == user_id)) or 0


def _managed(context: Context, user_id: int) -> int:
    query = select(func.count()).where(Vacancy.hiring_manager_id == user_id)
    return context.session.scalar(query) or 0


def _needs_recruiter(context: Context, user_id: int) -> bool:
    """Whether somebody has work that a hiring manager cannot take over."""
    theirs = (
        select(Vacancy.id).where(Vacancy.owner_id == user_id),
        select(Connection.id).where(Connection.owner_id == user_id),
        select(Task.id).where(Task.owner_id == user_id, Task.done_at.is_(None)),
        select(Organisation.id).where(Organisation.concern_owner_id == user_id),
        select(Inquiry.id).where(Inquiry.owner_id == user_id, Inquiry.answered_at.is_(None)),
    )
    return any(context.session.scalar(query.limit(1)) is not None for query in theirs)


def _answers(context: Context, user_id: int) -> bool:
    query = select(Organisation.id).where(Organisation.concern_owner_id == user_id)
    return context.session.scalar(query) is not None


def _refuse_while_only_a_recruiter_will_do(context: Context, user: User) -> None:
    if owned := _owned(context, user.id):
        vacancies = "1 vacancy" if owned == 1 else f"{owned} vacancies"
        raise Refusal(f"{user.name} owns {vacancies}. Hand them over first.", "role")
    if _answers(context, user.id):
        raise Refusal(f"{user.name} answers concerns. Choose somebody else for that first.", "role")
    if _needs_recruiter(context, user.id):
        raise Refusal(f"{user.name} has tasks or connections. Hand them over first.", "role")


def _refuse_without_admins(context: Context, leaving: User) -> None:
    # Locked, so that two administrators cannot take each other's role at the same moment.
    admins = context.session.scalars(
        select(User.id)
        .where(User.role == Role.ADMIN, User.active)
        .order_by(User.id)
        .with_for_update()
    ).all()
    if not set(admins) - {leaving.id}:
        raise Refusal("Somebody has to stay administrator.", "role")
