"""What other systems tell us, as a person says it."""

from portal.services.webhooks import PING

GREENHOUSE = {
    "new_candidate_application": "somebody applied",
    "new_prospect_application": "a prospect was added",
    "candidate_stage_change": "moved to another stage",
    "application_updated": "application changed",
    "update_candidate": "details of a person changed",
    "reject_candidate": "rejected, or withdrew",
    "unreject_candidate": "rejection taken back",
    "hire_candidate": "hired",
    "unhire_candidate": "hiring taken back",
    "delete_application": "application deleted",
    "merge_candidate": "two people merged",
    "delete_candidate": "person deleted",
    "candidate_anonymized": "person made anonymous",
    "job_created": "vacancy opened",
    "job_updated": "vacancy changed",
    "job_deleted": "vacancy deleted",
}
"""The events to switch on in Greenhouse, in the order of a working day."""
_OTHERS = {
    PING: "asked whether we are here",
    "application": "application",
    "decision": "decision",
    "person": "details of a person",
    "person_deleted": "person deleted",
}


def in_words(action: str) -> str:
    """An action as people say it, or as the system wrote it if we do not know it."""
    return GREENHOUSE.get(action) or _OTHERS.get(action) or f"“{action}”"
