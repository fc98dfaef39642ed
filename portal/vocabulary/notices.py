"""The words about messages and how they fare."""

from enum import StrEnum


class Channel(StrEnum):
    """By which means a notice goes out."""

    EMAIL = "email"
    SMS = "sms"
    CALL = "call"


class Purpose(StrEnum):
    """What a notice is for."""

    DECISION = "decision"
    CORRECTION = "correction"
    NEW_LINK = "new_link"
    INVITATION = "invitation"
    CHECK_IN = "check_in"
    TEXTS_ENDED = "texts_ended"
    RECEIVED = "received"
    HOLDING = "holding"
    ANSWER = "answer"
    CALL_CONFIRMATION = "call_confirmation"
    POINTS = "points"
    DIGEST = "digest"

    @property
    def optional(self) -> bool:
        """Whether nothing is owed: consent, pause and budget of the person decide."""
        return self is Purpose.CHECK_IN

    @property
    def before_decision(self) -> bool:
        """Whether a decision makes it needless."""
        return self in (Purpose.RECEIVED, Purpose.HOLDING, Purpose.POINTS)

    @property
    def opens(self) -> bool:
        """Whether it carries a personal link."""
        return self is not Purpose.DIGEST

    @property
    def asked_for(self) -> bool:
        """Whether somebody asked for it this minute, so that nothing may hold it back."""
        return self in (Purpose.NEW_LINK, Purpose.INVITATION, Purpose.TEXTS_ENDED)


class NoticeState(StrEnum):
    """Where a notice stands on its way."""

    HELD = "held"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    RETRY = "retry"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED_SOFT = "failed_soft"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    BOUNCED = "bounced"
    DEAD = "dead"


class AttemptResult(StrEnum):
    """How one attempt to send ended, as far as we know."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    FAULT = "fault"
    POLICY = "policy"
    ABANDONED = "abandoned"
    STOPPED = "stopped"
    DEFERRED = "deferred"


class NoContact(StrEnum):
    """Why a notice may not go out, or not yet."""

    REOPENED = "reopened"
    NO_ADDRESS = "no_address"
    HISTORY = "history"
    HELD_BACK = "held_back"
    LINK_ENDED = "link_ended"
    RECALLED = "recalled"
    STALE = "stale"
    NO_CONSENT = "no_consent"
    PAUSED = "paused"
    BUDGET = "budget"
    NO_EMAIL_WANTED = "no_email_wanted"
    NOT_WANTED = "not_wanted"
    MERGED_ELSEWHERE = "merged_elsewhere"
    DELETED_ELSEWHERE = "deleted_elsewhere"
    ANONYMIZED_ELSEWHERE = "anonymized_elsewhere"
    SUPPRESSED = "suppressed"
    NO_PHONE = "no_phone"
    QUIET_HOURS = "quiet_hours"
    CHANNEL_PAUSED = "channel_paused"
    RESTORED = "restored"
    CALLED = "called"
    TOGETHER = "together"
    WAITS_FOR_ANOTHER = "waits_for_another"
    WAITS_FOR_CALL = "waits_for_call"
    HIRED = "hired"
    OVERTAKEN = "overtaken"


class ReceiptKind(StrEnum):
    """What somebody on the way said of a message after it was accepted."""

    DELIVERED = "delivered"
    FAILED_SOFT = "failed_soft"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class RelayState(StrEnum):
    """Whether a relay is used: WAITING is left in peace until a moment, PAUSED until a person
    has looked.
    """

    OPEN = "open"
    WAITING = "waiting"
    PAUSED = "paused"


class InboundState(StrEnum):
    """Where a message to us stands: RECEIVED waits for a worker."""

    RECEIVED = "received"
    DONE = "done"
    IGNORED = "ignored"
    FAILED = "failed"


TOLD = frozenset({NoticeState.ACCEPTED, NoticeState.DELIVERED})
"""Ends of a message by which its reader has been told, as far as anybody can know."""

UNTOLD = frozenset(
    {
        *(NoticeState.STOPPED, NoticeState.BOUNCED, NoticeState.DEAD),
        *(NoticeState.EXPIRED, NoticeState.FAILED_SOFT),
    }
)
"""Ends by which nobody was told, or probably nobody; a person may send it once more."""

CANNOT_BE_TOLD = frozenset(
    {
        *(NoContact.NO_ADDRESS, NoContact.NO_PHONE, NoContact.SUPPRESSED, NoContact.LINK_ENDED),
        *(NoContact.NO_EMAIL_WANTED, NoContact.NO_CONSENT, NoContact.MERGED_ELSEWHERE),
        NoContact.HIRED,
    }
)
"""Why a message was stopped that is still owed: a person has to find another way."""
