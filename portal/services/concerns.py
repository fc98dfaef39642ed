"""Concerns: what somebody wants to say about a decision and how it was made, to the right person.

Two kinds are confidential: only their owner knows of them.
"""

from sqlalchemy import select

from portal.context import Context
from portal.models import Application, Decision, Inquiry, Vacancy
from portal.policy.refusal import Refusal
from portal.queries import concerns as queries
from portal.services import audit, inquiries
from portal.vocabulary import Act, AnsweredBy, Channel, ConcernKind, InquiryKind


def raise_one(
    context: Context, candidate_id: int, decision_id: int, kind: ConcernKind, text: str
) -> Inquiry:
    """Keep a concern about a decision that its writer was told of; raises Refusal and TooMany."""
    written = inquiries.written_down(text)
    inquiries.refuse_too_many(context, candidate_id)
    decision = context.session.get_one(Decision, decision_id)
    inquiry = Inquiry(
        candidate_id=candidate_id,
        application_id=decision.application_id,
        kind=InquiryKind.CONCERN,
        channel=Channel.EMAIL,
        text=written,
        concern=kind,
        owner_id=_owner(context, decision, kind),
    )
    if kind is ConcernKind.THANKS:
        # Nobody waits for an answer.
        inquiry.answered_at = context.now
    return inquiries.keep(context, inquiry)


def answer(context: Context, inquiry_id: int, text: str) -> Inquiry:
    """The one considered answer: it stands on the candidate's page, and a message says so."""
    inquiry = inquiries.take(context, inquiry_id)
    inquiry.answer = inquiries.written_down(text, field="answer")
    inquiries.owe_answer(context, inquiry, text=None)
    inquiry.answered_at, inquiry.answered_by = context.now, AnsweredBy.WORDS
    inquiry.answered_by_id = context.actor.id
    # Nobody may read in the audit whom it was about.
    audit.record(context, Act.CONCERN_ANSWERED, inquiry=inquiry.id)
    return inquiry


def _owner(context: Context, decision: Decision, kind: ConcernKind) -> int | None:
    """Whoever decided looks whether a fact is wrong; thanks are for everybody."""
    if kind is ConcernKind.THANKS:
        return None
    if not kind.confidential:
        vacancy_owner = (
            select(Vacancy.owner_id)
            .join(Application, Application.vacancy_id == Vacancy.id)
            .where(Application.id == decision.application_id)
        )
        return decision.decided_by_id or context.session.scalar(vacancy_owner)
    reader = queries.reader(context.session, decision.id)
    if reader is None:
        raise Refusal("There is nobody here at the moment who could read this.")
    return reader.id
