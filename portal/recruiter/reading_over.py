"""Words as they stand in a form, read over: what to change, why, and what a good letter has."""

from portal.policy import proofreading, template_choice
from portal.policy.proofreading import Proof
from portal.policy.wording import Letter, Point, Reminder, reminders
from portal.queries import wording
from portal.queries.applications import ApplicationRow
from portal.recruiter.forms.decision import DecisionForm, FeedbackForm
from portal.vocabulary import Outcome
from portal.web.database import reading

SILENT = frozenset({Outcome.HIRED})
"""Outcomes that owe no letter of ours."""


def proof_of(row: ApplicationRow, form: FeedbackForm, *, whole: bool) -> Proof:
    """What should be said differently; how short it is counts only once the letter is whole."""
    texts = form.passages()
    if not texts:
        return Proof(kept=form.keeps())
    to = wording.reader(reading(), row.id)
    facts = wording.facts(reading(), to, texts, _least_words(form) if whole else None)
    return proofreading.read(texts, language=to.language, facts=facts, kept=form.keeps())


def reminders_of(row: ApplicationRow, form: FeedbackForm) -> tuple[Reminder, ...]:
    """What a good letter has, and whether this one has it; nothing where none is owed."""
    if isinstance(form, DecisionForm) and form.chosen in SILENT:
        return ()
    points = form.feedback().points
    message = form.message.data or ""
    around = form.template(form.chosen) if isinstance(form, DecisionForm) else None
    letter = Letter(
        language=proofreading.language_of(message, otherwise=around.language if around else "en"),
        called=row.called,
        message=message,
        points=tuple(
            Point(criterion=p.criterion, seen=p.seen, next_time=p.next_time) for p in points
        ),
        advice=form.advice.data or "",
        opening=template_choice.opening(around.text, row.called) if around else f"{row.called},",
    )
    return reminders(letter)


def _least_words(form: FeedbackForm) -> int | None:
    if not isinstance(form, DecisionForm):
        return None
    manuscript = proofreading.Manuscript(
        outcome=form.chosen,
        feedback=form.feedback(),
        template_revision_id=form.template_draft().get("template_id"),
    )
    return manuscript.least_words
