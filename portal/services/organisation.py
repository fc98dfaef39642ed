"""Setting the organisation up, and what an administrator changes later."""

from portal.context import Context
from portal.models import ConsentText, Organisation, Reason
from portal.services import audit
from portal.vocabulary import Act, ConsentKind, EndedBy

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

We write rarely: at most as often as you choose below, and only about the topics you pick.

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
    return organisation


def change(context: Context, **values: object) -> None:
    """Change what an administrator decides; the audit keeps which settings, not their text."""
    organisation = context.session.get_one(Organisation, 1)
    changed = sorted(name for name, new in values.items() if getattr(organisation, name) != new)
    for name in changed:
        setattr(organisation, name, values[name])
    if changed:
        audit.record(context, Act.SETTINGS_CHANGED, settings=changed)
