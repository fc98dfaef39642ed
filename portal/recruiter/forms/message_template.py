"""A message template as an administrator types it."""

from typing import Any

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField

from portal.policy.template_text import LONGEST_TEMPLATE
from portal.queries.templates import TemplateRow
from portal.recruiter.forms.settings import LANGUAGES
from portal.services.templates import TemplateDraft
from portal.vocabulary import Outcome, StageKind
from portal.web.forms import ChoiceField, OneOf, PortalForm, at_most, options, required
from portal.web.words import WORDS

OUTCOMES = tuple(outcome for outcome in Outcome if outcome.owes_notice)


class TemplateForm(PortalForm):
    """The words, and for which stage they are."""

    name = StringField("Name", [required("a name"), at_most(200)])
    stage_kind = ChoiceField(
        "Stage",
        choices=options(
            [(kind.value, WORDS[kind].capitalize()) for kind in StageKind], empty="Every stage"
        ),
    )
    text = TextAreaField("Words", [required("what they read"), at_most(LONGEST_TEMPLATE)])
    revision = HiddenField()
    kept = SelectMultipleField("Keep it", choices=[], validate_choice=False)
    """What the wording check has found and the writer wants to keep."""

    def typed(self, outcome: Outcome, language: str) -> TemplateDraft:
        """What was typed."""
        seen, stage = self.revision.data or "", self.stage_kind.data
        return TemplateDraft(
            name=self.name.data or "",
            outcome=outcome,
            stage_kind=StageKind(stage) if stage in list(StageKind) else None,
            language=language,
            text=(self.text.data or "").replace("\r\n", "\n"),
            revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            kept=frozenset(str(key)[:200] for key in self.kept.data or ()),
        )


class NewTemplateForm(TemplateForm):
    """A template, and for which outcome and language it is."""

    outcome = OneOf(
        "Outcome",
        choices=options((one.value, WORDS[one].capitalize()) for one in OUTCOMES),
        default=Outcome.REJECTED.value,
    )
    language = ChoiceField("Language", choices=options(LANGUAGES.items()), default="en")

    def draft(self) -> TemplateDraft:
        """What was typed."""
        chosen = self.outcome.data
        outcome = Outcome(chosen) if chosen in list(OUTCOMES) else Outcome.REJECTED
        return self.typed(outcome, str(self.language.data))


def template_form(row: TemplateRow, **instead: Any) -> TemplateForm:
    """The form of a template, filled with its newest words, or with older ones."""
    return TemplateForm(
        formdata=None,
        data={
            "name": row.name,
            "stage_kind": row.stage_kind.value if row.stage_kind else "",
            "text": row.text,
            "revision": str(row.revision),
            **instead,
        },
    )
