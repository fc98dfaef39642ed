"""What a vacancy promises: its rule, days of a stage, and a receipt for whoever applies."""

from typing import Any

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Application, Stage, Vacancy
from portal.vocabulary import PromiseRule, Purpose
from tests.browser import Browser, Page
from tests.importer import Importer, csv
from tests.jobs import ledger
from tests.makers import Make

ABOUT = "recruiter.vacancies.about"


def edited(rosa: Browser, vacancy: Vacancy, **filled: Any) -> Page:
    page = rosa.get("recruiter.vacancies.edit", vacancy_id=vacancy.id)
    return rosa.submit(page, "Save", **filled)


def kept(make: Make, vacancy: Vacancy) -> tuple[Vacancy, list[int | None]]:
    with make.work() as context:
        found = context.session.get_one(Vacancy, vacancy.id)
        return found, [stage.promise_days for stage in found.stages]


def test_the_usual_is_working_days_and_no_receipt(rosa: Browser, make: Make) -> None:
    page = rosa.get("recruiter.vacancies.new")

    assert page.one("[name=promise_rule][checked]").get("value") == "working_days"
    assert not page.all("[name=sends_receipt][checked]")


def test_rule_receipt_and_days_of_a_stage_are_kept_and_shown(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()

    page = edited(
        rosa,
        vacancy,
        promise_rule="ontario",
        sends_receipt="y",
        **{"stages-2-promise_days": "3"},
    )

    assert page.said == "Saved."
    found, days = kept(make, vacancy)
    assert (found.promise_rule, found.sends_receipt) == (PromiseRule.ONTARIO, True)
    assert days == [None, None, 3, None]
    about = rosa.get(ABOUT, vacancy_id=vacancy.id)
    assert "within 45 days of the last interview" in about.text
    assert "hears within 3 working days" in about.text
    assert "Each application that comes in is confirmed" in about.text
    again = rosa.get("recruiter.vacancies.edit", vacancy_id=vacancy.id)
    assert again.value("stages-2-promise_days") == "3"
    assert again.one("[name=promise_rule][checked]").get("value") == "ontario"
    assert again.all("[name=sends_receipt][checked]")


def test_days_of_a_stage_that_are_none_are_said_beside_it(rosa: Browser, make: Make) -> None:
    page = edited(rosa, make.vacancy(), **{"stages-1-promise_days": "91"})

    assert page.wrong["stages-1-promise_days"] == "1 to 90"


def test_whoever_is_added_on_the_page_is_confirmed(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    edited(rosa, vacancy, sends_receipt="y")
    page = rosa.get("recruiter.applicants.new", vacancy_id=vacancy.id)

    rosa.submit(
        page, "Add the person and the application", name="Ada Correia", emails="ada@example.com"
    )

    assert ledger.only(gateways).purpose is Purpose.RECEIVED


def test_somebody_brought_in_at_a_stage_hears_in_its_time(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy("Designer")
    edited(rosa, vacancy, **{"stages-2-promise_days": "3"})

    Importer(make).bring(
        csv(
            "Ada Correia,ada@example.com,Designer,Interview,,2026-02-20,,,",
            "Ben Okafor,ben@example.com,Designer,Screening,,2026-02-20,,,",
        )
    )

    with make.work() as context:
        query = select(Stage.name, Application.promised_by).join(
            Stage, Stage.id == Application.stage_id
        )
        days = {
            name: promised.date().isoformat() if promised else None
            for name, promised in context.session.execute(query)
        }
    assert days == {"Interview": "2026-03-05", "Screening": "2026-03-16"}


def test_the_list_says_how_many_are_due_soon(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    edited(rosa, vacancy, promise_days="2")
    make.application(vacancy=vacancy)

    page = rosa.get("recruiter.vacancies.page")

    numbers = [cell.text_content().strip() for cell in page.all("tbody td.number")]
    assert numbers == ["1", "1", "1", "0"]
