"""After a backup was restored: nobody is written to before somebody has looked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.gateways import Gateways
from portal.models import AuditEvent, Decision, Notice, Organisation
from portal.vocabulary import Act, NoContact, NoticeState
from tests.browser import Browser
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.jobs.conftest import drain, sending, shared_sink, sink, stop
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink

__all__ = ["drain", "sending", "shared_sink", "sink", "stop"]
PAGE = "recruiter.settings.restored.page"
CONFIRM = "Let messages go out again"


@pytest.fixture
def locked(make: Make, clock: SetClock) -> None:
    """Maya and Jonas were due when the backup was restored, Ada is not yet."""
    vacancy = make.vacancy()
    for name in ("Maya Oliveira", "Jonas Weber"):
        make.decision(make.application(make.candidate(name), vacancy))
    clock.forward(hours=1)
    make.decision(make.application(make.candidate("Ada Correia"), vacancy))
    with make.work() as context:
        context.session.execute(update(Organisation).values(locked_at=clock.now()))
    clock.forward(hours=1)


def test_nothing_goes_out_while_it_is_locked(
    locked: None, drain: Callable[[], bool], sink: SmtpSink
) -> None:
    drain()
    assert sink.received == []


def test_everybody_is_told_and_administrators_are_led_there(
    locked: None, rosa: Browser, adam: Browser, hanna: Browser
) -> None:
    for browser in (rosa, hanna):
        page = browser.get("recruiter.today.page")
        assert "No message goes out until an administrator has looked." in page.text
    page = adam.get(adam.get("recruiter.today.page").link("what may already have gone"))
    assert "2 messages were due by then" in page.text
    assert "Maya Oliveira" in page.text
    assert "Ada Correia" not in page.text


def test_what_is_not_decided_keeps_it_locked_and_what_was_ticked(
    locked: None, adam: Browser, gateways: Gateways
) -> None:
    page = adam.submit(adam.get(PAGE), CONFIRM, **{"fate-1": "send"})

    assert page.status == 422
    assert "Say of each message what became of it: 1 are left." in page.text
    assert page.one("[name='fate-1'][checked]").get("value") == "send"
    assert page.all("[name='fate-2'][checked]") == []
    with gateways.database.session() as session:
        assert session.scalars(select(Organisation.locked_at)).one() is not None


def test_what_is_ticked_goes_out_and_the_rest_counts_as_told(
    locked: None,
    adam: Browser,
    gateways: Gateways,
    clock: SetClock,
    drain: Callable[[], bool],
    sink: SmtpSink,
) -> None:
    page = adam.submit(adam.get(PAGE), CONFIRM, **{"fate-1": "send", "fate-2": "gone"})
    assert page.said == "Messages go out again."
    assert "A backup was restored" not in page.text
    drain()

    sent = {recipient for received in sink.received for recipient in received.recipients}
    assert sent == {"maya@example.com", "ada@example.com"}
    gone = ledger.notices(gateways)[1]
    assert (gone.state, gone.reason) == (NoticeState.CANCELLED, NoContact.RESTORED)
    with gateways.database.session() as session:
        told = session.scalars(select(Decision.told_elsewhere_at).order_by(Decision.id)).all()
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.act == Act.RESTORE_CONFIRMED)
        ).one()
    assert told == [None, clock.now(), None]
    assert (event.actor_id, event.facts) == (adam.id, {"sent": 1, "gone": 1})


def test_all_others_at_once(
    locked: None, adam: Browser, gateways: Gateways, drain: Callable[[], bool], sink: SmtpSink
) -> None:
    adam.submit(adam.get(PAGE), CONFIRM, others="gone")
    drain()
    assert [received.recipients for received in sink.received] == [("ada@example.com",)]


def test_a_second_confirmation_changes_nothing(locked: None, adam: Browser) -> None:
    adam.submit(adam.get(PAGE), CONFIRM, others="gone")
    answer = adam.post("recruiter.settings.restored.confirm", {"others": "send"})
    assert answer.status == 409
    assert "No backup waits to be looked at" in answer.text


def test_what_was_handed_over_counts_as_unknown(
    locked: None, make: Make, adam: Browser, gateways: Gateways, clock: SetClock
) -> None:
    with make.work() as context:
        context.session.execute(
            update(Notice)
            .where(Notice.id == 1)
            .values(
                state=NoticeState.SENDING,
                lease_owner="gone",
                lease_until=clock.now() - timedelta(hours=1),
                wire_at=clock.now(),
                pinned_at=clock.now(),
            )
        )
    adam.submit(adam.get(PAGE), CONFIRM, others="gone")
    notice = ledger.notices(gateways)[0]
    assert (notice.unknown_count, notice.wire_at, notice.lease_owner) == (1, None, None)
