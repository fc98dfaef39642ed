"""One decision for many applications."""

from dataclasses import replace

from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import Application, AuditEvent, Consent, Decision, Feedback, Notice
from portal.policy.feedback import FeedbackDraft
from portal.services import batches, decisions
from portal.services.batches import Released
from portal.services.decisions import DecisionDraft
from portal.vocabulary import (
    Act,
    ConsentEvent,
    DecisionState,
    EndedBy,
    NoticeState,
    Outcome,
    SendWhen,
)
from tests.makers import FEEDBACK, Make

DRAFT = DecisionDraft(
    outcome=Outcome.REJECTED,
    ended_by=EndedBy.US,
    reason_id=None,
    internal_note="",
    feedback=FEEDBACK,
    promising=False,
    invites_to_pool=True,
    send_when=SendWhen.AT_ONCE,
)


def several(make: Make, count: int = 3) -> list[Application]:
    vacancy = make.vacancy()
    people = [make.candidate(f"Nr{number} Applicant") for number in range(count)]
    return [make.application(person, vacancy) for person in people]


def release(make: Make, made: list[Application], draft: DecisionDraft = DRAFT) -> Released:
    with make.work(make.actor()) as context:
        return batches.release(context, [application.id for application in made], draft)


def test_each_is_decided_and_owed_as_for_one_alone(make: Make, gateways: Gateways) -> None:
    alone, *others = several(make)
    make.decision(alone)

    assert release(make, others).decided == 2

    with gateways.database.session() as session:
        notices = session.scalars(select(Notice).order_by(Notice.id)).all()
        feedback = session.scalars(select(Feedback).order_by(Feedback.id)).all()
        assert {(n.state, n.purpose, n.not_before, n.created_by_id) for n in notices} == {
            (n.state, n.purpose, n.not_before, n.created_by_id) for n in notices[:1]
        }
        assert len({n.link_id for n in notices}) == len({n.idem_key for n in notices}) == 3
        for written in feedback:
            assert [p.seen for p in written.points] == [p.seen for p in FEEDBACK.points]
        acts = select(AuditEvent.act, func.count()).group_by(AuditEvent.act)
        counted = dict(session.execute(acts).all())
        assert counted[Act.DECISION_RELEASED] == counted[Act.POOL_INVITED] == 3
        offered = session.scalars(select(Consent.event)).all()
        assert offered == [ConsentEvent.OFFERED] * 3


def test_whoever_cannot_be_decided_is_left_alone_with_the_reason(
    make: Make, gateways: Gateways
) -> None:
    decided, drafted, free = several(make)
    make.decision(decided)
    with make.work(make.actor()) as context:
        decisions.save_draft(context, drafted.id, DRAFT)

    released = release(make, [decided, drafted, free])

    assert released.decided == 1
    assert released.left == {
        decided.id: "This application is decided already.",
        drafted.id: "Somebody is writing to this person.",
    }
    with gateways.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 2


def test_after_an_interview_words_alone_are_not_enough(make: Make) -> None:
    vacancy = make.vacancy()
    interviewed = make.application(make.candidate("Ada Correia"), vacancy, stage=2)
    applied = make.application(make.candidate("Jun Kimura"), vacancy)
    draft = replace(DRAFT, feedback=FeedbackDraft(message="We have chosen another person."))

    released = release(make, [interviewed, applied], draft)

    assert released.decided == 1
    assert list(released.left) == [interviewed.id]


def test_a_decision_from_triage_becomes_ours(make: Make, gateways: Gateways) -> None:
    [application] = several(make, 1)
    with make.work(make.actor()) as context:
        there = context.session.get_one(Application, application.id)
        decisions.record_imported(
            context, there, outcome=Outcome.REJECTED, decided_at=None, told=False
        )

    assert release(make, [application]).decided == 1

    with gateways.database.session() as session:
        [decision] = session.scalars(select(Decision)).all()
        assert decision.state is DecisionState.RELEASED
        [notice] = session.scalars(select(Notice)).all()
        assert notice.state is NoticeState.SCHEDULED


def test_members_are_not_asked_to_join_again(make: Make, gateways: Gateways) -> None:
    ada = make.member("Ada Correia")
    application = make.application(ada)

    release(make, [application])

    with gateways.database.session() as session:
        assert session.scalars(select(Consent.event)).all() == [ConsentEvent.GRANTED]
