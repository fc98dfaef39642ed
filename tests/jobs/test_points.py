"""A question for points reaches the mailbox of whoever was asked, and stops when it is needless."""

from collections.abc import Callable

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Notice
from portal.services import points
from portal.services.points import Question
from portal.vocabulary import NoContact, NoticeState, Purpose
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink

LENA = Question(name="Lena Hoffmann", email="lena@example.com", message="You led the interview.")


def test_it_arrives_with_the_link_and_without_a_verdict(
    make: Make, gateways: Gateways, sink: SmtpSink, drain: Callable[[], bool]
) -> None:
    application = make.application()
    with make.work(make.actor()) as context:
        points.ask(context, application.id, LENA)

    assert drain()

    (received,) = sink.received
    assert received.recipients == ("lena@example.com",)
    body = received.message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "http://localhost/p/" in text
    assert "Maya Oliveira" in text
    assert "maya@example.com" not in text


def test_a_question_that_a_decision_made_needless_is_not_sent(
    make: Make, gateways: Gateways, sink: SmtpSink, drain: Callable[[], bool]
) -> None:
    application = make.application()
    with make.work(make.actor()) as context:
        points.ask(context, application.id, LENA)
    make.decision(application)

    drain()

    assert sink.received == []
    with gateways.database.session() as session:
        query = select(Notice).where(Notice.purpose == Purpose.POINTS)
        notice = session.scalars(query).one()
    assert (notice.state, notice.reason) == (NoticeState.STOPPED, NoContact.OVERTAKEN)
