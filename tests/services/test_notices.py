"""Owing messages, and what people may do with them."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.gateways import Gateways
from portal.models import CandidateEmail, Decision, Notice
from portal.policy.refusal import Conflict, Refusal
from portal.services import decisions, links, new_links, notices, users
from portal.services.notices import Recall
from portal.vocabulary import (
    Act,
    NoContact,
    NoticeState,
    Outcome,
    Purpose,
    Queue,
    Role,
)
from tests.fakes import CountingBell, SetClock
from tests.jobs import ledger
from tests.makers import FEEDBACK, Make


def rung(gateways: Gateways) -> list[Queue]:
    assert isinstance(gateways.bell, CountingBell)
    return gateways.bell.rung


def set_state(make: Make, notice_id: int, **values: object) -> None:
    with make.work() as context:
        context.session.execute(update(Notice).where(Notice.id == notice_id).values(**values))


def test_a_decision_is_owed_once_from_the_end_of_the_undo_window(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    decision = make.decision()
    notice = ledger.only(gateways)
    assert notice.idem_key == f"decision:{decision.id}:email:1"
    assert notice.not_before == clock.now() + gateways.settings.undo
    assert notice.created_by_id == make.user().id
    assert rung(gateways) == []


def test_what_is_due_now_rings_after_the_commit(make: Make, gateways: Gateways) -> None:
    make.decision(now=True)
    assert rung(gateways) == [Queue.NOTICES]


def test_the_database_refuses_to_owe_the_same_twice(make: Make, gateways: Gateways) -> None:
    make.decision()
    first = ledger.only(gateways)
    with make.work() as context:
        link = links.for_candidate(context, first.candidate_id or 0)
    twin = Notice(
        public_id="another",
        idem_key=first.idem_key,
        purpose=first.purpose,
        channel=first.channel,
        state=first.state,
        candidate_id=first.candidate_id,
        link_id=link.id,
        created_at=first.created_at,
        not_before=first.not_before,
    )
    with pytest.raises(IntegrityError), make.work() as context:
        context.session.add(twin)


def test_who_was_hired_is_owed_nothing_of_ours(make: Make, gateways: Gateways) -> None:
    make.decision(outcome=Outcome.HIRED, invites_to_pool=False)
    assert ledger.notices(gateways) == []


def test_a_correction_is_owed_when_the_decision_has_left(make: Make, gateways: Gateways) -> None:
    decision = make.told()
    with make.work(make.actor()) as context:
        decisions.revise(context, decision.id, FEEDBACK, version=1, tell=True)
    assert [n.purpose for n in ledger.notices(gateways)] == [Purpose.DECISION, Purpose.CORRECTION]


def test_while_the_decision_waits_no_correction_is_owed(make: Make, gateways: Gateways) -> None:
    decision = make.decision()
    with make.work(make.actor()) as context:
        decisions.revise(context, decision.id, FEEDBACK, version=1, tell=True)
    assert [notice.purpose for notice in ledger.notices(gateways)] == [Purpose.DECISION]


def test_a_new_link_needs_an_address(make: Make, gateways: Gateways) -> None:
    candidate = make.candidate()
    with make.work() as context:
        found = new_links.owe(context, candidate.id)
        assert found is not None
        assert found.purpose is Purpose.NEW_LINK
        context.session.execute(delete(CandidateEmail))
        assert new_links.owe(context, candidate.id) is None
    assert len(ledger.notices(gateways)) == 1


def test_an_invited_user_is_owed_a_message_with_their_link(make: Make, gateways: Gateways) -> None:
    with make.work(make.actor(make.user("Adam Admin", role=Role.ADMIN))) as context:
        user = users.invite(
            context, email="new@northlight.example", name="Nina", role=Role.RECRUITER
        )
    notice = ledger.only(gateways)
    assert (notice.user_id, notice.candidate_id) == (user.id, None)
    assert notice.purpose is Purpose.INVITATION
    assert rung(gateways) == [Queue.NOTICES]


def test_send_now_skips_the_rest_of_the_window(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision()
    with make.work(make.actor()) as context:
        notices.send_now(context, ledger.only(gateways).id)
    assert ledger.only(gateways).not_before == clock.now()
    assert rung(gateways) == [Queue.NOTICES]
    assert ledger.acts(gateways) == [Act.NOTICE_RESCHEDULED]


@pytest.mark.parametrize("state", [NoticeState.ACCEPTED, NoticeState.CANCELLED, NoticeState.HELD])
def test_only_what_waits_can_be_sent_now(
    make: Make, gateways: Gateways, state: NoticeState
) -> None:
    make.decision()
    notice = ledger.only(gateways)
    set_state(make, notice.id, state=state)
    with pytest.raises(Conflict), make.work(make.actor()) as context:
        notices.send_now(context, notice.id)


@pytest.mark.parametrize("state", [NoticeState.HELD, NoticeState.SCHEDULED, NoticeState.RETRY])
def test_what_has_not_left_is_taken_back(
    make: Make, gateways: Gateways, state: NoticeState
) -> None:
    make.decision()
    notice = ledger.only(gateways)
    set_state(make, notice.id, state=state)
    with make.work(make.actor()) as context:
        assert notices.recall(context, notice.id) is Recall.CANCELLED
    notice = ledger.only(gateways)
    assert (notice.state, notice.reason) == (NoticeState.CANCELLED, NoContact.RECALLED)


@pytest.mark.parametrize(
    "state", [NoticeState.ACCEPTED, NoticeState.CANCELLED, NoticeState.BOUNCED]
)
def test_what_has_left_cannot_be_taken_back(
    make: Make, gateways: Gateways, state: NoticeState
) -> None:
    make.decision()
    notice = ledger.only(gateways)
    set_state(make, notice.id, state=state)
    with pytest.raises(Conflict), make.work(make.actor()) as context:
        notices.recall(context, notice.id)


def test_a_reopened_decision_takes_back_all_that_is_unsent(make: Make, gateways: Gateways) -> None:
    decision = make.decision()
    with make.work(make.actor()) as context:
        decisions.reopen(context, decision.id)
    assert ledger.only(gateways).state is NoticeState.CANCELLED
    with make.work(make.actor()) as context:
        assert notices.cancel_for_decision(context, decision.id) == []


@pytest.mark.parametrize(
    "state",
    [NoticeState.STOPPED, NoticeState.DEAD, NoticeState.BOUNCED, NoticeState.EXPIRED],
)
def test_what_failed_can_be_tried_again_and_starts_from_nothing(
    make: Make, gateways: Gateways, clock: SetClock, state: NoticeState
) -> None:
    make.decision()
    before = ledger.only(gateways)
    set_state(
        make,
        before.id,
        state=state,
        tries=9,
        faults=3,
        pinned_at=clock.now(),
        pinned_date=clock.now(),
        pinned_address="old@example.com",
    )
    with make.work(make.actor()) as context:
        notices.try_again(context, before.id)
    after = ledger.only(gateways)
    assert (after.state, after.tries, after.faults) == (NoticeState.SCHEDULED, 0, 0)
    assert (after.not_before, after.pinned_address) == (clock.now(), None)
    assert after.public_id == before.public_id
    assert ledger.acts(gateways) == [Act.NOTICE_RESCHEDULED]


def test_where_a_copy_may_have_arrived_it_stays_the_same_message(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision()
    before = ledger.only(gateways)
    pins = {"pinned_at": clock.now(), "pinned_address": "maya@example.com"}
    set_state(make, before.id, state=NoticeState.EXPIRED, unknown_count=1, **pins)
    with make.work(make.actor()) as context:
        notices.try_again(context, before.id)
    after = ledger.only(gateways)
    assert (after.public_id, after.pinned_address) == (before.public_id, "maya@example.com")


def test_another_text_never_shares_an_identity(
    make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision()
    before = ledger.only(gateways)
    pins = {"pinned_at": clock.now(), "pinned_address": "maya@example.com"}
    set_state(make, before.id, state=NoticeState.BOUNCED, unknown_count=1, **pins)
    with make.work(make.actor()) as context:
        notices.try_again(context, before.id)
    after = ledger.only(gateways)
    assert after.public_id != before.public_id
    assert after.pinned_address is None


def test_what_did_not_fail_is_not_tried_again(make: Make, gateways: Gateways) -> None:
    make.decision()
    with pytest.raises(Conflict), make.work(make.actor()) as context:
        notices.try_again(context, ledger.only(gateways).id)


def test_there_is_no_notice_with_an_unknown_number(make: Make) -> None:
    for act in (notices.recall, notices.send_now, notices.try_again):
        with pytest.raises(Refusal), make.work(make.actor()) as context:
            act(context, 4711)


def test_a_decision_that_was_taken_back_and_made_again_is_told_again(
    make: Make, gateways: Gateways
) -> None:
    application = make.application()
    first = make.decision(application)
    with make.work(make.actor()) as context:
        decisions.reopen(context, first.id)
    make.decision(application)
    states = [notice.state for notice in ledger.notices(gateways)]
    assert states == [NoticeState.CANCELLED, NoticeState.SCHEDULED]
    with make.work() as context:
        assert len(context.session.scalars(select(Decision)).all()) == 2
