"""The words about vacancies, applications and decisions."""

from enum import StrEnum


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


class PromiseRule(StrEnum):
    """From what the promise of an answer counts: working days since the application waits, or
    the 45 days after the last interview that Ontario's law gives (O. Reg. 476/24).
    """

    WORKING_DAYS = "working_days"
    ONTARIO = "ontario"


class SendWhen(StrEnum):
    """When a decision is told: by the rule of its reason and stage, at once after the undo
    window, or at a moment that its writer has chosen.
    """

    BY_RULE = "by_rule"
    AT_ONCE = "at_once"
    AT = "at"


class CallState(StrEnum):
    """Where a call stands: WRITTEN is told in writing instead, DROPPED needs no call any more."""

    DUE = "due"
    REACHED = "reached"
    WRITTEN = "written"
    DROPPED = "dropped"


class CallOutcome(StrEnum):
    """What came of one attempt to call."""

    REACHED = "reached"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    ASKED_FOR_MAIL = "asked_for_mail"


class ApprovalState(StrEnum):
    """Where a second pair of eyes stands: LEFT_BEHIND means the words were changed meanwhile."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    LEFT_BEHIND = "left_behind"


class ConcernKind(StrEnum):
    """What a concern is about."""

    FACT_WRONG = "fact_wrong"
    UNFAIR = "unfair"
    ADJUSTMENT = "adjustment"
    THANKS = "thanks"

    @property
    def confidential(self) -> bool:
        """Whether it is for the concern owner alone."""
        return self in (ConcernKind.UNFAIR, ConcernKind.ADJUSTMENT)


class AnsweredBy(StrEnum):
    """By what an inquiry was answered."""

    WORDS = "words"
    CALL = "call"
    DECISION = "decision"
    HOLDING = "holding"


class MissingNotice(StrEnum):
    """Which message of ours would have made an inquiry needless."""

    RECEIPT = "receipt"
    PROMISE = "promise"
    DECISION = "decision"
    FEEDBACK = "feedback"
    NONE = "none"


class InquiryKind(StrEnum):
    """What a candidate asks for; a concern goes to somebody other than the decider."""

    QUESTION = "question"
    CONCERN = "concern"


class BatchState(StrEnum):
    """Where a decision for many stands; DRAFT is still being written and looked through."""

    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class BatchResult(StrEnum):
    """What became of one person of a batch."""

    DECIDED = "decided"
    LEFT = "left"
    TAKEN_BACK = "taken_back"
