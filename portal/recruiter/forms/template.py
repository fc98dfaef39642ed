"""The words around the personal part: the part of a decision's form that chooses them."""

from collections.abc import Sequence
from typing import Any

from wtforms.validators import ValidationError

from portal.policy.template_choice import Choice, best
from portal.queries import templates, wording
from portal.queries.applications import ApplicationRow
from portal.vocabulary import Outcome, StageKind
from portal.web.database import reading
from portal.web.forms import ChoiceField, options
from portal.web.words import WORDS

FITTING, OURS = "fitting", ""
"""What fits best, whatever the outcome turns out to be; and the portal's own words."""
BY_ITSELF = ((FITTING, "What fits best"), (OURS, "The portal's own words"))


class TemplateFields:
    """Which template a decision is told with; mixed into its form."""

    template_id = ChoiceField("Words around it", default=FITTING, validate_choice=False)
    offered: Sequence[Choice] = ()
    stage_kind = StageKind.APPLIED
    language = "en"

    def validate_template_id(self, field: ChoiceField) -> None:
        """Raises ValidationError for what was not offered."""
        known = {FITTING, OURS, *(str(choice.id) for choice in self.offered)}
        if field.data not in known:
            raise ValidationError("Choose one of the list.")

    def template(self, outcome: Outcome) -> Choice | None:
        """The words for this outcome; None for the portal's own."""
        if self.template_id.data in (None, FITTING):
            return best(self.offered, outcome, self.stage_kind, self.language)
        chosen = (c for c in self.offered if str(c.id) == self.template_id.data)
        return next(chosen, None) if outcome.owes_notice else None

    def template_draft(self) -> dict[str, Any]:
        """What was chosen, as keywords of DecisionDraft."""
        chosen = self.template(self.chosen)  # type: ignore[attr-defined]
        return {"template_id": chosen.id if chosen else None}

    def offer_template(self, row: ApplicationRow) -> None:
        """Offer what can be chosen for this application."""
        self.offered, self.stage_kind = offered(row), row.stage_kind
        self.language = wording.reader(reading(), row.id).language
        by_outcome = {
            WORDS[outcome].capitalize(): [
                (str(choice.id), _named(choice))
                for choice in self.offered
                if choice.outcome is outcome
            ]
            for outcome in Outcome
        }
        self.template_id.choices = {
            "Whatever it is": options(BY_ITSELF),
            **{name: options(those) for name, those in by_outcome.items() if those},
        }


def template_values(row: ApplicationRow) -> dict[str, Any]:
    """What stands in the field at first: what fits, unless somebody has chosen otherwise."""
    decision = row.decision
    if decision is None or decision.latest is None:
        return {"template_id": FITTING}
    if decision.template_id is None:
        return {"template_id": OURS}
    language = wording.reader(reading(), row.id).language
    fits = best(offered(row), decision.outcome, row.stage_kind, language)
    is_fitting = fits is not None and fits.id == decision.template_id
    return {"template_id": FITTING if is_fitting else str(decision.template_id)}


def offered(row: ApplicationRow) -> list[Choice]:
    """What is offered, with what a draft was written with, even if that is retired by now."""
    there = templates.choices(reading())
    drafted = row.decision.template_id if row.decision else None
    if drafted is not None and drafted not in {choice.id for choice in there}:
        retired = templates.choice(reading(), drafted)
        there += [retired] if retired else []
    return there


def _named(choice: Choice) -> str:
    stage = f", {WORDS[choice.stage_kind]}" if choice.stage_kind else ""
    return f"{choice.name} ({choice.language}{stage})"
