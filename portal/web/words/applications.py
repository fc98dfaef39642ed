"""What people say for the words about vacancies, applications and decisions."""

from enum import StrEnum
from typing import Any

from portal.vocabulary import (
    AnsweredBy,
    ApprovalState,
    BatchResult,
    BatchState,
    CallOutcome,
    CallState,
    ConcernKind,
    DecisionState,
    EndedBy,
    InquiryKind,
    MissingNotice,
    Origin,
    Outcome,
    PointKind,
    PromiseRule,
    SendWhen,
    StageKind,
    VacancyStatus,
)

SAID: dict[type[StrEnum], dict[Any, str]] = {
    VacancyStatus: {
        VacancyStatus.OPEN: "open",
        VacancyStatus.PAUSED: "paused",
        VacancyStatus.CLOSED: "closed",
    },
    StageKind: {
        StageKind.APPLIED: "received",
        StageKind.SCREENING: "screening",
        StageKind.INTERVIEW: "interview",
        StageKind.OFFER: "offer",
    },
    Origin: {
        Origin.LIVE: "live",
        Origin.HISTORY: "history",
    },
    Outcome: {
        Outcome.REJECTED: "not chosen",
        Outcome.WITHDRAWN: "withdrew",
        Outcome.OFFER_DECLINED: "declined our offer",
        Outcome.HIRED: "hired",
    },
    EndedBy: {
        EndedBy.US: "we ended it",
        EndedBy.THEM: "they ended it",
    },
    DecisionState: {
        DecisionState.DRAFT: "draft",
        DecisionState.IMPORTED: "decided elsewhere",
        DecisionState.RELEASED: "decided",
        DecisionState.REVERSED: "taken back",
    },
    PointKind: {
        PointKind.STRENGTH: "strong",
        PointKind.GAP: "was missing",
    },
    InquiryKind: {
        InquiryKind.QUESTION: "question",
        InquiryKind.CONCERN: "concern",
    },
    ConcernKind: {
        ConcernKind.FACT_WRONG: "A fact is wrong",
        ConcernKind.UNFAIR: "This felt unfair",
        ConcernKind.ADJUSTMENT: "I needed an adjustment",
        ConcernKind.THANKS: "Thank you",
    },
    AnsweredBy: {
        AnsweredBy.WORDS: "in writing",
        AnsweredBy.CALL: "by a call",
        AnsweredBy.DECISION: "by the decision",
        AnsweredBy.HOLDING: "by a holding message",
    },
    MissingNotice: {
        MissingNotice.RECEIPT: "a confirmation that it arrived",
        MissingNotice.PROMISE: "until when they hear",
        MissingNotice.DECISION: "the decision",
        MissingNotice.FEEDBACK: "feedback",
        MissingNotice.NONE: "nothing",
    },
    PromiseRule: {
        PromiseRule.WORKING_DAYS: "working days since the application waits",
        PromiseRule.ONTARIO: "Ontario: 45 days after the last interview",
    },
    SendWhen: {
        SendWhen.BY_RULE: "at the usual time",
        SendWhen.AT_ONCE: "now",
        SendWhen.AT: "at a time of your choice",
    },
    CallState: {
        CallState.DUE: "to be called",
        CallState.REACHED: "told by telephone",
        CallState.WRITTEN: "told in writing",
        CallState.DROPPED: "no call needed",
    },
    CallOutcome: {
        CallOutcome.REACHED: "reached",
        CallOutcome.LEFT_MESSAGE: "left a message",
        CallOutcome.NO_ANSWER: "no answer",
        CallOutcome.WRONG_NUMBER: "wrong number",
        CallOutcome.ASKED_FOR_MAIL: "asked for mail instead",
    },
    ApprovalState: {
        ApprovalState.ASKED: "waits for a second pair of eyes",
        ApprovalState.APPROVED: "approved",
        ApprovalState.REFUSED: "sent back",
        ApprovalState.LEFT_BEHIND: "changed meanwhile",
    },
    BatchState: {
        BatchState.DRAFT: "being prepared",
        BatchState.RUNNING: "running",
        BatchState.DONE: "done",
        BatchState.FAILED: "failed",
    },
    BatchResult: {
        BatchResult.DECIDED: "decided",
        BatchResult.LEFT: "left alone",
        BatchResult.TAKEN_BACK: "taken back",
    },
}
