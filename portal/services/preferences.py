"""Contact preferences: the candidate's own choice, effective at once."""

from portal.context import Context
from portal.models import Candidate, Preferences
from portal.policy.call_list import CallHours
from portal.policy.consent import months_later
from portal.policy.preferences import CHOICES, PAUSES, ContactPreferences
from portal.policy.refusal import Refusal
from portal.queries import texting
from portal.services import audit, text_consent
from portal.vocabulary import Act, Channel, Means

LANGUAGES = {"en": "English", "de": "Deutsch"}


def choose(
    context: Context, candidate_id: int, chosen: ContactPreferences, *, language: str
) -> None:
    """Keep what the candidate wants; a pause is kept as it is."""
    if chosen.at_most not in CHOICES:
        raise Refusal("Choose one of the list.", "at_most")
    if language not in LANGUAGES:
        raise Refusal("Choose one of the list.", "language")
    row = _row(context, candidate_id)
    channels = _with_texts(context, candidate_id, row, chosen.channels)
    row.channels = [channel.value for channel in channels]
    row.topics = [topic.value for topic in chosen.topics]
    row.at_most, row.changed_at = chosen.at_most, context.now
    context.session.get_one(Candidate, candidate_id).language = language
    audit.record(context, Act.PREFERENCES_CHANGED, candidate_id=candidate_id)


def switch(context: Context, candidate_id: int, channel: Channel, *, on: bool) -> None:
    """Add one channel to what the candidate wants, or take it away, and leave the rest alone."""
    row = _row(context, candidate_id)
    others = [name for name in row.channels if name != channel.value]
    row.channels = [*others, channel.value] if on else others
    row.changed_at = context.now


def want_nothing(context: Context, candidate_id: int) -> bool:
    """Nothing more but what is owed; False if that was so before."""
    row = _row(context, candidate_id)
    if row.at_most == 0:
        return False
    row.at_most, row.changed_at = 0, context.now
    return True


def pause(context: Context, candidate_id: int, months: int) -> None:
    """Write nothing optional for so many months; 0 ends the pause."""
    if months not in (0, *PAUSES):
        raise Refusal("Choose one of the list.", "months")
    row = _row(context, candidate_id)
    row.paused_until = months_later(context.now, months) if months else None
    row.changed_at = context.now
    audit.record(context, Act.PREFERENCES_CHANGED, candidate_id=candidate_id, pause=months)


def choose_call_hours(
    context: Context, candidate_id: int, chosen: tuple[int | None, int | None]
) -> None:
    """Keep between which hours of the day they like to be called; raises Refusal for no hours."""
    first, until = chosen
    row = _row(context, candidate_id)
    if first is None and until is None:
        row.calls_from = row.calls_until = None
    elif first is None or until is None:
        missing = "calls_from" if first is None else "calls_until"
        raise Refusal("Choose both hours, or neither.", missing)
    elif not CallHours(first, until).possible:
        raise Refusal("Choose an hour after the first.", "calls_until")
    else:
        row.calls_from, row.calls_until = first, until
    row.changed_at = context.now
    audit.record(context, Act.PREFERENCES_CHANGED, candidate_id=candidate_id)


def _with_texts(
    context: Context, candidate_id: int, row: Preferences, chosen: tuple[Channel, ...]
) -> tuple[Channel, ...]:
    """The channels that were chosen; text messages need a number, and their own consent."""
    if not context.settings.sms_url:
        # Nobody was asked about them now: what was said before is kept.
        kept = (Channel.SMS,) if Channel.SMS.value in row.channels else ()
        return (*(channel for channel in chosen if channel is not Channel.SMS), *kept)
    if Channel.SMS not in chosen:
        text_consent.refuse(context, candidate_id, Means.OWN_PAGE)
        return chosen
    reached = texting.known(context.session, [candidate_id])[candidate_id]
    if reached.number is None:
        raise Refusal("We have no mobile number of yours to send them to.", "channels")
    text_consent.allow(context, candidate_id, Means.OWN_PAGE)
    return chosen


def _row(context: Context, candidate_id: int) -> Preferences:
    row = context.session.get(Preferences, candidate_id)
    if row is None:
        default = ContactPreferences()
        row = Preferences(
            candidate_id=candidate_id,
            channels=[channel.value for channel in default.channels],
            topics=[topic.value for topic in default.topics],
            at_most=default.at_most,
            changed_at=context.now,
        )
        context.session.add(row)
    return row
