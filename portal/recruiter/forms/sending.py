"""When a decision is told: the part of its form that says so."""

from typing import Any

from portal.queries.applications import ApplicationRow


class SendingFields:
    """When it is told; mixed into the form of a decision."""

    def sending_draft(self) -> dict[str, Any]:
        """What was chosen, as keywords of DecisionDraft."""
        return {}

    def offer_sending(self, row: ApplicationRow) -> None:
        """Offer what can be chosen for this application."""


def sending_values(_row: ApplicationRow) -> dict[str, Any]:
    """What stands in the fields at first."""
    return {}
