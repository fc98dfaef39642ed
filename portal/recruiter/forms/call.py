"""Whether somebody calls first: the part of a decision's form that says so."""

from typing import Any

from portal.queries.applications import ApplicationRow


class CallFields:
    """Whether somebody calls first; mixed into the form of a decision."""

    def call_draft(self) -> dict[str, Any]:
        """What was chosen, as keywords of DecisionDraft."""
        return {}

    def offer_call(self, row: ApplicationRow) -> None:
        """Offer what can be chosen for this application."""


def call_values(_row: ApplicationRow) -> dict[str, Any]:
    """What stands in the fields at first."""
    return {}
