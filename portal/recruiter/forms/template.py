"""The words around the personal part: the part of a decision's form that chooses them."""

from typing import Any

from portal.queries.applications import ApplicationRow


class TemplateFields:
    """Which template a decision is told with; mixed into its form."""

    def template_draft(self) -> dict[str, Any]:
        """What was chosen, as keywords of DecisionDraft."""
        return {}

    def offer_template(self, row: ApplicationRow) -> None:
        """Offer what can be chosen for this application."""


def template_values(_row: ApplicationRow) -> dict[str, Any]:
    """What stands in the fields at first."""
    return {}
