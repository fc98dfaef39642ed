"""The page of one application: what its views show again when something was refused."""

from typing import Any, NamedTuple

from flask import abort, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.permissions import Action, allowed
from portal.policy.proofreading import Manuscript, Proof
from portal.queries import applications as queries
from portal.queries import approvals, calls, points
from portal.queries import notices as notice_queries
from portal.queries.applications import ApplicationRow, DecisionRow
from portal.queries.approvals import ApprovalRow
from portal.queries.notices import SOON
from portal.queries.users import Colleague
from portal.recruiter import sending, waiting
from portal.recruiter.forms.decision import (
    CorrectionForm,
    DecisionForm,
    FeedbackForm,
    correction_form,
    decision_form,
)
from portal.recruiter.forms.points import QuestionForm, question_form
from portal.recruiter.preview import preview_of, typed_in
from portal.recruiter.reading_over import proof_of, reminders_of
from portal.recruiter.viewer import viewer
from portal.services.decisions import DecisionDraft
from portal.vocabulary import TOLD, ApprovalState, DecisionState
from portal.web.database import gateways, now, reading
from portal.web.pages import page as render

TEMPLATE = "recruiter/applications/page.html"
HERE = "recruiter.applications.page"
WHOLE_LETTER = frozenset({"release", "ask", "preview"})
"""What asks for a letter that is whole, and not for one that is being written."""


class Taken(NamedTuple):
    """A point that somebody gave and that goes into the feedback."""

    request_id: int
    number: int
    point: PointDraft


def one(application_id: int) -> ApplicationRow:
    """The application; ends the request where it does not exist for this user."""
    row = queries.one(reading(), viewer(), application_id)
    if row is None:
        abort(404)
    return row


def form_for(row: ApplicationRow) -> DecisionForm | CorrectionForm:
    """The form of its decision, or of its feedback once that was released."""
    if row.decision is None or row.decision.state is not DecisionState.RELEASED:
        return undecided_form(row)
    form = correction_form(row, approved=_asked_correction(row))
    form.offer_approvers(others(row))
    return form


def undecided_form(row: ApplicationRow) -> DecisionForm:
    """The form of a decision, whether or not somebody was faster."""
    form = decision_form(row, queries.reasons(reading()))
    form.offer_approvers(others(row))
    return form


def draft_of(row: ApplicationRow, form: DecisionForm) -> DecisionDraft:
    """What is kept of it: from whoever only drafts, the feedback alone."""
    return form.draft() if may_release() else form.feedback_alone(row)


def point_taken(row: ApplicationRow, wish: str) -> Taken | None:
    """The point that somebody wants to take into the feedback: `take:request:number`."""
    if not wish.startswith("take:"):
        return None
    given = {
        f"take:{asked.id}:{proposal.number}": Taken(asked.id, proposal.number, proposal.point)
        for asked in points.of_application(reading(), row.id)
        for proposal in asked.proposals
    }
    if wish not in given:
        abort(404)
    return given[wish]


def may_release() -> bool:
    """Whether the signed-in user decides, or only drafts."""
    return allowed(current_user.role, Action.RECORD_DECISION)


def show(
    row: ApplicationRow,
    form: DecisionForm | CorrectionForm,
    *,
    preview: object = None,
    question: QuestionForm | None = None,
) -> Response:
    """The whole page."""
    status = question.status if question else form.status
    return render(TEMPLATE, status=status, preview=preview, **values(row, form, question))


def values(
    row: ApplicationRow, form: DecisionForm | CorrectionForm, question: QuestionForm | None = None
) -> dict[str, Any]:
    """All that the page and its fragments show."""
    notices = (
        notice_queries.of_decision(reading(), viewer(), row.decision.id) if row.decision else []
    )
    theirs = _theirs(row, form) if form.status == 409 else None
    return {
        "row": row,
        "waiting": waiting.card(row),
        "undo_minutes": gateways().settings.undo.seconds // 60,
        "sending": sending.by_rule(row, form.reason_id.data)
        if isinstance(form, DecisionForm)
        else None,
        "form": form,
        "live": preview_of(row, typed_in(form)) if isinstance(form, DecisionForm) else None,
        "notices": notices,
        "call_id": calls.of_decision(reading(), viewer(), row.decision.id)
        if row.decision
        else None,
        "polls": any(n.under_way and n.not_before <= now() + SOON for n in notices),
        "goes": sending.moments(row, notices),
        "told": any(n.state in TOLD or n.told_elsewhere_at for n in notices),
        "theirs": theirs,
        "may_release": may_release(),
        "released": isinstance(form, CorrectionForm),
        **wording_values(row, form, whole=request.form.get("do") in WHOLE_LETTER),
        **_points_values(row, question),
    }


def wording_values(
    row: ApplicationRow, form: DecisionForm | CorrectionForm, *, whole: bool
) -> dict[str, Any]:
    """What the wording check says of the words as they stand in the form."""
    approval = approvals.latest(reading(), row.id)
    proof = proof_of(row, form, whole=whole)
    return {
        "proof": proof,
        "reminders": reminders_of(row, form),
        "approval": approval if approval and _is_current(row, approval) else None,
        "approved": _is_approved(row, form, proof, approval),
        "asked": _is_asked(row, form, approval),
        "others": bool(others(row)),
    }


def _points_values(row: ApplicationRow, question: QuestionForm | None) -> dict[str, Any]:
    return {
        "requests": points.of_application(reading(), row.id),
        "question": question or question_form(row),
    }


def others(row: ApplicationRow) -> list[Colleague]:
    """Whoever else may approve words about this application."""
    if not may_release():
        return []
    able = approvals.approvers(reading(), row.id)
    return [person for person in able if person.id != current_user.id]


def _is_current(row: ApplicationRow, approval: ApprovalRow) -> bool:
    """Whether it is about words that are still to be released."""
    released_at = row.decision.released_at if row.decision else None
    if approval.state is ApprovalState.LEFT_BEHIND:
        return False
    return released_at is None or approval.asked_at >= released_at


def _is_approved(
    row: ApplicationRow,
    form: DecisionForm | CorrectionForm,
    proof: Proof,
    approval: ApprovalRow | None,
) -> bool:
    """Whether somebody else has approved exactly what stands in the form."""
    if not proof.blocks or approval is None or approval.state is not ApprovalState.APPROVED:
        return False
    return approval.text_hash == manuscript_of(row, form).fingerprint


def _is_asked(
    row: ApplicationRow, form: DecisionForm | CorrectionForm, approval: ApprovalRow | None
) -> bool:
    """Whether somebody is asked about exactly what stands in the form."""
    if approval is None or approval.state is not ApprovalState.ASKED:
        return False
    return approval.text_hash == manuscript_of(row, form).fingerprint


def manuscript_of(row: ApplicationRow, form: FeedbackForm) -> Manuscript:
    """The letter as it stands in the form; the words around it as they stand in the decision."""
    if isinstance(form, DecisionForm):
        outcome = form.chosen
    else:
        assert row.decision is not None
        outcome = row.decision.outcome
    revision = row.decision.template_revision_id if row.decision else None
    return Manuscript(outcome=outcome, feedback=form.feedback(), template_revision_id=revision)


def _asked_correction(row: ApplicationRow) -> FeedbackDraft | None:
    """The correction that somebody else was asked to look at: it lies nowhere but there."""
    approval = approvals.latest(reading(), row.id)
    if approval is None or request.method == "POST" or not _is_current(row, approval):
        return None
    return approval.manuscript.feedback


def _theirs(row: ApplicationRow, form: DecisionForm | CorrectionForm) -> DecisionRow | None:
    """What somebody else has written while this request was under way; whoever saves again has
    seen it.
    """
    # What was read so far is from before: on SQLite a transaction sees nothing newer.
    reading().rollback()
    theirs = one(row.id).decision
    # What was posted would be shown again otherwise.
    form.version.raw_data = None
    form.version.data = theirs.version if theirs else 0
    return theirs
