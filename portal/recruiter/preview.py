"""What the candidate would get and see, from the same templates."""

from portal.queries.applications import ApplicationRow
from portal.services.decisions import DecisionDraft


def preview_of(row: ApplicationRow, draft: DecisionDraft) -> object:
    """Stub."""
    return draft
