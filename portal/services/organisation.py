"""Setting the organisation up, and what an administrator changes later."""

import hashlib
from dataclasses import asdict, dataclass

from portal.context import Context
from portal.models import ConsentText, Organisation, Reason, User
from portal.policy import addresses, colour, pictures, public_holidays, working_days
from portal.policy.refusal import Refusal
from portal.services import audit, templates
from portal.vocabulary import Act, ConsentKind, EndedBy, Region, Role

REASONS = (
    (EndedBy.US, "Skills do not match yet"),
    (EndedBy.US, "Experience does not match yet"),
    (EndedBy.US, "Another person was chosen"),
    (EndedBy.US, "Vacancy was closed"),
    (EndedBy.US, "Working conditions do not fit"),
    (EndedBy.THEM, "Chose another company"),
    (EndedBy.THEM, "Salary"),
    (EndedBy.THEM, "Location or remote work"),
    (EndedBy.THEM, "Personal reasons"),
    (EndedBy.THEM, "Unknown"),
)
POOL_TEXT = """\
If you join, we keep your details and your earlier applications with us so that we can write to \
you when something fits.

We write rarely: at most as often as you choose, and only about the topics you pick.

Only the hiring team of {organisation} sees your details. We never sell them or pass them on.

This lasts {months} months. Then we ask once whether you want to stay; if you do not answer, we \
take you out.

You can leave at any time with one tap, here or from any message. Joining or leaving changes \
nothing about any decision.
"""


def set_up(context: Context, name: str) -> Organisation:
    """The organisation's row with reasons and consent text to start from."""
    found = context.session.get(Organisation, 1)
    if found is not None:
        return found
    organisation = Organisation(id=1, name=name)
    context.session.add(organisation)
    for position, (ended_by, reason) in enumerate(REASONS):
        context.session.add(Reason(name=reason, ended_by=ended_by, position=position, active=True))
    context.session.add(
        ConsentText(
            kind=ConsentKind.POOL,
            language="en",
            version=1,
            body=POOL_TEXT,
            months=12,
            written_at=context.now,
        )
    )
    context.session.flush()
    templates.start(context)
    return organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """How the organisation shows itself, as typed."""

    name: str
    accent: str
    sender_name: str
    reply_to: str
    privacy_contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """When the organisation works and what it promises, as typed."""

    time_zone: str
    region: Region
    working_days: tuple[int, ...]
    days_off: tuple[str, ...]
    promise_days: int
    concern_owner_id: int | None
    country: str = ""
    """Whose public holidays are days off, or nothing."""
    subdivision: str = ""
    """The state or region of it that has more of them."""


def show_as(context: Context, typed: Identity) -> None:
    """Change how the organisation shows itself; raises Refusal for a bad colour or address."""
    reply_to = addresses.address(typed.reply_to, field="reply_to") if typed.reply_to else ""
    values = asdict(typed) | {"accent": colour.colour(typed.accent), "reply_to": reply_to}
    change(context, **values)


def promise(context: Context, typed: Promises) -> None:
    """Change when the organisation works and what it promises; clocks that run stay as they are."""
    if typed.concern_owner_id is not None:
        owner = context.session.get(User, typed.concern_owner_id)
        if owner is None or not owner.active or owner.role is Role.HIRING_MANAGER:
            raise Refusal("Choose an active recruiter or administrator.", "concern_owner_id")
    country, subdivision = public_holidays.checked(typed.country, typed.subdivision)
    values = asdict(typed) | {
        "country": country,
        "subdivision": subdivision,
        "working_days": working_days.weekdays(typed.working_days),
        "days_off": working_days.days_off(typed.days_off),
    }
    change(context, **values)


def show_logo(context: Context, content: bytes) -> None:
    """Show this picture on every page; raises Refusal if it is none that we can use."""
    picture = pictures.read(content, field="logo")
    change(
        context,
        logo=content,
        logo_type=picture.content_type,
        logo_hash=hashlib.sha256(content).hexdigest()[:16],
    )


def remove_logo(context: Context) -> None:
    """Show no picture any more."""
    change(context, logo=None, logo_type=None, logo_hash=None)


def change(context: Context, **values: object) -> None:
    """Change what an administrator decides; the audit keeps which settings, not their text."""
    organisation = context.session.get_one(Organisation, 1)
    changed = sorted(name for name, new in values.items() if getattr(organisation, name) != new)
    for name in changed:
        setattr(organisation, name, values[name])
    if changed:
        audit.record(context, Act.SETTINGS_CHANGED, settings=changed)
