"""What a person can do about a message that left, came back, or waits."""

from sqlalchemy import select, update

from portal.gateways import Gateways
from portal.models import Attempt, Candidate, Decision, Notice, Relay, Task
from portal.services import receipts, unreached
from portal.vocabulary import (
    AttemptResult,
    Channel,
    NoContact,
    NoticeState,
    Purpose,
    ReceiptKind,
    RelayState,
)
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make

ONE = "recruiter.notices.one"


def bounced(make: Make, person: Candidate | None = None) -> Notice:
    """A decision whose message was accepted, and came back."""
    make.told(person or make.candidate(phones=("+351 912 345 678",)))
    with make.work() as context:
        receipts.report(
            context,
            kind=ReceiptKind.BOUNCED,
            at=context.now,
            dedupe="1",
            code="550 5.1.1 no such user",
            notice_id=1,
        )
    return ledger.only(make.gateways)


def buttons(page: Page) -> set[str]:
    return {" ".join(b.text_content().split()) for b in page.all("main button, main a.button")}


def test_the_ledger_of_a_notice_is_told(rosa: Browser, make: Make, clock: SetClock) -> None:
    bounced(make)
    with make.work() as context:
        context.session.add(
            Attempt(
                notice_id=1,
                epoch=1,
                claimed_at=clock.now(),
                wire_at=clock.now(),
                ended_at=clock.now(),
                result=AttemptResult.ACCEPTED,
            )
        )
    page = rosa.get(ONE, notice_id=1)

    assert "Owed, by Rosa Recruiter" in page.text
    assert "Handed to the mail server, which accepted it" in page.text
    assert "Came back: no such address" in page.text
    assert "“550 5.1.1 no such user”" in page.text


def test_a_copy_is_sent_only_from_the_page_that_says_what_is_known(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    make.told()
    page = rosa.get(rosa.get(ONE, notice_id=1).link("Send another copy"))
    assert "nobody has said since that it came back" in page.text

    page = rosa.submit(page, "Send another copy")

    first, second = ledger.notices(gateways)
    assert page.said == "Another copy is on its way, with an identity of its own."
    assert first.state is NoticeState.ACCEPTED
    assert (first.idem_key[-1], second.idem_key[-1]) == ("1", "2")
    assert second.public_id != first.public_id
    assert "sent another copy" in rosa.get(ONE, notice_id=1).text


def test_no_copy_while_one_is_on_its_way_or_nothing_stands(rosa: Browser, make: Make) -> None:
    make.decision()
    assert "Send another copy" not in buttons(rosa.get(ONE, notice_id=1))
    assert rosa.get("recruiter.notices.copy", notice_id=1).status == 404
    assert rosa.post("recruiter.notices.send_copy", notice_id=1).status == 409
    make.accept_notices()


def test_two_copies_at_once_are_one(rosa: Browser, make: Make, gateways: Gateways) -> None:
    make.told()
    assert rosa.post("recruiter.notices.send_copy", notice_id=1).status == 303
    assert rosa.post("recruiter.notices.send_copy", notice_id=1).status == 409
    assert len(ledger.notices(gateways)) == 2


def test_whoever_was_not_reached_is_called_instead(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    bounced(make)
    page = rosa.get(rosa.get(ONE, notice_id=1).link("Call instead"))
    assert page.one("a[href^='tel:']").text_content() == "+351 912 345 678"

    page = rosa.submit(page, "They have been told")

    assert page.said == "Noted: they have been told by telephone. No message tells them once more."
    assert "Rosa Recruiter told them by telephone" in page.text
    with gateways.database.session() as session:
        decision = session.scalars(select(Decision)).one()
        task = session.scalars(select(Task)).one()
        notice, call = session.scalars(select(Notice).order_by(Notice.id)).all()
    assert (call.channel, call.state) == (Channel.CALL, NoticeState.ACCEPTED)
    assert (decision.told_elsewhere_at, decision.told_elsewhere_by_id) == (clock.now(), rosa.id)
    assert (task.done_at, task.done_by_id) == (clock.now(), rosa.id)
    assert notice.state is NoticeState.BOUNCED, "how it ended stays true"
    assert "Maya" not in rosa.get("recruiter.today.page").one("section.list").text_content()
    assert "has been told" in rosa.get("recruiter.applications.page", application_id=1).text


def test_a_waiting_message_is_taken_back_by_the_call(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    make.decision()
    rosa.post("recruiter.notices.called", notice_id=1)

    notice, call, confirmation = ledger.notices(gateways)
    assert (notice.state, notice.reason) == (NoticeState.CANCELLED, NoContact.CALLED)
    assert (call.channel, call.state) == (Channel.CALL, NoticeState.ACCEPTED)
    assert confirmation.purpose is Purpose.CALL_CONFIRMATION
    assert rosa.post("recruiter.notices.called", notice_id=1).status == 409
    with make.work() as context:
        assert unreached.ask_for_all(context) == []


def test_whoever_was_told_need_not_be_called(rosa: Browser, make: Make) -> None:
    make.told()
    assert "Call instead" not in buttons(rosa.get(ONE, notice_id=1))
    assert rosa.post("recruiter.notices.called", notice_id=1).status == 409


def test_a_report_after_the_call_asks_for_no_second_one(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    make.decision()
    with make.work() as context:
        context.session.execute(update(Notice).values(state=NoticeState.STOPPED))
        context.session.execute(update(Notice).values(reason=NoContact.NO_ADDRESS))
    rosa.post("recruiter.notices.called", notice_id=1)
    with make.work() as context:
        assert not unreached.ask(context, 1)


def test_a_paused_way_of_sending_is_said_and_resumed(
    rosa: Browser, make: Make, clock: SetClock, gateways: Gateways
) -> None:
    make.decision(now=True)
    with make.work() as context:
        context.session.add(
            Relay(
                channel=Channel.EMAIL,
                state=RelayState.PAUSED,
                failures=3,
                since=clock.now(),
                until=clock.now(),
                code="550 5.7.26 not signed",
            )
        )
    page = rosa.get("recruiter.notices.page")
    assert "Sending by e-mail is paused since" in page.text
    assert "“550 5.7.26 not signed”" in page.text
    assert "One message waits; nothing is lost." in page.text

    page = rosa.submit(page, "Resume")

    assert page.said == "Sending goes on."
    assert not page.all("#trouble > *")
    with gateways.database.session() as session:
        assert session.scalars(select(Relay.state)).one() is RelayState.OPEN
    assert rosa.post("recruiter.notices.resume", channel="email").status == 409
    assert rosa.post("recruiter.notices.resume", channel="pigeon").status == 404


def test_a_relay_in_peace_is_said_without_a_button(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    with make.work() as context:
        context.session.add(
            Relay(channel=Channel.SMS, state=RelayState.WAITING, failures=1, since=clock.now())
        )
    page = rosa.get("recruiter.notices.page")
    assert "Sending by text message waits since" in page.text
    assert "Resume" not in buttons(page)
