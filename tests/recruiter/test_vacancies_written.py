"""Writing a vacancy down and changing it, stages included."""

from typing import Any

from portal.models import Vacancy
from tests.browser import Browser, Page
from tests.makers import Make

ONE = "recruiter.vacancies.one"
WORDS: dict[str, Any] = {
    "title": "Data Engineer",
    "department": "Platform",
    "location": "Remote",
    "criteria": "SQL\n\n  Modelling \nTeamwork",
    "promise_days": "5",
}


def edited(rosa: Browser, vacancy: Vacancy, **filled: Any) -> Page:
    page = rosa.get("recruiter.vacancies.edit", vacancy_id=vacancy.id)
    return rosa.submit(page, "Save", **filled)


def stages(rosa: Browser, vacancy: Vacancy) -> list[str]:
    page = rosa.get(ONE, vacancy_id=vacancy.id)
    return [option.text for option in page.all("#stage option")][1:]


def test_a_vacancy_is_written_down(rosa: Browser, make: Make) -> None:
    make.user("Hanna Manager")
    page = rosa.submit(rosa.get("recruiter.vacancies.new"), "Save", **WORDS)

    assert page.said == "Added."
    assert page.h1 == "Data Engineer"
    assert "Platform · Remote · Rosa Recruiter" in page.text
    about = rosa.get(page.link("About"))
    assert [li.text for li in about.all("ul li")] == ["SQL", "Modelling", "Teamwork"]
    assert "within 5 working days" in about.text


def test_a_new_vacancy_starts_with_the_usual(rosa: Browser, make: Make) -> None:
    page = rosa.get("recruiter.vacancies.new")

    assert page.value("promise_days") == "10"
    assert page.value("stages-2-name") == "Interview"
    assert page.value("owner_id") == str(rosa.id)


def test_what_does_not_fit_is_said_beside_its_field_and_the_rest_is_kept(rosa: Browser) -> None:
    wrong = WORDS | {"title": " ", "promise_days": "many", "criteria": "Only one"}
    page = rosa.submit(rosa.get("recruiter.vacancies.new"), "Save", **wrong)

    assert page.status == 422
    assert page.wrong["title"] == "Enter the title."
    assert page.wrong["promise_days"] == "Choose 1 to 90 working days."
    assert page.wrong["criteria"].startswith("Name 3 to 8 criteria")
    assert page.value("promise_days") == "many"
    assert page.value("department") == "Platform"
    assert page.value("criteria") == "Only one"
    assert rosa.get("recruiter.vacancies.page").all("tbody tr") == []


def test_three_to_eight_criteria_are_asked_for(rosa: Browser) -> None:
    new = "recruiter.vacancies.new"
    for criteria in ("One\nTwo", "\n".join("ABCDEFGHI")):
        page = rosa.submit(rosa.get(new), "Save", **WORDS | {"criteria": criteria})
        assert page.status == 422
        assert page.wrong["criteria"].startswith("Name 3 to 8 criteria")
    page = rosa.submit(rosa.get(new), "Save", **WORDS | {"criteria": f"A\nB\n{'c' * 201}"})
    assert "keep a line to 200 characters" in page.wrong["criteria"]


def test_a_stage_is_added_between_others(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()

    page = edited(
        rosa,
        vacancy,
        **{"stages-4-name": "Work sample", "stages-4-place": "3", "stages-4-kind": "screening"},
    )

    assert page.said == "Saved."
    assert stages(rosa, vacancy) == [
        "Received",
        "Screening",
        "Work sample",
        "Interview",
        "Offer",
    ]


def test_a_stage_gets_another_name_and_keeps_its_people(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.application(vacancy=vacancy, stage=2)

    edited(rosa, vacancy, **{"stages-2-name": "First conversation"})

    assert stages(rosa, vacancy)[2] == "First conversation"
    page = rosa.get(ONE, vacancy_id=vacancy.id)
    assert "First conversation" in page.all("tbody tr")[0].text_content()


def test_a_stage_with_people_cannot_be_taken_out(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.application(vacancy=vacancy, stage=2)

    page = edited(rosa, vacancy, **{"stages-2-name": "", "title": "Another title"})

    assert page.status == 422
    assert "Somebody is at the stage “Interview”: move them first." in page.text
    assert page.value("title") == "Another title"
    assert stages(rosa, vacancy) == ["Received", "Screening", "Interview", "Offer"]


def test_an_empty_stage_is_taken_out(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()

    edited(rosa, vacancy, **{"stages-3-name": ""})

    assert stages(rosa, vacancy) == ["Received", "Screening", "Interview"]


def test_a_wrong_place_is_said_beside_it(rosa: Browser, make: Make) -> None:
    page = edited(rosa, make.vacancy(), **{"stages-1-place": "first"})

    assert page.status == 422
    assert page.wrong["stages-1-place"] == "1 to 99"


def test_the_promise_to_those_who_wait_stays(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.application(vacancy=vacancy)

    edited(rosa, vacancy, promise_days="20")

    assert "answer by 16 March" in rosa.get(ONE, vacancy_id=vacancy.id).text


def test_whoever_hides_a_vacancy_from_themselves_lands_on_the_list(
    rosa: Browser, make: Make
) -> None:
    olga, vacancy = make.user("Olga Other"), make.vacancy()

    page = edited(rosa, vacancy, owner_id=str(olga.id), confidential="y")

    assert page.status == 200
    assert page.h1 == "Vacancies"
    assert page.said == "Saved."
    assert rosa.get(ONE, vacancy_id=vacancy.id).status == 404


def test_a_hiring_manager_cannot_be_the_owner(rosa: Browser, make: Make, hanna: Browser) -> None:
    page = edited(rosa, make.vacancy(), owner_id=str(hanna.id))

    assert page.status == 422
    assert page.wrong["owner_id"] == "Choose one of the list."
