"""The words around what many read: the template that fits each, and what it leaves open."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from portal.policy import template_choice
from portal.policy.feedback import FeedbackDraft
from portal.policy.refusal import Refusal
from portal.policy.template_choice import Choice
from portal.policy.template_text import Template, parse
from portal.queries import templates
from portal.queries.preflight import Known
from portal.queries.templates import Addressed
from portal.vocabulary import Outcome, StageKind


class Around:
    """The templates of a decision for many; `outcome` None: the portal's own words."""

    def __init__(
        self,
        session: Session,
        outcome: Outcome | None,
        people: Collection[int],
        *,
        writer: str,
    ) -> None:
        self._outcome = outcome
        owed = outcome is not None and outcome.owes_notice
        self._offered = templates.choices(session) if owed else []
        self._people: Mapping[int, Addressed] = (
            templates.people(session, people, writer=writer) if self._offered else {}
        )
        self._fitting: dict[tuple[StageKind, str], Choice | None] = {}
        self._parsed: dict[int, Template] = {}

    def choice(self, one: Known) -> Choice | None:
        """The template that fits somebody best; None for the portal's own words."""
        if self._outcome is None or not self._offered:
            return None
        key = (one.person.stage_kind, one.language)
        if key not in self._fitting:
            self._fitting[key] = template_choice.best(self._offered, self._outcome, *key)
        return self._fitting[key]

    def has_gap(self, choice: Choice, one: Known, feedback: FeedbackDraft) -> bool:
        """Whether something would be left open in the words for this person."""
        if choice.id not in self._parsed:
            self._parsed[choice.id] = parse(choice.text)
        values = template_choice.values(self._people[one.application_id].setting, feedback)
        try:
            template_choice.refuse_unfilled(self._parsed[choice.id], values)
        except Refusal:
            return True
        return False
