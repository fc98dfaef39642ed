"""Contact preferences: the candidate's own choice, effective at once."""

from portal.context import Context
from portal.models import Candidate, Preferences
from portal.policy.consent import months_later
from portal.policy.preferences import CHOICES, PAUSES, ContactPreferences
from portal.policy.refusal import Refusal
from portal.services import audit
from portal.vocabulary import Act

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
    row.channels = [channel.value for channel in chosen.channels]
    row.topics = [topic.value for topic in chosen.topics]
    row.at_most, row.changed_at = chosen.at_most, context.now
    context.session.get_one(Candidate, candidate_id).language = language
    audit.record(context, Act.PREFERENCES_CHANGED, candidate_id=candidate_id)


def pause(context: Context, candidate_id: int, months: int) -> None:
    """Write nothing optional for so many months; 0 ends the pause."""
    if months not in (0, *PAUSES):
        raise Refusal("Choose one of the list.", "months")
    row = _row(context, candidate_id)
    row.paused_until = months_later(context.now, months) if months else None
    row.changed_at = context.now
    audit.record(context, Act.PREFERENCES_CHANGED, candidate_id=candidate_id, pause=months)


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
