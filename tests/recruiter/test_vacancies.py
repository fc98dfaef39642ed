"""The list of vacancies: who sees which, with how many people in them; closing one."""

from portal.models import Application
from portal.vocabulary import Outcome, Role
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

LIST = "recruiter.vacancies.page"
ONE = "recruiter.vacancies.one"


def rows(page: Page) -> list[list[str]]:
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row.cssselect("td")]
        for row in page.all("tbody tr")
    ]


def titles(page: Page) -> list[str]:
    return [" ".join(a.text_content().split()) for a in page.all("tbody a.strong")]


def applied(make: Make, name: str, **values: object) -> Application:
    return make.application(make.candidate(name), **values)  # type: ignore[arg-type]


def test_a_line_says_how_many_applied_wait_and_wait_too_long(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    vacancy = make.vacancy()
    applied(make, "Late One", vacancy=vacancy)
    make.decision(applied(make, "Decided One", vacancy=vacancy))
    clock.forward(days=20)
    applied(make, "Fresh One", vacancy=vacancy)
    rosa.begin_as_user(make.user())

    [row] = rows(rosa.get(LIST))

    assert row[0] == "Product Designer, Mobility Design · Porto"
    assert row[1] == "Rosa Recruiter"
    assert row[3:] == ["3", "2", "0", "1"]


def test_a_draft_is_no_answer_yet(rosa: Browser, make: Make) -> None:
    application = make.application()
    page = rosa.get("recruiter.applications.page", application_id=application.id)
    rosa.submit(page, "Save draft", message="Not finished yet.")

    [row] = rows(rosa.get(LIST))

    assert row[3:] == ["1", "1", "0", "0"]


def test_a_reversed_decision_counts_once_and_waits_again(rosa: Browser, make: Make) -> None:
    application = make.application()
    make.decision(application)
    page = rosa.get("recruiter.applications.page", application_id=application.id)
    rosa.submit(page, "Reopen the application")

    [row] = rows(rosa.get(LIST))

    assert row[3:] == ["1", "1", "0", "0"]


def test_without_vacancies_the_page_says_what_to_do(rosa: Browser) -> None:
    page = rosa.get(LIST)

    assert "Write one down" in page.text
    assert page.link("New vacancy") == "/recruiter/vacancies/new"


def test_recruiters_see_all_but_confidential_vacancies_of_others(
    rosa: Browser, adam: Browser, make: Make
) -> None:
    olga = make.user("Olga Other")
    make.vacancy("Mine in secret", confidential=True)
    hidden = make.vacancy("Olga's secret", owner=olga, confidential=True)
    make.vacancy("Olga's open one", owner=olga)

    assert titles(rosa.get(LIST)) == ["Olga's open one", "Mine in secret"]
    assert rosa.get(ONE, vacancy_id=hidden.id).status == 404
    assert rosa.get("recruiter.vacancies.edit", vacancy_id=hidden.id).status == 404
    assert rosa.get("recruiter.vacancies.about", vacancy_id=hidden.id).status == 404
    assert rosa.get("recruiter.applicants.new", vacancy_id=hidden.id).status == 404
    assert rosa.post("recruiter.vacancies.close", vacancy_id=hidden.id).status == 404
    assert len(titles(adam.get(LIST))) == 3


def test_a_hiring_manager_sees_only_what_is_assigned_and_changes_nothing(
    hanna: Browser, make: Make
) -> None:
    mine = make.vacancy("Hers", manager=make.user("Hanna Manager", role=Role.HIRING_MANAGER))
    other = make.vacancy("Not hers")
    make.application(vacancy=mine)

    assert titles(hanna.get(LIST)) == ["Hers"]
    page = hanna.get(ONE, vacancy_id=mine.id)
    assert titles(page) == ["Maya Oliveira"]
    assert not page.all("tbody input, #stage_id")
    assert not [a for a in page.all("a") if a.text in ("Edit", "Add an application")]
    assert hanna.get(ONE, vacancy_id=other.id).status == 404
    for action in ("edit", "close", "move"):
        assert hanna.post(f"recruiter.vacancies.{action}", vacancy_id=mine.id).status == 404
    assert hanna.get("recruiter.applicants.new", vacancy_id=mine.id).status == 404
    assert hanna.get("recruiter.vacancies.new").status == 403


def test_a_hiring_manager_reads_what_the_vacancy_asks_for(hanna: Browser, make: Make) -> None:
    vacancy = make.vacancy(manager=make.user("Hanna Manager", role=Role.HIRING_MANAGER))

    page = hanna.get("recruiter.vacancies.about", vacancy_id=vacancy.id)

    assert page.h1 == "About Product Designer, Mobility"
    assert "Working with data" in page.text
    assert "Everybody hears within 10 working days." in page.text


def test_the_list_goes_on_after_fifty(rosa: Browser, make: Make) -> None:
    for number in range(52):
        make.vacancy(f"Vacancy {number}")

    page = rosa.get(LIST)
    older = rosa.get(page.link("Older vacancies"))

    assert titles(page)[0] == "Vacancy 51"
    assert len(titles(page)) == 50
    assert titles(older) == ["Vacancy 1", "Vacancy 0"]


def test_closing_is_refused_while_somebody_waits(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.application(vacancy=vacancy)

    page = rosa.submit(rosa.get(ONE, vacancy_id=vacancy.id), "Close")

    assert page.status == 409
    assert page.wrong[""] == "1 person still waits for an answer. Decide about everybody first."
    assert titles(rosa.get(LIST)) == ["Product Designer, Mobility"]


def test_a_vacancy_is_closed_when_everybody_has_an_answer_and_reopened(
    rosa: Browser, make: Make
) -> None:
    vacancy = make.vacancy()
    make.decision(make.application(vacancy=vacancy), outcome=Outcome.HIRED)

    page = rosa.submit(rosa.get(ONE, vacancy_id=vacancy.id), "Close")

    assert page.said == "Saved."
    assert "closed" in page.text
    assert not [a for a in page.all("a") if a.text == "Add an application"]
    assert titles(rosa.get(LIST)) == []
    assert titles(rosa.get(LIST, show="closed")) == ["Product Designer, Mobility"]

    rosa.submit(page, "Reopen")
    assert titles(rosa.get(LIST)) == ["Product Designer, Mobility"]


def test_what_does_not_exist_is_404(rosa: Browser) -> None:
    assert rosa.get(ONE, vacancy_id=4711).status == 404
    assert rosa.get(f"/recruiter/vacancies/{10**30}").status == 404
    assert rosa.get(LIST, before="nonsense").status == 200
    assert rosa.get(LIST, before=10**30).status == 200
