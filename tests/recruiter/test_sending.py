"""When a decision goes out: said before it is made, chosen, and changed while it waits."""

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Link, Notice
from portal.vocabulary import NoContact, NoticeState, Outcome, Role, SendWhen
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make
from tests.recruiter.test_deciding import HERE, TELL, WORDS

LISBON = "Europe/Lisbon"


def open_one(rosa: Browser, make: Make, **values: object) -> Page:
    maya = make.candidate(**{"time_zone": LISBON, **values})  # type: ignore[arg-type]
    return rosa.get(HERE, application_id=make.application(maya).id)


def due(gateways: Gateways) -> str:
    with gateways.database.session() as session:
        return f"{session.scalars(select(Notice)).one().not_before:%a %d %b %H:%M}"


def notice_id(gateways: Gateways) -> int:
    with gateways.database.session() as session:
        return session.scalars(select(Notice.id)).one()


def test_the_page_says_when_it_would_go_out(rosa: Browser, make: Make) -> None:
    page = open_one(rosa, make)
    assert (
        "By the rule it goes out on Tuesday, 3 March at 10:00 in Lisbon (11:00 here)." in page.text
    )


def test_by_the_rule_it_is_ten_where_they_live(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **WORDS)
    assert due(gateways) == "Tue 03 Mar 10:00"
    assert "goes out on Tuesday, 3 March at 10:00 in Lisbon" in page.text


def test_the_country_of_their_number_says_where_they_live(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    rosa.submit(open_one(rosa, make, time_zone=None, phones=("+81 90 1234 5678",)), TELL, **WORDS)
    assert due(gateways) == "Tue 03 Mar 01:00"


def test_a_chosen_moment_is_meant_here(rosa: Browser, make: Make, gateways: Gateways) -> None:
    page = open_one(rosa, make)
    assert "The time in Berlin" in page.text
    rosa.submit(page, TELL, send_when="at", send_at="2026-03-06T16:30", **WORDS)
    assert due(gateways) == "Fri 06 Mar 15:30"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter a day and a time"),
        ("2026-03-01T10:00", "This moment has passed."),
        ("2026-03-29T02:30", "there is no such hour on that day"),
        ("2026-04-09T10:00", "within the next 30 days"),
        ("2026-03-31T10:00", "This is after the promised day."),
    ],
)
def test_a_moment_that_nobody_can_mean_is_refused_beside_its_field(
    rosa: Browser, make: Make, gateways: Gateways, typed: str, said: str
) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, send_when="at", send_at=typed, **WORDS)
    assert page.status == 422
    assert said in page.wrong["send_at"]
    assert page.value("message") == WORDS["message"]
    with gateways.database.session() as session:
        assert session.scalars(select(Notice)).all() == []


def test_after_the_promise_with_a_tick(rosa: Browser, make: Make, gateways: Gateways) -> None:
    page = open_one(rosa, make)
    rosa.submit(page, TELL, send_when="at", send_at="2026-03-31T10:00", send_late="y", **WORDS)
    assert due(gateways) == "Tue 31 Mar 08:00"
    with gateways.database.session() as session:
        link, notice = session.scalars(select(Link)).one(), session.scalars(select(Notice)).one()
        assert (link.expires_at - notice.not_before).days == 30


def test_a_draft_keeps_what_was_chosen(rosa: Browser, make: Make) -> None:
    page = rosa.submit(
        open_one(rosa, make), "Save draft", send_when="at", send_at="2026-03-06T16:30", **WORDS
    )
    assert page.value("send_at") == "2026-03-06T16:30"


def test_what_else_they_wait_for_is_said(rosa: Browser, make: Make) -> None:
    maya = make.candidate()
    make.application(maya, make.vacancy("Researcher"))
    page = rosa.get(HERE, application_id=make.application(maya).id)
    assert "Maya waits for Researcher as well" in page.text


def test_a_vacancy_that_its_reader_may_not_see_is_not_named(rosa: Browser, make: Make) -> None:
    maya, adam = make.candidate(), make.user("Adam Admin", role=Role.ADMIN)
    make.application(maya, make.vacancy("Chief of Staff", owner=adam, confidential=True))
    page = rosa.get(HERE, application_id=make.application(maya).id)
    assert "Maya waits for another vacancy as well" in page.text
    assert "Chief of Staff" not in page.text


def test_a_hire_elsewhere_is_said(rosa: Browser, make: Make) -> None:
    maya = make.candidate()
    hired = make.application(maya, make.vacancy("Researcher"))
    make.decision(hired, outcome=Outcome.HIRED, invites_to_pool=False)
    page = rosa.get(HERE, application_id=make.application(maya).id)
    assert "Maya was hired for Researcher" in page.text


def test_the_moment_follows_the_reason(rosa: Browser, make: Make) -> None:
    application = make.application(make.candidate(time_zone=LISBON))
    page = rosa.get(
        "recruiter.sending.when", application_id=application.id, reason_id="1", htmx=True
    )
    assert "Tuesday, 3 March at 10:00 in Lisbon" in page.text


def test_it_goes_at_another_time(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision(make.application(make.candidate(time_zone=LISBON)), when=SendWhen.BY_RULE)
    page = rosa.get("recruiter.notices.one", notice_id=notice_id(gateways))
    page = rosa.get(page.link("Another time"))
    assert "goes out on Tuesday, 3 March at 10:00 in Lisbon" in page.text
    page = rosa.submit(page, "Save", send_when="at", send_at="2026-03-05T09:15")
    assert page.said == "Saved."
    assert due(gateways) == "Thu 05 Mar 08:15"
    assert "Rosa Recruiter set another time for it" in page.text

    page = rosa.get("recruiter.sending.page", notice_id=notice_id(gateways))
    clock.forward(minutes=20)
    page = rosa.submit(page, "Save", send_when="at", send_at="2026-03-02T10:10")
    assert page.wrong["send_at"] == "This moment has passed."


def test_at_once_is_still_after_the_undo_window(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    make.decision(when=SendWhen.BY_RULE)
    clock.forward(minutes=4)
    page = rosa.get("recruiter.sending.page", notice_id=notice_id(gateways))
    rosa.submit(page, "Save", send_when="at_once")
    assert due(gateways) == "Mon 02 Mar 09:10"


def test_what_has_left_has_no_other_time(rosa: Browser, make: Make, gateways: Gateways) -> None:
    make.told()
    assert rosa.get("recruiter.sending.page", notice_id=notice_id(gateways)).status == 404


def test_somebody_faster_has_sent_it_meanwhile(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    make.decision(when=SendWhen.BY_RULE)
    page = rosa.get("recruiter.sending.page", notice_id=notice_id(gateways))
    with make.work() as context:
        context.session.scalars(select(Notice)).one().state = NoticeState.HELD
    assert rosa.submit(page, "Save", send_when="at_once").status == 404


def test_the_notice_says_what_it_waits_for_and_what_can_be_done(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    make.decision(when=SendWhen.BY_RULE)
    with make.work() as context:
        notice = context.session.scalars(select(Notice)).one()
        notice.reason = NoContact.WAITS_FOR_ANOTHER
    page = rosa.get("recruiter.notices.one", notice_id=notice_id(gateways))
    assert "it waits for another decision about them" in page.text
    assert "5 March, 10:00; “Send now” does not wait." in page.text
    with make.work() as context:
        notice = context.session.scalars(select(Notice)).one()
        notice.state, notice.reason = NoticeState.STOPPED, NoContact.HIRED
    page = rosa.get("recruiter.notices.one", notice_id=notice_id(gateways))
    assert "Talk to them, or press “Try again” to send it all the same." in page.text


def test_both_pages_say_that_one_message_tells_two(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    maya = make.candidate()
    for title in ("Designer, Maps", "Researcher"):
        make.decision(make.application(maya, make.vacancy(title)), now=True)
    make.accept_notices()
    with make.work() as context:
        first, second = context.session.scalars(select(Notice).order_by(Notice.id)).all()
        second.told_with_id = first.id
        ids = first.id, second.id
    page = rosa.get("recruiter.notices.one", notice_id=ids[0])
    assert "tells the decision about Researcher as well" in page.text
    page = rosa.get("recruiter.notices.one", notice_id=ids[1])
    assert page.link("the same message").endswith(str(ids[0]))
