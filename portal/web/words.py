"""What people say for the words of the product, kept in one table."""

from enum import StrEnum
from typing import Any

from portal.vocabulary import (
    AchievementKind,
    AttemptResult,
    BatchResult,
    BatchState,
    Channel,
    ConnectionKind,
    DecisionState,
    EndedBy,
    ImportState,
    InboundState,
    InquiryKind,
    Membership,
    NoContact,
    NoticeState,
    Origin,
    Outcome,
    PointKind,
    Purpose,
    ReceiptKind,
    RecordKind,
    Region,
    RelayState,
    Role,
    StageKind,
    TaskKind,
    Topic,
    VacancyStatus,
    WebhookState,
)


class Words:
    """What people say for each member of an enumeration.

    Kept apart by enumeration, because members of two of them are equal when their values are.
    """

    def __init__(self, said: dict[type[StrEnum], dict[Any, str]]) -> None:
        self.said = said

    def __getitem__(self, member: StrEnum) -> str:
        return self.said[type(member)][member]


WORDS = Words(
    {
        Role: {
            Role.ADMIN: "administrator",
            Role.RECRUITER: "recruiter",
            Role.HIRING_MANAGER: "hiring manager",
        },
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
        Channel: {
            Channel.EMAIL: "e-mail",
            Channel.SMS: "text message",
            Channel.CALL: "call",
        },
        Purpose: {
            Purpose.DECISION: "decision",
            Purpose.CORRECTION: "corrected feedback",
            Purpose.NEW_LINK: "new link",
            Purpose.INVITATION: "invitation to the team",
            Purpose.CHECK_IN: "a personal word",
            Purpose.TEXTS_ENDED: "end of text messages",
        },
        NoticeState: {
            NoticeState.HELD: "held",
            NoticeState.SCHEDULED: "scheduled",
            NoticeState.SENDING: "on its way",
            NoticeState.RETRY: "will be tried again",
            NoticeState.ACCEPTED: "accepted by the mail server",
            NoticeState.DELIVERED: "delivered",
            NoticeState.FAILED_SOFT: "accepted, but it did not get through",
            NoticeState.STOPPED: "stopped",
            NoticeState.CANCELLED: "recalled",
            NoticeState.EXPIRED: "expired",
            NoticeState.BOUNCED: "came back",
            NoticeState.DEAD: "failed",
        },
        AttemptResult: {
            AttemptResult.ACCEPTED: "accepted by the mail server",
            AttemptResult.TEMPORARY: "put off by the mail server",
            AttemptResult.PERMANENT: "refused by the mail server",
            AttemptResult.UNREACHABLE: "mail server not reached",
            AttemptResult.UNKNOWN: "handed over, answer lost: it may have arrived",
            AttemptResult.FAULT: "failed on our side",
            AttemptResult.POLICY: "turned away by a rule of the mail server",
            AttemptResult.ABANDONED: "worker gone before anything was sent",
            AttemptResult.STOPPED: "stopped by the last check",
            AttemptResult.DEFERRED: "put off by the last check",
        },
        NoContact: {
            NoContact.REOPENED: "the decision was taken back",
            NoContact.NO_ADDRESS: "there is no e-mail address",
            NoContact.HISTORY: "history is never written to",
            NoContact.HELD_BACK: "it is held back",
            NoContact.STALE: "nobody waits for it any more",
            NoContact.LINK_ENDED: "its link has ended",
            NoContact.RECALLED: "it was recalled",
            NoContact.NO_CONSENT: "there is no consent",
            NoContact.PAUSED: "the person asked for a pause",
            NoContact.NO_EMAIL_WANTED: "they do not want to be e-mailed",
            NoContact.NOT_WANTED: "they do not want such messages",
            NoContact.MERGED_ELSEWHERE: "the person was merged with another one elsewhere",
            NoContact.DELETED_ELSEWHERE: "the person was deleted elsewhere",
            NoContact.ANONYMIZED_ELSEWHERE: "the person was made anonymous elsewhere",
            NoContact.SUPPRESSED: "the address does not work",
            NoContact.NO_PHONE: "there is no mobile number",
            NoContact.QUIET_HOURS: "it is night where they live",
            NoContact.CHANNEL_PAUSED: "this way of sending is paused",
            NoContact.RESTORED: "it had gone out before a backup was restored",
            NoContact.CALLED: "they were told by telephone",
            NoContact.BUDGET: "the person has heard enough from us",
        },
        Membership: {
            Membership.NONE: "not in the pool",
            Membership.INVITED: "invited",
            Membership.MEMBER: "member",
            Membership.PAUSED: "member, paused",
            Membership.LEFT: "left",
            Membership.EXPIRED: "expired",
        },
        AchievementKind: {
            AchievementKind.PROMOTION: "Promotion",
            AchievementKind.CERTIFICATE: "Certificate",
            AchievementKind.DEGREE: "Degree",
            AchievementKind.NEW_JOB: "New job",
            AchievementKind.AWARD: "Award",
            AchievementKind.PROJECT: "Project",
        },
        Topic: {
            Topic.VACANCIES: "Vacancies that fit me",
            Topic.CHECK_INS: "A personal word now and then",
            Topic.CONGRATULATIONS: "Congratulations on what I achieve",
        },
        ImportState: {
            ImportState.MAPPING: "columns to check",
            ImportState.RUNNING: "running",
            ImportState.DONE: "done",
            ImportState.FAILED: "failed",
        },
        ConnectionKind: {
            ConnectionKind.GREENHOUSE: "Greenhouse",
            ConnectionKind.GENERIC: "another system",
        },
        WebhookState: {
            WebhookState.RECEIVED: "waiting",
            WebhookState.DONE: "done",
            WebhookState.IGNORED: "ignored",
            WebhookState.QUESTION: "waits for an answer",
            WebhookState.FAILED: "failed",
        },
        RecordKind: {
            RecordKind.CANDIDATE: "person",
            RecordKind.APPLICATION: "application",
            RecordKind.VACANCY: "vacancy",
        },
        TaskKind: {
            TaskKind.SHARED_ADDRESS: "two people with one address",
            TaskKind.MERGED_ELSEWHERE: "merged elsewhere",
            TaskKind.DELETED_ELSEWHERE: "deleted elsewhere",
            TaskKind.ANONYMIZED_ELSEWHERE: "made anonymous elsewhere",
            TaskKind.APPLICATION_DELETED: "application deleted elsewhere",
            TaskKind.REOPENED_ELSEWHERE: "reopened elsewhere",
            TaskKind.DECIDED_DIFFERENTLY: "decided differently elsewhere",
            TaskKind.CLOSED_ELSEWHERE: "vacancy closed elsewhere",
            TaskKind.NOT_REACHED: "not reached",
        },
        ReceiptKind: {
            ReceiptKind.DELIVERED: "delivered",
            ReceiptKind.FAILED_SOFT: "did not get through",
            ReceiptKind.BOUNCED: "came back",
            ReceiptKind.COMPLAINED: "marked as unwanted",
        },
        RelayState: {
            RelayState.OPEN: "open",
            RelayState.WAITING: "left in peace for a while",
            RelayState.PAUSED: "paused",
        },
        InboundState: {
            InboundState.RECEIVED: "waiting",
            InboundState.DONE: "done",
            InboundState.IGNORED: "ignored",
            InboundState.FAILED: "failed",
        },
        InquiryKind: {
            InquiryKind.QUESTION: "question",
            InquiryKind.CONCERN: "concern",
        },
        BatchState: {
            BatchState.RUNNING: "running",
            BatchState.DONE: "done",
            BatchState.FAILED: "failed",
        },
        BatchResult: {
            BatchResult.DECIDED: "decided",
            BatchResult.LEFT: "left alone",
            BatchResult.TAKEN_BACK: "taken back",
        },
        Region: {
            Region.DE: "Germany",
            Region.AT: "Austria",
            Region.NL: "Netherlands",
            Region.FR: "France",
            Region.EU: "other EU or EEA",
            Region.UK: "United Kingdom",
            Region.US: "United States",
            Region.US_CA: "California",
            Region.OTHER: "elsewhere",
        },
    }
)
