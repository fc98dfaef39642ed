"""Closing a vacancy: nobody is left without an answer, except by a pause that they know of."""

from sqlalchemy import delete, select

from portal.gateways import Gateways
from portal.jobs import batches as jobs
from portal.models import (
    Application,
    AuditEvent,
    BatchLine,
    CandidateEmail,
    HoldingMessage,
    Vacancy,
)
from portal.services import decisions
from portal.vocabulary import Act, DecisionState, Outcome, VacancyStatus
from tests.browser import Browser, Page
from tests.makers import Make
from tests.recruiter.test_deciding_about_many import MORE_WORDS, WORDS, applied

CLOSING = "recruiter.closing.page"
CLOSE = "recruiter.vacancies.close"


def status(gateways: Gateways, vacancy: Vacancy) -> VacancyStatus:
    with gateways.database.session() as session:
        return session.get_one(Vacancy, vacancy.id).status


def wrong(page: Page) -> str:
    return " ".join(element.text_content() for element in page.all(".wrong"))


def test_closing_names_who_is_left_by_stage(rosa: Browser, make: Make, gateways: Gateways) -> None:
    vacancy = make.vacancy()
    applied(make, vacancy, "Maya Oliveira", "Jun Kimura")
    applied(make, vacancy, "Ada Correia", stage=2)

    page = rosa.post(CLOSE, vacancy_id=vacancy.id)

    assert page.status == 409
    headings = [" ".join(h.text_content().split()) for h in page.all("fieldset h2")]
    assert headings[:2] == [
        "What people at Received read 2 people",
        "What people at Interview read 1 person",
    ]
    for name in ("Maya Oliveira", "Jun Kimura", "Ada Correia"):
        assert page.link(name)
    assert status(gateways, vacancy) is VacancyStatus.OPEN


def test_everybody_left_is_answered_on_one_page(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    [maya] = applied(make, vacancy, "Maya Oliveira")
    [ada] = applied(make, vacancy, "Ada Correia", stage=2)
    seen = "You led us through three versions."
    page = rosa.submit(
        rosa.get(CLOSING, vacancy_id=vacancy.id),
        "Look through them",
        **{
            "stages-0-message": WORDS,
            "stages-1-message": MORE_WORDS,
            "people-0-seen": seen,
            "people-0-kind": "strength",
        },
    )
    assert [form for form in page.all("form") if "release" in form.get("action")]
    with gateways.database.session() as session:
        query = select(BatchLine.application_id, BatchLine.points)
        lines = {row.application_id: row.points for row in session.execute(query)}
    assert lines[maya] == []
    assert [point["seen"] for point in lines[ada]] == [seen]

    action = next(f.get("action") for f in page.all("form") if "release" in f.get("action"))
    rosa.post(action)
    while jobs.run_due(gateways):
        pass

    with make.work() as context:
        for application_id in (maya, ada):
            decision = decisions.standing(context, application_id)
            assert decision is not None
            assert decision.state is DecisionState.RELEASED
    page = rosa.get(CLOSING, vacancy_id=vacancy.id)
    assert "Everybody has an answer." in page.text
    rosa.submit(page, "Close the vacancy")
    assert status(gateways, vacancy) is VacancyStatus.CLOSED


def test_two_stages_with_the_same_words_are_refused_and_what_was_typed_stays(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    applied(make, vacancy, "Maya Oliveira")
    applied(make, vacancy, "Ada Correia", stage=1)

    page = rosa.submit(
        rosa.get(CLOSING, vacancy_id=vacancy.id),
        "Look through them",
        **{"stages-0-message": WORDS, "stages-1-message": WORDS},
    )

    assert page.status == 422
    assert "would read the same words" in page.text
    assert page.value("stages-1-message") == WORDS
    with gateways.database.session() as session:
        assert session.scalars(select(BatchLine)).all() == []


def test_pausing_tells_everybody_who_is_left(rosa: Browser, make: Make, gateways: Gateways) -> None:
    vacancy = make.vacancy()
    left = applied(make, vacancy, "Maya Oliveira", "Jun Kimura")
    [decided] = applied(make, vacancy, "Ada Correia")
    make.decision(make_application(make, decided))

    page = rosa.submit(rosa.get(CLOSING, vacancy_id=vacancy.id), "Pause the vacancy")

    assert page.said == "Paused. Who waits hears by when they know more."
    assert status(gateways, vacancy) is VacancyStatus.PAUSED
    with gateways.database.session() as session:
        held = session.scalars(select(HoldingMessage.application_id))
        assert sorted(held) == sorted(left)
        act = session.scalars(select(AuditEvent).where(AuditEvent.act == Act.VACANCY_PAUSED)).one()
    assert (act.vacancy_id, act.facts["people"], act.facts["left"]) == (vacancy.id, 2, 0)
    # Paused is not answered.
    assert rosa.post(CLOSE, vacancy_id=vacancy.id).status == 409


def test_a_pause_names_whom_no_message_reaches(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    applied(make, vacancy, "Maya Oliveira", "Jun Kimura")
    with make.work() as context:
        jun = CandidateEmail.address == "jun@example.com"
        context.session.execute(delete(CandidateEmail).where(jun))

    page = rosa.submit(rosa.get(CLOSING, vacancy_id=vacancy.id), "Pause the vacancy")

    assert page.status == 422
    assert "1 person cannot be written to. Jun Kimura." in wrong(page)
    assert status(gateways, vacancy) is VacancyStatus.OPEN
    with gateways.database.session() as session:
        assert session.scalars(select(HoldingMessage)).all() == []

    rosa.submit(page, "Pause the vacancy", tells_rest="y")
    assert status(gateways, vacancy) is VacancyStatus.PAUSED


def test_somebody_who_may_not_know_elsewhere_is_left_too(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    [maya] = applied(make, vacancy, "Maya Oliveira")
    with make.work() as context:
        application = context.session.get_one(Application, maya)
        decisions.record_imported(
            context, application, outcome=Outcome.REJECTED, decided_at=None, told=False
        )

    page = rosa.post(CLOSE, vacancy_id=vacancy.id)

    assert page.status == 409
    assert "nobody has said whether they know" in page.wrong[""]


def test_private_people_are_counted_and_not_named(
    rosa: Browser, make: Make, app: object, gateways: Gateways
) -> None:
    olga = make.user("Olga Other")
    vacancy = make.vacancy("Shared", owner=olga)
    secret = make.candidate("Sam Secret")
    make.application(secret, vacancy)
    with make.work() as context:
        context.session.get_one(type(secret), secret.id).private = True

    page = rosa.get(CLOSING, vacancy_id=vacancy.id)

    assert "Sam" not in page.text
    assert "1 more person waits who is not yours to see" in page.text


def test_what_is_closed_or_hidden_has_no_closing_page(rosa: Browser, make: Make) -> None:
    hidden = make.vacancy("Secret", owner=make.user("Olga Other"), confidential=True)
    closed = make.vacancy("Over")
    rosa.post(CLOSE, vacancy_id=closed.id)

    assert rosa.get(CLOSING, vacancy_id=hidden.id).status == 404
    assert rosa.get(CLOSING, vacancy_id=closed.id).status == 404


def make_application(make: Make, application_id: int) -> Application:
    with make.work() as context:
        return context.session.get_one(Application, application_id)
