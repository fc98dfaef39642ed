"""One person, one message: decisions that fall together are told together, and what waits for
another one waits for a limited time, then says that the other goes on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.policy.letter import LetterKind, Words
from portal.vocabulary import NoContact

A_MOMENT = timedelta(seconds=10)
"""After this time it is looked again what became of a decision that another worker has in hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What else is open about the person to whom a decision is told."""

    waits_until: datetime | None = None
    """Until when it waits at most for another; None when somebody wants it to go now."""
    by_rule: bool = True
    """Whether nobody has chosen a moment for it."""
    hired: bool = False
    """Whether they were hired for another vacancy, and nobody has said to send it all the same."""
    open_roles: tuple[str, ...] = ()
    """What else they have applied for and hear about later."""
    next_due: datetime | None = None
    """When the next decision about them is due that is not due yet."""
    in_hand: bool = False
    """Whether another worker is just about to tell them something else."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a decision is not told now, and until when it waits; None: until a person has looked."""

    why: NoContact
    until: datetime | None = None


def hindrance(company: Company, now: datetime) -> Hindrance | None:
    """What keeps a decision that is due from being told now, if anything does."""
    if company.hired:
        return Hindrance(NoContact.HIRED)
    if company.in_hand:
        return Hindrance(NoContact.TOGETHER, now + A_MOMENT)
    limit = company.waits_until
    if limit is None or limit <= now:
        return None
    if company.next_due is not None and now < company.next_due <= limit:
        return Hindrance(NoContact.TOGETHER, company.next_due)
    if company.open_roles and company.by_rule:
        return Hindrance(NoContact.WAITS_FOR_ANOTHER, limit)
    return None


def joined(words: Words, others: Sequence[Words], open_roles: Sequence[str]) -> Words:
    """The words of a message that also tells these others, and says what goes on."""
    told = [_told(kind, roles) for kind, roles in _by_kind(others)]
    also = [*told, *([_goes_on(open_roles)] if open_roles else [])]
    return replace(
        words,
        also=" ".join(also),
        invites=any(each.invites for each in (words, *others)),
        tried_to_call=any(each.tried_to_call for each in (words, *others)),
        has_feedback=any(each.has_feedback for each in (words, *others)),
    )


def _by_kind(others: Iterable[Words]) -> list[tuple[LetterKind, list[str]]]:
    roles: dict[LetterKind, list[str]] = {}
    for each in others:
        roles.setdefault(each.kind, []).append(each.role)
    return list(roles.items())


def _told(kind: LetterKind, roles: Sequence[str]) -> str:
    named = _named(roles)
    match kind:
        case LetterKind.WITHDRAWN:
            what = "applications" if len(set(roles)) > 1 else "application"
            said = f"We have also closed your {what} for {named}, as you wished."
        case LetterKind.OFFER_DECLINED:
            said = f"Thank you also for telling us what you decided about our offer for {named}."
        case _:
            what = "applications" if len(set(roles)) > 1 else "application"
            said = f"We have also decided not to go on with your {what} for {named}."
    return f"{said} You can read about it on the same page."


def _goes_on(roles: Sequence[str]) -> str:
    named = _named(roles)
    if len(set(roles)) > 1:
        return f"Your applications for {named} go on: this message changes nothing there."
    return f"Your application for {named} goes on: this message changes nothing there."


def _named(roles: Sequence[str]) -> str:
    """Names as one says them: A, B and C."""
    *first, last = dict.fromkeys(roles)
    return f"{', '.join(first)} and {last}" if first else last
