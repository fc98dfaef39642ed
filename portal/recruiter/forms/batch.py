"""One letter for several people who were not chosen."""

from wtforms import BooleanField, TextAreaField

from portal.policy.feedback import LONGEST_TEXT, FeedbackDraft
from portal.services.decisions import DecisionDraft
from portal.vocabulary import EndedBy, Outcome
from portal.web.forms import PortalForm, at_most, required


class BatchForm(PortalForm):
    """What all of them will read; each message still carries its own name and vacancy."""

    message = TextAreaField(
        "Your message to each of them", [required("a message"), at_most(LONGEST_TEXT)]
    )
    invites_to_pool = BooleanField("Invite to the talent pool")

    def draft(self) -> DecisionDraft:
        """What was typed, as a decision."""
        return DecisionDraft(
            outcome=Outcome.REJECTED,
            ended_by=EndedBy.US,
            reason_id=None,
            internal_note="",
            feedback=FeedbackDraft(message=self.message.data or ""),
            promising=False,
            invites_to_pool=bool(self.invites_to_pool.data),
        )
