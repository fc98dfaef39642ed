"""Inquiries: what candidates ask, with until when it is answered, and by what it was."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, or_, select, update

from portal.context import SYSTEM, Context
from portal.models import Application, Decision, Inquiry, Notice
from portal.policy import inquiries as policy
from portal.policy import waiting
from portal.policy.headers import paragraphs
from portal.policy.refusal import Conflict, Refusal, TooMany
from portal.queries import heard, organisation
from portal.queries.concerns import CONFIDENTIAL, LOST
from portal.services import audit, owing, tries
from portal.vocabulary import (
    Act,
    ActorKind,
    AnsweredBy,
    Channel,
    ConcernKind,
    InquiryKind,
    MissingNotice,
    Purpose,
)

DAYS, DAYS_OF_A_CONCERN = 2, 5
"""Working days in which somebody answers."""
LONGEST = 3_000
PER_DAY, A_DAY = 10, timedelta(days=1)
AT_ONCE = 1_000
"""Applications of one statement: a database takes only so many values."""


def receive(
    context: Context,
    candidate_id: int,
    text: str,
    channel: Channel,
    *,
    notice: Notice | None = None,
    inbound_id: int | None = None,
) -> Inquiry:
    """Keep what a candidate writes to us; its clock starts now.

    A reply to the answer of a confidential concern is for its owner alone, like the concern.
    """
    confided = _confided(context, notice)
    inquiry = Inquiry(
        candidate_id=candidate_id,
        application_id=_application(context, notice) if confided is None else None,
        notice_id=notice.id if notice else None,
        inbound_id=inbound_id,
        kind=InquiryKind.QUESTION,
        channel=channel,
        text=text,
    )
    if confided is not None:
        inquiry.kind, inquiry.concern = InquiryKind.CONCERN, confided.concern
        inquiry.application_id, inquiry.owner_id = confided.application_id, confided.owner_id
    return keep(context, inquiry)


def ask(context: Context, candidate_id: int, text: str, application_id: int | None) -> Inquiry:
    """Keep a question from a candidate's own page; raises Refusal, and TooMany for too many."""
    application = _theirs(context, candidate_id, application_id)
    written = written_down(text)
    refuse_too_many(context, candidate_id)
    return keep(
        context,
        Inquiry(
            candidate_id=candidate_id,
            application_id=application.id if application else None,
            kind=InquiryKind.QUESTION,
            channel=Channel.EMAIL,
            text=written,
        ),
    )


def note(context: Context, candidate_id: int, text: str, application_id: int | None) -> Inquiry:
    """Write down what somebody of the team has heard on the telephone."""
    application = _theirs(context, candidate_id, application_id)
    return keep(
        context,
        Inquiry(
            candidate_id=candidate_id,
            application_id=application.id if application else None,
            kind=InquiryKind.QUESTION,
            channel=Channel.CALL,
            text=written_down(text),
            noted_by_id=context.actor.id,
        ),
    )


def keep(context: Context, inquiry: Inquiry) -> Inquiry:
    """Start the clock of an inquiry, and propose which message of ours was missing."""
    confidential = is_confidential(inquiry)
    calendar = organisation.calendar(context.session)
    days = DAYS_OF_A_CONCERN if confidential else DAYS
    inquiry.asked_at = context.now
    inquiry.answer_by = waiting.promised_by(context.now, days, calendar)
    if inquiry.kind is InquiryKind.QUESTION:
        known = heard.about(context.session, inquiry.application_id)
        inquiry.missing = policy.missing(known, context.now)
    context.session.add(inquiry)
    context.session.flush()
    if confidential:
        # Nobody may read in the audit who it was.
        audit.record(replace(context, actor=SYSTEM), Act.CONCERN_RAISED, inquiry=inquiry.id)
        return inquiry
    act = Act.INQUIRY_RECEIVED if inquiry.noted_by_id is None else Act.INQUIRY_NOTED
    record(context, Act.THANKED if inquiry.concern is ConcernKind.THANKS else act, inquiry)
    return inquiry


def answer(context: Context, inquiry_id: int, text: str) -> Inquiry:
    """Answer in words: they are owed by mail, and stand on the candidate's page."""
    inquiry = take(context, inquiry_id)
    inquiry.answer = written_down(text, field="answer")
    owe_answer(context, inquiry, text=inquiry.answer)
    return _settle(context, inquiry, AnsweredBy.WORDS)


def answered(context: Context, inquiry_id: int, by: AnsweredBy = AnsweredBy.CALL) -> Inquiry:
    """Note by what somebody has answered; raises Conflict if it was answered before."""
    return _settle(context, take(context, inquiry_id), by)


def answered_for_application(context: Context, application_id: int, by: AnsweredBy) -> None:
    """All that was asked about an application is answered by what has just been done."""
    answered_for_applications(context, [application_id], by)


def answered_for_applications(
    context: Context, application_ids: Iterable[int], by: AnsweredBy
) -> None:
    """All that was asked about these applications is answered by what has just been done."""
    ids = list(application_ids)
    for start in range(0, len(ids), AT_ONCE):
        some = Inquiry.application_id.in_(ids[start : start + AT_ONCE])
        _settle_all(context, some, by)


def answered_by_holding(context: Context, notices: Mapping[int, int]) -> None:
    """Holding messages, by application, answer what was asked; one that is lost answers nothing."""
    answered_for_applications(context, notices, AnsweredBy.HOLDING)
    just_now = select(Inquiry).where(
        Inquiry.answered_by == AnsweredBy.HOLDING, Inquiry.answered_at == context.now
    )
    for inquiry in context.session.scalars(just_now).all():
        inquiry.answer_notice_id = notices.get(inquiry.application_id or 0)


def facts_corrected(context: Context, application_id: int) -> None:
    """Corrected feedback that is told answers whoever said that a fact in it was wrong."""
    about = Inquiry.application_id == application_id
    _settle_all(context, about & (Inquiry.concern == ConcernKind.FACT_WRONG), AnsweredBy.WORDS)


def open_again(context: Context, application_id: int) -> None:
    """The decision that was the answer was taken back before it was told: it is none any more."""
    context.session.execute(
        update(Inquiry)
        .where(Inquiry.application_id == application_id, Inquiry.answered_by == AnsweredBy.DECISION)
        .values(answered_at=None, answered_by_id=None, answered_by=None)
    )


def say_missing(context: Context, inquiry_id: int, missing: MissingNotice) -> None:
    """Say which message of ours would have made it needless."""
    context.session.get_one(Inquiry, inquiry_id).missing = missing


def owe_answer(context: Context, inquiry: Inquiry, *, text: str | None) -> Notice:
    """Owe somebody the answer; without a text it only says that one stands on their page."""
    earlier = inquiry.answer_notice_id or 0
    notice = Notice(
        purpose=Purpose.ANSWER,
        candidate_id=inquiry.candidate_id,
        application_id=inquiry.application_id if text else None,
        personal_text=text,
        not_before=context.now + context.settings.undo,
    )
    owing.owe(context, notice, subject=inquiry.id, number=earlier + 1)
    inquiry.answer_notice_id = notice.id
    return notice


def written_down(text: str, *, field: str = "text") -> str:
    """What somebody wrote, in paragraphs; raises Refusal for nothing and for too much."""
    written = paragraphs(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not written:
        raise Refusal("Write a few words.", field)
    if len(written) > LONGEST:
        raise Refusal(f"Keep this to {LONGEST} characters.", field)
    return written


def refuse_too_many(context: Context, candidate_id: int) -> None:
    """Raise TooMany for more than anybody needs to ask in a day."""
    who = str(candidate_id)
    if not tries.allow(context, "inquiries", who, at_most=PER_DAY, within=A_DAY):
        raise TooMany(
            f"You have written to us {PER_DAY} times today, and we have kept all of it. "
            "Please give us a day to answer.",
        )


def is_confidential(inquiry: Inquiry) -> bool:
    """Whether it is for its owner alone."""
    return inquiry.concern is not None and inquiry.concern.confidential


def take(context: Context, inquiry_id: int) -> Inquiry:
    """The inquiry, for one writer at a time; raises Conflict if it was answered, unless the
    answer was taken back or did not get through.
    """
    inquiry = context.session.scalars(
        select(Inquiry).where(Inquiry.id == inquiry_id).with_for_update()
    ).one()
    if inquiry.answered_at is not None and not _was_lost(context, inquiry):
        raise Conflict("Somebody has answered this already.")
    return inquiry


def record(context: Context, act: Act, inquiry: Inquiry) -> None:
    """Write down an act about what anybody of the team may know of."""
    audit.record(
        context,
        act,
        candidate_id=inquiry.candidate_id,
        application_id=inquiry.application_id,
        notice_id=inquiry.notice_id,
        inquiry=inquiry.id,
        channel=inquiry.channel.value,
    )


def _settle_all(context: Context, about: ColumnElement[bool], by: AnsweredBy) -> None:
    lost = exists().where(Notice.id == Inquiry.answer_notice_id, Notice.state.in_(LOST))
    waiting_ones = select(Inquiry).where(
        about,
        or_(Inquiry.answered_at.is_(None), lost.correlate(Inquiry)),
        or_(Inquiry.concern.is_(None), Inquiry.concern.not_in(CONFIDENTIAL)),
    )
    for inquiry in context.session.scalars(waiting_ones.with_for_update()).all():
        _settle(context, inquiry, by)


def _settle(context: Context, inquiry: Inquiry, by: AnsweredBy) -> Inquiry:
    if by is not AnsweredBy.WORDS:
        inquiry.answer, inquiry.answer_notice_id = "", None
    inquiry.answered_at, inquiry.answered_by = context.now, by
    user = context.actor.kind is ActorKind.USER
    inquiry.answered_by_id = context.actor.id if user else None
    context.session.flush()
    record(context, Act.INQUIRY_ANSWERED, inquiry)
    return inquiry


def _was_lost(context: Context, inquiry: Inquiry) -> bool:
    if inquiry.answer_notice_id is None:
        return False
    query = select(Notice.state).where(Notice.id == inquiry.answer_notice_id)
    return context.session.scalar(query) in LOST


def _confided(context: Context, notice: Notice | None) -> Inquiry | None:
    """The confidential concern that a message of ours has answered."""
    if notice is None or notice.purpose is not Purpose.ANSWER:
        return None
    inquiry = context.session.scalar(select(Inquiry).where(Inquiry.answer_notice_id == notice.id))
    return inquiry if inquiry is not None and is_confidential(inquiry) else None


def _application(context: Context, notice: Notice | None) -> int | None:
    if notice is None or notice.decision_id is None:
        return notice.application_id if notice else None
    return context.session.scalar(
        select(Decision.application_id).where(Decision.id == notice.decision_id)
    )


def _theirs(context: Context, candidate_id: int, application_id: int | None) -> Application | None:
    if application_id is None:
        return None
    application = context.session.get(Application, application_id)
    if application is None or application.candidate_id != candidate_id:
        raise Refusal("Choose one of the list.", "application_id")
    return application
