"""What a message to us comes to: a receipt, an inquiry, or nothing, with the reason."""

import pytest
from sqlalchemy import func, select, update

from portal.gateways import Gateways
from portal.inbound.keeping import keep
from portal.jobs.inbound import run_due
from portal.models import (
    AuditEvent,
    CandidateEmail,
    InboundMessage,
    Inquiry,
    Notice,
    Receipt,
    Suppression,
    Task,
)
from portal.policy.verp import Kind
from portal.services import inbound, inbound_reading, suppression
from portal.vocabulary import Act, Channel, InboundState, NoticeState, TaskKind
from tests.fakes import SetClock
from tests.inbound.conftest import Deliver, address, written
from tests.inbound.reports import Said, exchange, postfix, qmail
from tests.makers import Make


def state_of(gateways: Gateways, notice: Notice) -> NoticeState:
    with gateways.database.session() as session:
        return session.get_one(Notice, notice.id).state


def inquiries(gateways: Gateways) -> list[Inquiry]:
    with gateways.database.session() as session:
        return list(session.scalars(select(Inquiry).order_by(Inquiry.id)))


def count(gateways: Gateways, model: type) -> int:
    with gateways.database.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_bounce_reaches_its_notice_its_address_and_a_person(
    taking: Gateways, told: Notice, deliver: Deliver
) -> None:
    kept = deliver(address(taking, told), postfix(Said()))
    assert (kept.state, kept.why, kept.notice_id) == (InboundState.DONE, None, told.id)
    assert state_of(taking, told) is NoticeState.BOUNCED
    assert count(taking, Suppression) == 1
    with taking.database.session() as session:
        assert session.scalars(select(Task.kind)).all() == [TaskKind.NOT_REACHED]
        assert session.scalars(select(InboundMessage.raw)).all() == [None]


def test_the_address_in_a_report_is_never_believed(
    taking: Gateways, make: Make, told: Notice, deliver: Deliver
) -> None:
    make.candidate("Zoe Silva")
    deliver(address(taking, told), postfix(Said(to="zoe@example.com")))
    assert state_of(taking, told) is NoticeState.BOUNCED
    with make.work() as context:
        assert suppression.is_suppressed(context, Channel.EMAIL, "maya@example.com")
        assert not suppression.is_suppressed(context, Channel.EMAIL, "zoe@example.com")


def test_a_full_mailbox_blames_no_address(taking: Gateways, told: Notice, deliver: Deliver) -> None:
    deliver(address(taking, told), exchange(Said(status="5.2.2", words="552 5.2.2 full")))
    assert state_of(taking, told) is NoticeState.FAILED_SOFT
    assert count(taking, Suppression) == 0
    assert count(taking, Task) == 1


def test_the_same_report_twice_counts_once(
    taking: Gateways, told: Notice, deliver: Deliver
) -> None:
    for _ in range(2):
        deliver(address(taking, told), postfix(Said()))
    assert (count(taking, InboundMessage), count(taking, Receipt)) == (1, 1)


def test_delivered_then_bounced_then_delivered(
    taking: Gateways, told: Notice, deliver: Deliver
) -> None:
    there = Said("delivered", "2.0.0", "250 Ok")
    deliver(address(taking, told), postfix(there))
    assert state_of(taking, told) is NoticeState.DELIVERED
    deliver(address(taking, told), postfix(Said()))
    deliver(address(taking, told), exchange(there))
    assert state_of(taking, told) is NoticeState.BOUNCED
    with taking.database.session() as session:
        applied = session.scalars(select(Receipt.applied).order_by(Receipt.id)).all()
    assert applied == [True, True, False]


@pytest.mark.parametrize(
    ("days", "change", "why"),
    [
        (15, "", "expired"),
        (0, "forge", "forged"),
        (0, "qmail", "no_report"),
        (0, "delayed", "still_trying"),
        (0, "gone", "no_notice"),
        (0, "rubbish", "unreadable"),
    ],
)
def test_what_proves_nothing_changes_nothing(
    taking: Gateways,
    clock: SetClock,
    told: Notice,
    deliver: Deliver,
    *,
    days: int,
    change: str,
    why: str,
) -> None:
    to, raw = address(taking, told), postfix(Said())
    if change == "forge":
        to = to[:10] + ("0" if to[10] != "0" else "1") + to[11:]
    elif change == "gone":
        told.public_id = "0" * 8 + told.public_id[8:]
        to = address(taking, told)
    raw = {
        "qmail": qmail(Said()),
        "delayed": postfix(Said("delayed", "4.4.1", "timed out")),
        "rubbish": b"\0\1\2 no header at all",
    }.get(change, raw)
    clock.forward(days=days)
    kept = deliver(to, raw)
    assert (kept.state, kept.why) == (InboundState.IGNORED, why)
    assert count(taking, Receipt) == 0


def test_a_reply_becomes_an_inquiry_with_its_clock(
    taking: Gateways, told: Notice, deliver: Deliver
) -> None:
    deliver(address(taking, told, Kind.REPLY), written("May I ask?\n\n> Hello Maya\n"))
    (inquiry,) = inquiries(taking)
    assert (inquiry.text, inquiry.candidate_id) == ("May I ask?", told.candidate_id)
    assert inquiry.notice_id == told.id
    assert inquiry.application_id is not None
    # From Monday morning on: until Wednesday evening.
    assert f"{inquiry.answer_by:%a %H:%M}" == "Wed 17:00"
    with taking.database.session() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.act == Act.INQUIRY_RECEIVED)
        ).one()
        assert (event.actor_kind, event.actor_id) == ("candidate", told.candidate_id)
        assert "May I ask" not in str(event.facts)


def test_a_reply_to_our_message_needs_no_signed_address(
    taking: Gateways, told: Notice, deliver: Deliver
) -> None:
    named = f"<{told.public_id}@{taking.settings.mail_domain}>"
    deliver(taking.settings.mail_from, written("One.", In_Reply_To=named))
    deliver("", written("Two.", References=f"<other@example.com> {named}"))
    assert [inquiry.text for inquiry in inquiries(taking)] == ["One.", "Two."]


def test_a_late_reply_to_a_signed_address_is_one_by_what_it_replies_to(
    taking: Gateways, clock: SetClock, told: Notice, deliver: Deliver
) -> None:
    to = address(taking, told, Kind.REPLY)
    clock.forward(days=200)
    kept = deliver(to, written("Late."))
    assert (kept.state, kept.why) == (InboundState.IGNORED, "no_reply")
    named = f"<{told.public_id}@{taking.settings.mail_domain}>"
    deliver(to, written("Late.", In_Reply_To=named))
    assert len(inquiries(taking)) == 1


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"From": "somebody@else.example"}, "other_sender"),
        ({"From": "maya@example.com, x@else.example"}, "other_sender"),
        ({"Auto-Submitted": "auto-replied"}, "automatic"),
        ({"Return-Path": "<>"}, "automatic"),
    ],
)
def test_who_is_not_on_file_and_what_no_person_wrote_is_no_inquiry(
    taking: Gateways, told: Notice, deliver: Deliver, headers: dict[str, str], why: str
) -> None:
    kept = deliver(address(taking, told, Kind.REPLY), written(**headers))
    assert (kept.state, kept.why) == (InboundState.IGNORED, why)
    assert inquiries(taking) == []


def test_a_new_message_to_nothing_of_ours_is_no_inquiry(
    taking: Gateways, told: Notice, deliver: Deliver
) -> None:
    kept = deliver(taking.settings.mail_from, written(In_Reply_To="<x@northlight.example>"))
    assert (kept.state, kept.why) == (InboundState.IGNORED, "no_reply")


def test_any_address_on_file_may_reply(
    taking: Gateways, make: Make, told: Notice, deliver: Deliver
) -> None:
    with make.work() as context:
        other = {"address": "New@Example.com", "normal": "new@example.com"}
        context.session.execute(update(CandidateEmail).values(**other))
    deliver(address(taking, told, Kind.REPLY), written("One.", From="new@example.com"))
    deliver(address(taking, told, Kind.REPLY), written("Two.", From="MAYA@example.com"))
    assert len(inquiries(taking)) == 2


def test_a_flood_of_replies_is_cut_off(taking: Gateways, told: Notice, deliver: Deliver) -> None:
    for number in range(inbound_reading.MOST_A_DAY + 1):
        kept = deliver(address(taking, told, Kind.REPLY), written(f"Number {number}."))
    assert kept.why == "too_many"
    assert len(inquiries(taking)) == inbound_reading.MOST_A_DAY


def test_a_message_that_ends_its_worker_each_time_is_left_alone(
    taking: Gateways,
    clock: SetClock,
    told: Notice,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(inbound_reading, "read", break_down)
    keep(taking, address(taking, told), postfix(Said()))
    for _ in range(inbound.TRIES):
        assert run_due(taking)
        assert not run_due(taking)
        clock.forward(minutes=3)
    assert not run_due(taking)
    with taking.database.session() as session:
        assert session.scalars(select(InboundMessage.state)).one() is InboundState.FAILED
    assert "could not be read" in caplog.text


def test_whoever_lost_a_message_writes_nothing(
    taking: Gateways, clock: SetClock, make: Make, told: Notice
) -> None:
    keep(taking, address(taking, told), postfix(Said()))
    with make.work() as context:
        (first,) = inbound.claim(context)
    clock.forward(minutes=3)
    with make.work() as context:
        (second,) = inbound.claim(context)
    with make.work() as context:
        assert inbound.take_up(context, first) is None
        assert not inbound.settle(context, first, inbound.Fate(InboundState.DONE))
        assert inbound.settle(context, second, inbound.Fate(InboundState.DONE))


def test_old_messages_are_forgotten_and_what_they_said_is_kept(
    taking: Gateways, clock: SetClock, make: Make, told: Notice, deliver: Deliver
) -> None:
    deliver(address(taking, told, Kind.REPLY), written())
    clock.forward(days=31)
    with make.work() as context:
        inbound.forget_old(context)
    assert count(taking, InboundMessage) == 0
    (inquiry,) = inquiries(taking)
    assert (inquiry.text, inquiry.inbound_id) == ("May I ask something?", None)
