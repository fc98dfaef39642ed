"""Deciding about many at once: the outcome, the words of each stage, and when they are told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, TextAreaField
from wtforms.fields import DateTimeLocalField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from portal.policy import sending
from portal.policy.batch_words import StageWords, for_stage
from portal.policy.feedback import LONGEST_TEXT, FeedbackDraft, PointDraft
from portal.policy.refusal import Refusal
from portal.queries.applications import ReasonRow
from portal.queries.batches_prepared import Prepared, StageRow
from portal.recruiter.forms.decision import OUTCOMES, PointForm
from portal.services.batches_prepared import LONGEST_LINE, ManyDraft
from portal.vocabulary import EndedBy, Outcome, PointKind, SendWhen
from portal.web.forms import ChoiceField, PortalForm, at_most, optional_int, options

_SIDE = {EndedBy.US: "We", EndedBy.THEM: "They"}
WHEN = options(
    [
        (SendWhen.BY_RULE, "By the organisation's rule, in the day of each reader"),
        (SendWhen.AT_ONCE, "As soon as the time to take it back is over"),
        (SendWhen.AT, "At this moment:"),
    ]
)

KINDS = options([(PointKind.STRENGTH, "strong"), (PointKind.GAP, "missing")])


class StageForm(Form):
    """What those of one stage read."""

    stage_id = HiddenField()
    points = FieldList(FormField(PointForm))
    advice = TextAreaField("If they take one thing along", [at_most(LONGEST_TEXT)])
    message = TextAreaField("Your message", [at_most(LONGEST_TEXT)])

    def feedback(self) -> FeedbackDraft:
        """What was typed, as feedback."""
        return FeedbackDraft(
            points=tuple(_point(entry) for entry in self.points if entry.kind.data),
            advice=_clean(self.advice.data),
            message=_clean(self.message.data),
        )


class ManyForm(PortalForm):
    """A decision for many."""

    outcome = RadioField("Outcome", choices=OUTCOMES, default=Outcome.REJECTED.value)
    reason_id = ChoiceField("Internal reason", coerce=optional_int)
    internal_note = TextAreaField("Internal note", [at_most(LONGEST_TEXT)])
    stages = FieldList(FormField(StageForm))
    same_words = BooleanField("The same words for all stages")
    fitting = BooleanField("With the template that fits each best around it")
    send_when = RadioField("When they are told", choices=WHEN, default=SendWhen.BY_RULE.value)
    send_at = DateTimeLocalField("Moment", [Optional()], format="%Y-%m-%dT%H:%M")
    promising = BooleanField("Mark them as promising: worth keeping")
    invites_to_pool = BooleanField("Invite them to the talent pool")

    def draft(self, zone: ZoneInfo, now: datetime) -> ManyDraft:
        """What was typed; raises Refusal for a moment that nobody can mean."""
        when = SendWhen(self.send_when.data)
        at = None
        if when is SendWhen.AT:
            at = _moment(self.send_at.data, zone, now)
        return ManyDraft(
            outcome=Outcome(self.outcome.data),
            reason_id=self.reason_id.data,
            internal_note=self.internal_note.data or "",
            words=self._words(),
            invites_to_pool=bool(self.invites_to_pool.data),
            promising=bool(self.promising.data),
            send_when=when,
            send_at=at,
        )

    def _words(self) -> tuple[StageWords, ...]:
        entries = [entry.form for entry in self.stages]
        fitting = bool(self.fitting.data)
        if self.same_words.data:
            return tuple(
                StageWords(stage_id=None, feedback=entry.feedback(), fitting=fitting)
                for entry in entries[:1]
            )
        return tuple(
            StageWords(
                stage_id=int(entry.stage_id.data or 0), feedback=entry.feedback(), fitting=fitting
            )
            for entry in entries
        )


class LineForm(PortalForm):
    """What only one person reads."""

    line = TextAreaField("A line that only they read", [at_most(LONGEST_LINE)])
    criterion = ChoiceField("What you saw something of")
    kind = RadioField("How it was", choices=KINDS, validators=[Optional()])
    seen = TextAreaField("What you saw", [at_most(LONGEST_TEXT)])
    next_time = TextAreaField("What would help next time", [at_most(LONGEST_TEXT)])

    def points(self) -> tuple[PointDraft, ...]:
        """What was seen of this person, if something was written."""
        if not self.seen.data:
            return ()
        kind = PointKind(self.kind.data or PointKind.STRENGTH.value)
        return (PointDraft(self.criterion.data, kind, self.seen.data, self.next_time.data or ""),)


def many_form(
    prepared: Prepared,
    stages: Sequence[StageRow],
    criteria: Sequence[str],
    *,
    reasons: Sequence[ReasonRow],
    zone: ZoneInfo,
) -> ManyForm:
    """The form with what was typed so far, a part for each stage that is there."""
    at = prepared.send_at.astimezone(zone).replace(tzinfo=None) if prepared.send_at else None
    values: dict[str, Any] = {
        "outcome": prepared.outcome.value,
        "reason_id": prepared.reason_id,
        "internal_note": prepared.internal_note,
        "stages": [_stage_values(stage, prepared, criteria) for stage in stages],
        "same_words": prepared.same_words,
        "fitting": prepared.fitting,
        "send_when": prepared.send_when.value,
        "send_at": at,
        "promising": prepared.promising,
        "invites_to_pool": prepared.invites_to_pool or not prepared.words,
    }
    form = ManyForm(data=values)
    form.reason_id.choices = reason_choices(reasons)
    return form


def reason_choices(reasons: Sequence[ReasonRow]) -> list[SelectChoice]:
    """The internal reasons with whose they are, and none."""
    return options(
        [(reason.id, f"{_SIDE[reason.ended_by]}: {reason.name}") for reason in reasons],
        empty="none",
    )


def line_form(criteria: Sequence[str]) -> LineForm:
    """The form for one person, with what the vacancy asks for."""
    form = LineForm()
    form.criterion.choices = options([(name, name) for name in criteria or ("Their application",)])
    return form


def _stage_values(stage: StageRow, prepared: Prepared, criteria: Sequence[str]) -> dict[str, Any]:
    words = for_stage(prepared.words, stage.id)
    there = {point.criterion: point for point in words.points}
    return {
        "stage_id": str(stage.id),
        "message": words.message,
        "advice": words.advice,
        "points": [_point_values(name, there.get(name)) for name in criteria],
    }


def _point_values(name: str, point: PointDraft | None) -> dict[str, str]:
    if point is None:
        return {"criterion": name, "kind": "", "seen": "", "next_time": ""}
    return {
        "criterion": name,
        "kind": point.kind.value,
        "seen": point.seen,
        "next_time": point.next_time,
    }


def _point(entry: Any) -> PointDraft:
    return PointDraft(
        criterion=entry.criterion.data[:200],
        kind=PointKind(entry.kind.data),
        seen=_clean(entry.seen.data),
        next_time=_clean(entry.next_time.data),
    )


def _clean(typed: str | None) -> str:
    # No database text can hold a NUL, and no keyboard types one.
    return (typed or "").replace("\0", "").strip()


def _moment(typed: datetime | None, zone: ZoneInfo, now: datetime) -> datetime:
    if typed is None:
        raise Refusal("Say at which moment.", "send_at")
    moment = sending.local(typed, zone, after=now)
    if moment <= now:
        raise Refusal("This moment has passed.", "send_at")
    if moment > now + sending.FARTHEST:
        days = sending.FARTHEST.days
        raise Refusal(f"Choose a moment within the next {days} days.", "send_at")
    return moment
