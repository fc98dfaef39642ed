"""When a decision is told: the part of its form that says so, and the same for a notice."""

from datetime import UTC, datetime
from typing import Any

from wtforms import BooleanField, DateTimeLocalField, RadioField
from wtforms.validators import ValidationError

from portal.policy import sending as policy
from portal.policy.refusal import Refusal
from portal.queries.applications import ApplicationRow
from portal.recruiter.moments import here
from portal.vocabulary import SendWhen
from portal.web.database import gateways, now
from portal.web.forms import PortalForm, options

NEEDED = "Enter a day and a time."


class MomentField(DateTimeLocalField):
    """A day and a time, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError for what is neither."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NEEDED) from None


class SendingFields:
    """When it is told; mixed into the form of a decision."""

    send_when = RadioField(
        "When it goes out",
        choices=options(
            [
                (SendWhen.BY_RULE, "By the rule"),
                (SendWhen.AT_ONCE, "As soon as it can be taken back no more"),
                (SendWhen.AT, "At a moment that I choose"),
            ]
        ),
        default=SendWhen.BY_RULE.value,
        validate_choice=False,
    )
    send_at = MomentField("Day and time", format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    send_late = BooleanField("It may come after the promised day")

    @property
    def chosen_when(self) -> SendWhen:
        """What was chosen; the rule where nothing was."""
        typed = self.send_when.data
        return SendWhen(typed) if typed in list(SendWhen) else SendWhen.BY_RULE

    def validate_send_at(self, field: DateTimeLocalField) -> None:
        """A chosen moment is one that a clock here shows."""
        if self.chosen_when is not SendWhen.AT:
            field.errors = []
        elif field.data is None and not field.errors:
            raise ValidationError(NEEDED)
        elif field.data is not None:
            try:
                _moment(field.data)
            except Refusal as refusal:
                raise ValidationError(str(refusal)) from refusal

    def sending_draft(self) -> dict[str, Any]:
        """What was chosen, as keywords of DecisionDraft."""
        when, typed = self.chosen_when, self.send_at.data
        is_moment = when is SendWhen.AT and typed is not None and not self.send_at.errors
        return {
            "send_when": when,
            "send_at": _moment(typed) if is_moment and typed else None,
            "send_late": bool(self.send_late.data),
        }

    def offer_sending(self, row: ApplicationRow) -> None:
        """Say in which time the moment is meant."""
        minutes = gateways().settings.undo.seconds // 60
        self.send_when.choices = options(
            [
                (SendWhen.BY_RULE, "By the rule"),
                (SendWhen.AT_ONCE, f"In {minutes} minutes, once nobody can take it back"),
                (SendWhen.AT, "At a moment that I choose"),
            ]
        )


class WhenForm(SendingFields, PortalForm):
    """When a message that waits goes out."""


def sending_values(row: ApplicationRow) -> dict[str, Any]:
    """What stands in the fields at first."""
    if row.decision is None:
        return {}
    return when_values(row.decision.send_when, row.decision.send_at)


def when_values(when: SendWhen, at: datetime | None) -> dict[str, Any]:
    """What stands in the fields for what was chosen before."""
    shown = at.astimezone(here()).replace(tzinfo=None) if at else None
    return {"send_when": when.value, "send_at": shown}


def _moment(typed: datetime) -> datetime:
    return policy.local(typed, here(), after=now()).astimezone(UTC)
