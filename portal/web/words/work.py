"""What people say for the words about other systems, imports and tasks."""

from enum import StrEnum
from typing import Any

from portal.vocabulary import (
    ConnectionKind,
    ImportState,
    RecordKind,
    TaskKind,
    WebhookState,
)

SAID: dict[type[StrEnum], dict[Any, str]] = {
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
        TaskKind.APPROVAL: "words to approve",
        TaskKind.POINTS_MISSING: "points still missing",
    },
}
