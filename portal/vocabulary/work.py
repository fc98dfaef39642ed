"""The words about other systems, imports and what is left to do."""

from enum import StrEnum


class ImportState(StrEnum):
    """Where an import stands: MAPPING waits for a person, RUNNING for a worker."""

    MAPPING = "mapping"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


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
    APPROVAL = "approval"
    POINTS_MISSING = "points_missing"


class DateOrder(StrEnum):
    """What comes first in a date such as 03/04/2025."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Queue(StrEnum):
    """The two queues, one worker each, so that an import never delays a message."""

    NOTICES = "notices"
    WORK = "work"
