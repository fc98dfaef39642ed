"""A vacancy with its applications: who waits, who was told, moving them on, adding one by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from portal.models import Application, Vacancy
from portal.vocabulary import Role
from portal.web.database import db
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

ONE = "recruiter.vacancies.one"
NEW = "recruiter.applicants.new"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
LARGEST_GZIPPED = 8_000


def lines(page: Page) -> list[str]:
    texts = [" ".join(" ".join(row.itertext()).split()) for row in page.all("tbody tr")]
    return [text.replace(" ,", ",") for text in texts]


def names(page: Page) -> list[str]:
    return [a.text for a in page.all("tbody a.strong")]


def applied(make: Make, vacancy: Vacancy, name: str, **values: Any) -> Application:
    return make.application(make.candidate(name), vacancy, **values)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The queries that pages send to the database."""
    with app.app_context():
        engine: Engine = db.engine
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        if arguments[2].startswith("SELECT"):
            statements.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_waiting_clock_is_shown_by_how_it_stands(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    vacancy = make.vacancy()
    applied(make, vacancy, "Late One")
    clock.forward(days=10)
    applied(make, vacancy, "Fresh One")
    clock.forward(days=3)
    rosa.begin_as_user(make.user())

    page = rosa.get(ONE, vacancy_id=vacancy.id)
    assert [tag.text_content() for tag in page.all("tbody .tag.warn")] == ["answer by 16 March"]
    clock.forward(days=3)
    rosa.begin_as_user(make.user())

    page = rosa.get(ONE, vacancy_id=vacancy.id)
    assert lines(page) == [
        "Late One Received 2 March promised by 16 March",
        "Fresh One Received 12 March answer by 26 March",
    ]
    assert [tag.text_content() for tag in page.all("tbody .tag.late")] == ["promised by 16 March"]


def test_decided_people_are_shown_with_what_they_were_told(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.decision(applied(make, vacancy, "Told One"), now=True)
    make.accept_notices()
    make.decision(applied(make, vacancy, "Untold One"))
    applied(make, vacancy, "Waiting One")

    decided = rosa.get(ONE, vacancy_id=vacancy.id, show="decided")
    everybody = rosa.get(ONE, vacancy_id=vacancy.id, show="all")

    assert names(rosa.get(ONE, vacancy_id=vacancy.id)) == ["Waiting One"]
    assert lines(decided) == [
        "Told One Received 2 March not chosen told 2 March",
        "Untold One Received 2 March not chosen goes out 2 March, 10:10",
    ]
    assert names(everybody) == ["Told One", "Untold One", "Waiting One"]
    assert [box.get("aria-label") for box in everybody.all("tbody input")] == ["Waiting One"]


def test_a_notice_that_did_not_arrive_is_in_sight(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.decision(applied(make, vacancy, "Lost One"))
    application = rosa.get(rosa.get(ONE, vacancy_id=vacancy.id, show="all").link("Lost One"))
    rosa.submit(application, "Recall")

    page = rosa.get(ONE, vacancy_id=vacancy.id, show="decided")

    assert lines(page) == ["Lost One Received 2 March not chosen not told: recalled"]


def test_a_draft_and_the_mark_are_shown(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    made = applied(make, vacancy, "Drafted One")
    page = rosa.get("recruiter.applications.page", application_id=made.id)
    rosa.submit(page, "Save draft", promising="y", message="Not finished.")

    [line] = lines(rosa.get(ONE, vacancy_id=vacancy.id))

    assert line == "Drafted One promising Received 2 March answer by 16 March draft"


def test_the_list_is_narrowed_to_a_stage(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    applied(make, vacancy, "Early One")
    applied(make, vacancy, "Met One", stage=2)

    page = rosa.get(ONE, vacancy_id=vacancy.id, stage=vacancy.stages[2].id)

    assert names(page) == ["Met One"]
    assert page.one("#stage option[selected]").text == "Interview"
    nobody = rosa.get(ONE, vacancy_id=vacancy.id, stage=vacancy.stages[3].id)
    assert "Nobody at this stage." in nobody.text
    assert rosa.get(ONE, vacancy_id=vacancy.id, show="nonsense", stage="x", after="y").status == 200


def test_the_list_goes_on_after_fifty(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    for number in range(53):
        applied(make, vacancy, f"P{number} Person")

    page = rosa.get(ONE, vacancy_id=vacancy.id)
    following = rosa.get(page.link("The next 50"))

    assert len(names(page)) == 50
    assert names(following) == ["P50 Person", "P51 Person", "P52 Person"]
    assert not [a for a in following.all("a") if a.text == "The next 50"]


def test_fifty_rows_cost_few_statements_and_few_bytes(
    rosa: Browser, make: Make, app: Flask
) -> None:
    vacancy = make.vacancy()
    for number in range(50):
        candidate = make.candidate(f"P{number} Person", headline=f"Designer number {number}")
        make.application(candidate, vacancy)
    path = f"/recruiter/vacancies/{vacancy.id}"

    with counted(app) as statements:
        answer = rosa.client.get(path, headers={"Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert len(statements) == 4, statements
    assert len(answer.get_data()) <= LARGEST_GZIPPED


def test_the_ticked_are_moved_and_the_list_stays_as_it_was(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    one, two = applied(make, vacancy, "First One"), applied(make, vacancy, "Second One")
    applied(make, vacancy, "Third One")
    page = rosa.get(ONE, vacancy_id=vacancy.id, show="all")

    page = rosa.submit(
        page,
        "Move",
        application=[str(one.id), str(two.id)],
        stage_id=str(vacancy.stages[2].id),
    )

    assert page.said == "Moved to the new stage."
    assert page.one("#show option[selected]").text == "everybody"
    stages = [line.split()[2] for line in lines(page)]
    assert stages == ["Interview", "Interview", "Received"]


def test_htmx_gets_only_the_list_back(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    made = applied(make, vacancy, "First One")
    page = rosa.get(ONE, vacancy_id=vacancy.id)
    data = {
        "csrf_token": page.form("Move").fields["csrf_token"],
        "application": str(made.id),
        "stage_id": str(vacancy.stages[1].id),
    }

    answer = rosa.client.post(page.form("Move").get("action"), data=data, headers=HTMX)
    fragment = Page(rosa.client.get(answer.headers["Location"], headers=HTMX), fragment=True)

    assert answer.status_code == 303
    assert fragment.tree is not None
    assert fragment.tree.get("id") == "applications"
    assert fragment.said == "Moved to the new stage."
    assert "HX-Request" in fragment.headers["Vary"]
    assert lines(fragment) == ["First One Screening 2 March answer by 16 March"]


def test_nothing_ticked_and_foreign_ids_move_nobody(rosa: Browser, make: Make) -> None:
    vacancy, other = make.vacancy(), make.vacancy("Another")
    made, foreign = applied(make, vacancy, "Mine One"), applied(make, other, "Foreign One")
    move, stage = "recruiter.vacancies.move", str(vacancy.stages[2].id)

    nobody = rosa.post(move, {"stage_id": stage}, vacancy_id=vacancy.id)
    both = {"application": [str(made.id), str(foreign.id)], "stage_id": stage}
    wrong_stage = {"application": str(made.id), "stage_id": str(other.stages[1].id)}
    refused = rosa.post(move, wrong_stage, vacancy_id=vacancy.id)

    assert (nobody.status, nobody.wrong[""]) == (422, "Tick at least one person.")
    assert rosa.post(move, both, vacancy_id=vacancy.id).status == 404
    assert (refused.status, refused.wrong[""]) == (422, "Choose a stage of this vacancy.")
    assert [box.get("aria-label") for box in refused.all("input[checked]")] == ["Mine One"]
    assert "Received" in lines(rosa.get(ONE, vacancy_id=vacancy.id))[0]


def test_somebody_known_is_found_and_added(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.candidate("Zoë Ångström", headline="Designer")
    make.application(make.candidate("Zora There"), vacancy)
    assert not rosa.get(NEW, vacancy_id=vacancy.id).all("#found li")

    page = rosa.get(NEW, vacancy_id=vacancy.id, q="zo")
    found = [" ".join(li.text_content().split()) for li in page.all("#found li")]
    assert found[0].startswith("Zoë Ångström")
    assert found[1].endswith("has applied already")
    page = rosa.submit(page, "Add Zoë Ångström")

    assert page.said == "Added."
    assert names(page) == ["Zora There", "Zoë Ångström"]


def test_search_while_typing_answers_with_the_people_alone(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.candidate("Zoë Ångström")

    fragment = rosa.get(f"/recruiter/vacancies/{vacancy.id}/applications/new?q=zoe", htmx=True)

    assert fragment.tree is not None
    assert fragment.tree.get("id") == "found"
    assert "Zoë Ångström" in fragment.text


def test_a_new_person_comes_with_their_application(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    page = rosa.submit(
        rosa.get(NEW, vacancy_id=vacancy.id),
        "Add the person and the application",
        name="Nina Neu",
        emails="nina@example.com",
        phones="+351 912 345 678",
    )

    assert page.said == "Added."
    assert lines(page) == ["Nina Neu Received 2 March answer by 16 March"]


def test_a_new_person_with_a_known_address_is_left_to_a_person(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.candidate("Maya Oliveira")

    page = rosa.submit(
        rosa.get(NEW, vacancy_id=vacancy.id),
        "Add the person and the application",
        name="Maya O.",
        emails="MAYA@example.com",
    )

    assert page.status == 409
    assert page.wrong["emails"] == "Maya Oliveira already has the address maya@example.com."
    assert page.value("name") == "Maya O."
    assert names(rosa.get(ONE, vacancy_id=vacancy.id)) == []


def test_a_wrong_address_saves_neither_person_nor_application(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    page = rosa.submit(
        rosa.get(NEW, vacancy_id=vacancy.id),
        "Add the person and the application",
        name="Nina Neu",
        emails="nina at example",
    )

    assert page.status == 422
    assert "is not an e-mail address" in page.wrong["emails"]
    assert page.value("emails") == "nina at example"
    assert "Nina" not in rosa.get("recruiter.candidates.page").text


def test_nobody_applies_twice_or_for_a_closed_vacancy(rosa: Browser, make: Make) -> None:
    vacancy, closed = make.vacancy(), make.vacancy("Closed")
    maya = make.candidate()
    make.application(maya, vacancy)
    rosa.post("recruiter.vacancies.close", vacancy_id=closed.id)
    add, who = "recruiter.applicants.add_known", {"candidate_id": str(maya.id)}

    twice = rosa.post(add, who, vacancy_id=vacancy.id)
    late = rosa.post(add, who, vacancy_id=closed.id)

    assert (twice.status, twice.wrong[""]) == (
        422,
        "This person has applied for this vacancy already.",
    )
    assert (late.status, late.wrong[""]) == (409, "This vacancy is closed. Reopen it first.")
    assert rosa.post(add, {"candidate_id": "4711"}, vacancy_id=vacancy.id).status == 404
    assert rosa.post(add, {"candidate_id": str(10**30)}, vacancy_id=vacancy.id).status == 404


def test_a_hiring_manager_adds_and_moves_nobody(hanna: Browser, make: Make) -> None:
    vacancy = make.vacancy(manager=make.user("Hanna Manager", role=Role.HIRING_MANAGER))
    made = make.application(vacancy=vacancy)
    data = {"application": str(made.id), "stage_id": str(vacancy.stages[2].id)}

    assert hanna.post("recruiter.vacancies.move", data, vacancy_id=vacancy.id).status == 404
    known = {"candidate_id": str(made.candidate_id)}
    assert hanna.post("recruiter.applicants.add_known", known, vacancy_id=vacancy.id).status == 404
    assert "Received" in lines(hanna.get(ONE, vacancy_id=vacancy.id))[0]
