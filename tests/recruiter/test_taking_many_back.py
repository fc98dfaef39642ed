"""A decision about many is taken back as one, as long as its messages have not gone out."""

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import AuditEvent, Decision, Notice
from portal.vocabulary import Act, DecisionState, NoticeState
from tests.browser import Browser
from tests.fakes import SetClock
from tests.makers import Make
from tests.recruiter.test_deciding_about_many import look, numbered, work


def test_the_whole_of_it_is_taken_back_within_the_window(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    vacancy = make.vacancy()
    ids = numbered(make, vacancy, 4)
    begun = rosa.submit(look(rosa, vacancy, ids), "Decide and tell these 4")
    work(gateways)
    path = begun.response.request.path

    back = rosa.submit(rosa.get(path), "Take back what has not gone out")

    assert "4taken back" in back.text
    with gateways.database.session() as session:
        assert set(session.scalars(select(Decision.state))) == {DecisionState.REVERSED}
        assert set(session.scalars(select(Notice.state))) == {NoticeState.CANCELLED}
        acts = list(session.scalars(select(AuditEvent.act)))
    assert acts.count(Act.BATCH_RECALLED) == 1
    assert acts.count(Act.DECISION_REVERSED) == 4
    assert rosa.post(path + "/take-back").status == 409
    # They wait again, and can be decided about again.
    again = look(rosa, vacancy, ids)
    assert "4are decided and told" in again.text


def test_what_has_gone_out_stays_and_is_said(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    vacancy = make.vacancy()
    ids = numbered(make, vacancy, 3)
    begun = rosa.submit(look(rosa, vacancy, ids, send_when="at_once"), "Decide and tell these 3")
    work(gateways)
    clock.forward(minutes=15)
    with make.work() as context:
        first = context.session.scalars(select(Notice).order_by(Notice.id)).first()
        assert first is not None
        first.state = NoticeState.ACCEPTED
        first.pinned_at = first.accepted_at = context.now

    page = rosa.get(begun.response.request.path)
    assert "2 messages have not gone out yet" in page.text
    assert "What has gone out stays with them." in page.text
    back = rosa.submit(page, "Take back what has not gone out")
    assert "2taken back" in back.text
    assert "1decided" in back.text
    assert "Nothing of this can be taken back any more" in back.text
