"""The words of the product as enumerations: one word per thing, the same in every layer."""

from enum import StrEnum


class Role(StrEnum):
    """What a user of the recruiter area is."""

    ADMIN = "admin"
    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"


class ActorKind(StrEnum):
    """Who acts: a person of the team, a candidate, a connected system, or the portal itself."""

    USER = "user"
    CANDIDATE = "candidate"
    CONNECTION = "connection"
    SYSTEM = "system"


class SessionKind(StrEnum):
    """Which of the two areas a session opens."""

    RECRUITER = "recruiter"
    CANDIDATE = "candidate"


class LinkScope(StrEnum):
    """What a personal link opens."""

    CANDIDATE = "candidate"
    INVITATION = "invitation"


class VacancyStatus(StrEnum):
    """Whether a vacancy takes applications."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class StageKind(StrEnum):
    """How far a stage is; from INTERVIEW on somebody has talked with the candidate."""

    APPLIED = "applied"
    SCREENING = "screening"
    INTERVIEW = "interview"
    OFFER = "offer"

    @property
    def interviewed(self) -> bool:
        """Whether a candidate at this stage has been talked with."""
        return self in (StageKind.INTERVIEW, StageKind.OFFER)


class Origin(StrEnum):
    """LIVE applications have a waiting clock; HISTORY was told elsewhere, nobody is written to."""

    LIVE = "live"
    HISTORY = "history"


class Outcome(StrEnum):
    """How an application ended."""

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    OFFER_DECLINED = "offer_declined"
    HIRED = "hired"

    @property
    def owes_notice(self) -> bool:
        """Whether this outcome owes the candidate a notice of ours."""
        return self is not Outcome.HIRED


class EndedBy(StrEnum):
    """Who ended an application: the organisation, or the candidate."""

    US = "us"
    THEM = "them"


class DecisionState(StrEnum):
    """DRAFT is being written; IMPORTED was decided elsewhere and waits in triage unless told there;
    RELEASED is ours and owes what its outcome owes; REVERSED stands no longer.
    """

    DRAFT = "draft"
    IMPORTED = "imported"
    RELEASED = "released"
    REVERSED = "reversed"


class PointKind(StrEnum):
    """What a point of feedback says about its criterion."""

    STRENGTH = "strength"
    GAP = "gap"


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

    @property
    def optional(self) -> bool:
        """Whether nothing is owed: consent, pause and budget of the person decide."""
        return self is Purpose.CHECK_IN

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


class ConsentKind(StrEnum):
    """What is agreed to."""

    POOL = "pool"
    SMS = "sms"


class ConsentEvent(StrEnum):
    """One step in the life of a consent; append-only, the current state is derived."""

    OFFERED = "offered"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Means(StrEnum):
    """How somebody told us."""

    OWN_PAGE = "own_page"
    DECISION = "decision"
    BY_HAND = "by_hand"
    TEXT_MESSAGE = "text_message"
    ONE_CLICK = "one_click"


class Membership(StrEnum):
    """Talent pool membership as derived from consent and preferences."""

    NONE = "none"
    INVITED = "invited"
    MEMBER = "member"
    PAUSED = "paused"
    LEFT = "left"
    EXPIRED = "expired"


class AchievementKind(StrEnum):
    """What a candidate tells us they reached."""

    PROMOTION = "promotion"
    CERTIFICATE = "certificate"
    DEGREE = "degree"
    NEW_JOB = "new_job"
    AWARD = "award"
    PROJECT = "project"


class Topic(StrEnum):
    """What a candidate wants to hear about."""

    VACANCIES = "vacancies"
    CHECK_INS = "check_ins"
    CONGRATULATIONS = "congratulations"


class ImportState(StrEnum):
    """Where an import stands: MAPPING waits for a person, RUNNING for a worker."""

    MAPPING = "mapping"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


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


class InquiryKind(StrEnum):
    """What a candidate asks for; a concern goes to somebody other than the decider."""

    QUESTION = "question"
    CONCERN = "concern"


class ConnectionKind(StrEnum):
    """How another system tells us what happens there."""

    GREENHOUSE = "greenhouse"
    GENERIC = "generic"


class WebhookState(StrEnum):
    """Where a webhook event stands: RECEIVED waits for a worker, QUESTION for a person's answer."""

    RECEIVED = "received"
    DONE = "done"
    IGNORED = "ignored"
    QUESTION = "question"
    FAILED = "failed"


class RecordKind(StrEnum):
    """What another system keeps a record of."""

    CANDIDATE = "candidate"
    APPLICATION = "application"
    VACANCY = "vacancy"


class TaskKind(StrEnum):
    """Why somebody of the team has to do something."""

    SHARED_ADDRESS = "shared_address"
    MERGED_ELSEWHERE = "merged_elsewhere"
    DELETED_ELSEWHERE = "deleted_elsewhere"
    ANONYMIZED_ELSEWHERE = "anonymized_elsewhere"
    APPLICATION_DELETED = "application_deleted"
    REOPENED_ELSEWHERE = "reopened_elsewhere"
    DECIDED_DIFFERENTLY = "decided_differently"
    CLOSED_ELSEWHERE = "closed_elsewhere"
    NOT_REACHED = "not_reached"


class BatchState(StrEnum):
    """Where a decision for many stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class BatchResult(StrEnum):
    """What became of one person of a batch."""

    DECIDED = "decided"
    LEFT = "left"
    TAKEN_BACK = "taken_back"


class DateOrder(StrEnum):
    """What comes first in a date such as 03/04/2025."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Region(StrEnum):
    """Whose retention rules apply."""

    DE = "DE"
    AT = "AT"
    NL = "NL"
    FR = "FR"
    EU = "EU"
    UK = "UK"
    US = "US"
    US_CA = "US-CA"
    OTHER = "other"


class Queue(StrEnum):
    """The two queues, one worker each, so that an import never delays a message."""

    NOTICES = "notices"
    WORK = "work"


class Act(StrEnum):
    """What somebody did, for the audit and the timeline."""

    CANDIDATE_ADDED = "candidate_added"
    CANDIDATE_CHANGED = "candidate_changed"
    APPLICATION_ADDED = "application_added"
    STAGE_MOVED = "stage_moved"
    PROMISING_MARKED = "promising_marked"
    PROMISING_UNMARKED = "promising_unmarked"
    NOTE_ADDED = "note_added"
    DOCUMENT_ADDED = "document_added"
    DECISION_DRAFTED = "decision_drafted"
    DECISION_RELEASED = "decision_released"
    DECISION_IMPORTED = "decision_imported"
    DECISION_REVERSED = "decision_reversed"
    FEEDBACK_CORRECTED = "feedback_corrected"
    TOLD_ELSEWHERE = "told_elsewhere"
    TOLD_BY_CALL = "told_by_call"
    ENDING_SAID = "ending_said"
    NOTICE_ACCEPTED = "notice_accepted"
    NOTICE_FAILED = "notice_failed"
    NOTICE_STOPPED = "notice_stopped"
    NOTICE_DELIVERED = "notice_delivered"
    NOTICE_BOUNCED = "notice_bounced"
    NOTICE_CANCELLED = "notice_cancelled"
    NOTICE_RESCHEDULED = "notice_rescheduled"
    NOTICE_COPIED = "notice_copied"
    LINK_OPENED = "link_opened"
    LINK_ASKED_FOR = "link_asked_for"
    INQUIRY_RECEIVED = "inquiry_received"
    INQUIRY_ANSWERED = "inquiry_answered"
    UNSUBSCRIBED = "unsubscribed"
    SMS_ALLOWED = "sms_allowed"
    SMS_REFUSED = "sms_refused"
    POOL_INVITED = "pool_invited"
    POOL_JOINED = "pool_joined"
    POOL_LEFT = "pool_left"
    ACHIEVEMENT_ADDED = "achievement_added"
    ACHIEVEMENT_CHANGED = "achievement_changed"
    ACHIEVEMENT_REMOVED = "achievement_removed"
    PREFERENCES_CHANGED = "preferences_changed"
    VACANCY_ADDED = "vacancy_added"
    VACANCY_CHANGED = "vacancy_changed"
    VACANCY_CLOSED = "vacancy_closed"
    VACANCY_REOPENED = "vacancy_reopened"
    IMPORT_STARTED = "import_started"
    IMPORT_DONE = "import_done"
    DATA_EXPORTED = "data_exported"
    BATCH_STARTED = "batch_started"
    CONTACT_STOPPED = "contact_stopped"
    CONTACT_RESUMED = "contact_resumed"
    TASK_OPENED = "task_opened"
    TASK_TAKEN = "task_taken"
    TASK_DONE = "task_done"
    CONNECTION_ADDED = "connection_added"
    CONNECTION_CHANGED = "connection_changed"
    CONNECTION_ENDED = "connection_ended"
    USER_ADDED = "user_added"
    USER_INVITED = "user_invited"
    USER_CHANGED = "user_changed"
    USER_DEACTIVATED = "user_deactivated"
    USER_REACTIVATED = "user_reactivated"
    WORK_REASSIGNED = "work_reassigned"
    RELAY_PAUSED = "relay_paused"
    RELAY_RESUMED = "relay_resumed"
    RESTORE_CONFIRMED = "restore_confirmed"
    SIGNED_IN = "signed_in"
    SETTINGS_CHANGED = "settings_changed"


FROM_CANDIDATE = frozenset(
    {
        Act.POOL_JOINED,
        Act.POOL_LEFT,
        Act.ACHIEVEMENT_ADDED,
        Act.ACHIEVEMENT_CHANGED,
        Act.PREFERENCES_CHANGED,
    }
)
"""Acts that the page "today" shows as news from candidates."""

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
    }
)
"""Why a message was stopped that is still owed: a person has to find another way."""
