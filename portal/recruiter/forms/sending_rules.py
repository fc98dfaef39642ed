"""The rules for the moment at which decisions are told."""

from collections.abc import Sequence

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import NumberRange

from portal.policy.sending import FIRST_HOUR, LAST_HOUR, MOST_DAYS, Rule
from portal.queries.settings import ReasonRow
from portal.vocabulary import EndedBy, StageKind
from portal.web.forms import ChoiceField, PortalForm, optional_int, options
from portal.web.words import WORDS

HOURS = options([(hour, f"{hour}:00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)])
_SIDE = {EndedBy.US: "We", EndedBy.THEM: "They"}


class HourForm(PortalForm):
    """The usual hour."""

    hour = SelectField("The usual hour", coerce=int, choices=HOURS)


class RuleForm(PortalForm):
    """One rule: for which decisions, on which day, at which hour."""

    stage_kind = ChoiceField("Stage")
    reason_id = ChoiceField("Reason", coerce=optional_int)
    working_days = IntegerField(
        "Working days later",
        [NumberRange(0, MOST_DAYS, f"Enter 0 to {MOST_DAYS} days.")],
        default=1,
    )
    rule_hour = SelectField("Hour", coerce=int, choices=HOURS, default=10)
    weekends = BooleanField("Also at weekends and on days off")

    def offer(self, reasons: Sequence[ReasonRow]) -> "RuleForm":
        """Offer stages and reasons, each of them or all."""
        self.stage_kind.choices = options(
            [(kind.value, WORDS[kind].capitalize()) for kind in StageKind], empty="Every stage"
        )
        self.reason_id.choices = options(
            [(one.id, f"{_SIDE[one.ended_by]}: {one.name}") for one in reasons if one.active],
            empty="Every reason",
        )
        return self

    def rule(self) -> Rule:
        """What was typed."""
        kind = self.stage_kind.data
        return Rule(
            working_days=self.working_days.data if self.working_days.data is not None else 1,
            hour=self.rule_hour.data or 10,
            weekends=bool(self.weekends.data),
            stage_kind=StageKind(kind) if kind in list(StageKind) else None,
            reason_id=self.reason_id.data,
        )
