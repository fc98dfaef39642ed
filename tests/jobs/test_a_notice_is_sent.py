"""A released decision reaches the candidate's mailbox once."""

from collections.abc import Callable

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Attempt, AuditEvent, Notice
from portal.vocabulary import Act, AttemptResult, NoticeState
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink


def test_it_is_accepted_with_its_proof(
    make: Make, gateways: Gateways, sink: SmtpSink, drain: Callable[[], bool]
) -> None:
    make.decision(now=True)
    assert drain()
    (received,) = sink.received
    assert received.recipients == ("maya@example.com",)
    with gateways.database.session() as session:
        notice = session.scalars(select(Notice)).one()
        attempt = session.scalars(select(Attempt)).one()
        acts = session.scalars(select(AuditEvent.act)).all()
    assert notice.state is NoticeState.ACCEPTED
    assert (notice.wire_at, notice.lease_owner) == (None, None)
    assert notice.accepted_at == gateways.clock.now()
    assert (attempt.epoch, attempt.result) == (notice.epoch, AttemptResult.ACCEPTED)
    assert Act.NOTICE_ACCEPTED in acts
    assert not drain()
    assert len(sink.received) == 1
