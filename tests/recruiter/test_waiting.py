"""Somebody who waits: their clock on the page, a holding message, a text with their link."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from portal.gateways import Gateways
from portal.models import Application, AuditEvent, HoldingMessage, Stage, Vacancy
from portal.services import applications
from portal.vocabulary import Act, PromiseRule, Purpose
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.makers import Make

APPLICATION = "recruiter.applications.page"
WAITING = "recruiter.waiting.page"


def kept(make: Make, application: Application) -> Application:
    with make.work() as context:
        return context.session.get_one(Application, application.id)


def clock_of(page: Page) -> str:
    return " ".join(page.one("#waiting dl").text_content().split())


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "16 March"),
        (12, "16 March, due soon"),
        (15, "16 March, overdue"),
    ],
)
def test_the_page_says_how_somebody_waits(
    rosa: Browser, make: Make, clock: SetClock, days: int, said: str
) -> None:
    application = make.application()
    clock.forward(days=days)
    rosa.begin_as_user(make.user())

    page = rosa.get(APPLICATION, application_id=application.id)

    assert clock_of(page).endswith(f"Hears by{said}")
    assert "Waits since2 March" in clock_of(page)
    assert f"answer promised by {said}" in page.text


def test_a_holding_message_is_written_and_stands_on_the_page(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    application = make.application()
    page = rosa.get(WAITING, application_id=application.id)
    assert page.h1 == "Maya Oliveira waits"
    assert page.value("promised_on") == "2026-03-16"

    page = rosa.submit(page, "Tell Maya", promised_on="2026-04-10", message="Both are travelling.")

    assert page.said == "The holding message waits for its undo window, then it goes out."
    assert "Hears by10 April" in clock_of(page)
    assert "1 time, last on 2 March" in clock_of(page)
    notice = ledger.only(gateways)
    assert (notice.purpose, notice.personal_text) == (Purpose.HOLDING, "Both are travelling.")
    until = datetime(2026, 4, 10, 16, 0, tzinfo=UTC)
    assert kept(make, application).promised_by == until


def test_the_second_one_asks_for_a_reason_and_keeps_what_was_typed(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    application = make.application()
    page = rosa.get(WAITING, application_id=application.id)
    assert not page.all("[name=reason]")
    rosa.submit(page, "Tell Maya", promised_on="2026-04-10")
    page = rosa.get(WAITING, application_id=application.id)

    page = rosa.submit(page, "Tell Maya", promised_on="2026-04-24", message="Sorry once more.")

    assert page.status == 422
    assert "Say for the team why" in page.wrong["reason"]
    assert page.value("message") == "Sorry once more."
    page = rosa.submit(page, "Tell Maya", reason="The budget is late.")
    assert page.h1 == "Maya Oliveira"
    page = rosa.get(WAITING, application_id=application.id)
    assert "for the team only: The budget is late." in page.text
    assert len(ledger.notices(gateways)) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter a day such as 2026-05-14."),
        ("soon", "Enter a day such as 2026-05-14."),
        ("2026-02-27", "Choose a day that is still to come."),
        ("2027-02-27", "Choose a day within the next half year."),
        ("0001-01-01", "Choose a day that is still to come."),
        ("9999-12-31", "Choose a day within the next half year."),
    ],
)
def test_a_day_that_is_none_is_refused_beside_its_field(
    rosa: Browser, make: Make, typed: str, said: str
) -> None:
    application = make.application()
    page = rosa.get(WAITING, application_id=application.id)

    page = rosa.submit(page, "Tell Maya", promised_on=typed)

    assert page.status == 422
    assert page.wrong["promised_on"] == said
    with make.work() as context:
        assert context.session.scalars(select(HoldingMessage)).all() == []


def test_a_text_with_a_link_is_shown_this_once(rosa: Browser, make: Make) -> None:
    application = make.application()
    page = rosa.get(WAITING, application_id=application.id)
    assert not page.all("#made")

    page = rosa.submit(page, "Make the text")

    text = page.one("#made").text
    assert "http://localhost/n/" in text
    assert "no-store" in page.headers["Cache-Control"]
    assert not rosa.get(WAITING, application_id=application.id).all("#made")
    visitor = Browser(rosa.app)
    link = text.split("http://localhost")[1].split()[0]
    assert visitor.get(link).status == 200


def test_whoever_is_decided_does_not_wait(rosa: Browser, make: Make) -> None:
    application = make.application()
    make.decision(application)

    assert rosa.get(WAITING, application_id=application.id).status == 404
    assert rosa.post("recruiter.waiting.hold", application_id=application.id).status == 404
    assert not rosa.get(APPLICATION, application_id=application.id).all("#waiting")


def test_a_vacancy_that_is_hidden_is_hidden_here(rosa: Browser, make: Make) -> None:
    other = make.user("Rita Recruiter")
    application = make.application(vacancy=make.vacancy(owner=other, confidential=True))

    assert rosa.get(WAITING, application_id=application.id).status == 404


def test_an_interview_is_noted_where_somebody_talks_with_them(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    application = make.application()
    page = rosa.get(APPLICATION, application_id=application.id)
    assert not page.all("[name=interviewed_on]")
    with make.work(make.actor()) as context:
        interview = context.session.scalars(select(Stage).where(Stage.name == "Interview")).one()
        applications.move(context, application.id, interview.id)
    clock.forward(days=1)
    rosa.begin_as_user(make.user())
    page = rosa.get(APPLICATION, application_id=application.id)
    assert page.value("interviewed_on") == "2026-03-03"

    page = rosa.submit(page, "Note the day", interviewed_on="2026-03-02")

    assert page.said == "Saved."
    assert page.value("interviewed_on") == "2026-03-02"
    assert kept(make, application).interviewed_at == datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
    assert kept(make, application).promised_by == application.promised_by
    with make.work() as context:
        acts = context.session.scalars(select(AuditEvent.act)).all()
    assert acts.count(Act.INTERVIEW_NOTED) == 1
    assert Act.PROMISE_MOVED not in acts


def test_an_interview_that_is_still_to_come_was_none(rosa: Browser, make: Make) -> None:
    application = make.application(stage=2)
    page = rosa.get(APPLICATION, application_id=application.id)

    page = rosa.submit(page, "Note the day", interviewed_on="2026-03-03")

    assert page.status == 422
    assert page.wrong["interviewed_on"] == "Enter a day that has come already."
    assert page.value("interviewed_on") == "2026-03-03"
    page = rosa.submit(page, "Note the day", interviewed_on="yesterday")
    assert page.wrong["interviewed_on"] == "Enter a day such as 2026-05-14."
    assert kept(make, application).interviewed_at is None


@pytest.mark.parametrize(("knows", "until"), [(None, "2026-03-16"), ("y", "2026-04-16")])
def test_in_ontario_the_45_days_count_once_they_know(
    rosa: Browser, make: Make, knows: str | None, until: str
) -> None:
    application = make.application(stage=2)
    with make.work() as context:
        context.session.execute(update(Vacancy).values(promise_rule=PromiseRule.ONTARIO))
    page = rosa.get(APPLICATION, application_id=application.id)

    rosa.submit(page, "Note the day", interviewed_on="2026-03-02", knows_new_day=knows)

    promised = kept(make, application).promised_by
    assert promised is not None
    assert promised.date().isoformat() == until


def test_a_stage_that_answers_sooner_brings_the_day_forward(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    application = make.application()
    with make.work() as context:
        screening = Stage.name == "Screening"
        context.session.execute(update(Stage).where(screening).values(promise_days=2))
        stages = dict(context.session.execute(select(Stage.name, Stage.id)).all())

    for stage, until in (("Screening", 4), ("Interview", 4)):
        with make.work(make.actor()) as context:
            applications.move(context, application.id, stages[stage])
        promised = kept(make, application).promised_by
        assert promised is not None
        assert promised.day == until

    with make.work() as context:
        acts = context.session.scalars(select(AuditEvent.act)).all()
    assert acts.count(Act.PROMISE_MOVED) == 1


def test_a_hiring_manager_sees_neither(hanna: Browser, make: Make) -> None:
    manager = make.user("Hanna Manager")
    application = make.application(vacancy=make.vacancy(manager=manager))

    assert not hanna.get(APPLICATION, application_id=application.id).all("#waiting")
    assert hanna.get(WAITING, application_id=application.id).status == 404
