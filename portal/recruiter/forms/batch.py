"""One letter for many: what all of them read, and a line that only one of them reads."""

from collections.abc import Mapping, Sequence

from flask import request
from wtforms import BooleanField, HiddenField

from portal.policy import feedback as feedback_policy
from portal.policy.refusal import Refusal
from portal.policy.triage import FOR_WHOM, LONGEST_LINE, NEEDS_LINE, needs_line
from portal.queries.triage import TriageRow
from portal.recruiter.forms.decision import FeedbackForm
from portal.services.batches_by_hand import BatchDraft
from portal.vocabulary import Outcome, StageKind

LINE = "line-"
POINT_WANTED = "You have talked with some of them: give at least one point with something you saw."
LONG = f"Keep this to {LONGEST_LINE} characters."


class BatchForm(FeedbackForm):
    """What all of them will read; each message still carries its own name and vacancy."""

    outcome = HiddenField()
    invites_to_pool = BooleanField("Invite to the talent pool")
    rows: Sequence[TriageRow] = ()
    """Who gets it."""
    lines_wrong: dict[int, str]
    """Decision to what is wrong with its line."""

    def about(self) -> Outcome:
        """What was decided of all of them; raises ValueError for what no letter is about."""
        outcome = Outcome(self.outcome.data or "")
        if outcome not in FOR_WHOM:
            raise ValueError(f"no letter to many is about {outcome}")
        return outcome

    def line(self, row: TriageRow) -> str:
        """What was typed for one person."""
        return " ".join(request.form.get(f"{LINE}{row.decision_id}", "").replace("\0", "").split())

    def is_enough(self) -> bool:
        """Whether everybody who gets it reads enough; says what is missing where it is missing."""
        interviewed = any(needs_line(row.case) for row in self.rows)
        with self.catching_refusals():
            feedback_policy.check_release(self.feedback(), self.about(), StageKind.APPLIED)
            if interviewed and not self.feedback().points:
                raise Refusal(POINT_WANTED)
        for row in self.rows:
            if wrong := self._wrong(row):
                self.lines_wrong[row.decision_id] = wrong
        if self.lines_wrong:
            self.status = 422
            number = len(self.lines_wrong)
            self.refused.append(f"{number} line{'' if number == 1 else 's'} below: please look.")
        return self.status == 200

    def draft(self) -> BatchDraft:
        """What was typed, as a letter to many."""
        return BatchDraft(
            outcome=self.about(),
            feedback=self.feedback(),
            invites_to_pool=bool(self.invites_to_pool.data),
            lines={row.application_id: self.line(row) for row in self.rows},
        )

    def _wrong(self, row: TriageRow) -> str | None:
        line = self.line(row)
        if len(line) > LONGEST_LINE:
            return LONG
        return NEEDS_LINE if needs_line(row.case) and not line else None


def batch_form(criteria: Sequence[str], values: Mapping[str, object]) -> BatchForm:
    """The form with a box for each criterion that all of them share."""
    points = [{"criterion": name, "kind": "", "seen": "", "next_time": ""} for name in criteria]
    form = BatchForm(data={"points": points, **values})
    form.lines_wrong = {}
    return form
