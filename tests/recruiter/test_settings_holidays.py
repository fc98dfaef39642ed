"""An administrator chooses whose public holidays are days off."""

import pytest

from portal.gateways import Gateways
from portal.models import Application
from portal.queries import organisation
from portal.services import applications
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

PROMISES = "recruiter.settings.promises.page"
SHOW = "Show the next holidays"


def next_ones(page: Page) -> list[str]:
    return [" ".join(line.text_content().split()) for line in page.all("#holidays li")]


def chosen(gateways: Gateways) -> tuple[str, str]:
    with gateways.database.session() as session:
        row = organisation.settings(session)
        return row.country, row.subdivision


def test_without_a_country_there_are_none(adam: Browser) -> None:
    page = adam.get(PROMISES)

    assert next_ones(page) == []
    assert "only the days that you enter" in page.text


def test_looking_shows_the_next_ones_and_changes_nothing(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(adam.get(PROMISES), SHOW, country="DE", promise_days="7")

    assert next_ones(page)[:2] == ["3 April: Good Friday", "6 April: Easter Monday"]
    assert page.value("promise_days") == "7"
    assert "Bayern" in page.text
    assert chosen(gateways) == ("", "")

    page = adam.submit(page, SHOW, subdivision="BY")
    assert "4 June: Corpus Christi" in next_ones(page)


def test_htmx_gets_the_part_that_changes(adam: Browser) -> None:
    token = adam._token()
    answer = adam.client.post(
        "/recruiter/settings/promises/holidays",
        data={"csrf_token": token, "country": "CA", "subdivision": "ON"},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )
    fragment = Page(answer, fragment=True)

    assert fragment.tree.get("id") == "holidays"
    assert "18 May: Victoria Day" in next_ones(fragment)


def test_what_is_saved_is_kept_and_counts(
    adam: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    page = adam.submit(adam.get(PROMISES), SHOW, country="DE")
    page = adam.submit(page, "Save", subdivision="BY")

    assert page.said == "Saved."
    assert chosen(gateways) == ("DE", "BY")
    assert page.value("country") == "DE"
    assert page.value("subdivision") == "BY"
    # Ten working days from the Monday before Easter, less two holidays.
    clock.forward(weeks=4)
    application = make.application()
    assert application.promised_by is not None
    assert application.promised_by.date().isoformat() == "2026-04-15"


def test_another_country_lets_go_of_the_state_of_the_one_before(
    adam: Browser, gateways: Gateways
) -> None:
    page = adam.submit(adam.get(PROMISES), SHOW, country="DE")
    page = adam.submit(page, "Save", subdivision="BY")

    adam.submit(page, "Save", country="FR")

    assert chosen(gateways) == ("FR", "")


@pytest.mark.parametrize("country", ["QQ", "Germany", "D' --"])
def test_a_country_that_was_not_offered_is_refused(
    adam: Browser, gateways: Gateways, country: str
) -> None:
    page = adam.get(PROMISES)
    form = dict(page.form("Save").form_values())

    answer = adam.post("recruiter.settings.promises.save", {**form, "country": country})

    assert answer.status == 422
    assert answer.wrong["country"] == "Choose one of the list."
    assert chosen(gateways) == ("", "")


def test_clocks_that_run_already_keep_their_day(adam: Browser, make: Make) -> None:
    application = make.application()
    page = adam.submit(adam.get(PROMISES), SHOW, country="JP")
    adam.submit(page, "Save")

    with make.work() as context:
        assert context.session.get_one(Application, application.id).promised_by == (
            application.promised_by
        )
        calendar = organisation.calendar(context.session)
        assert calendar.country == "JP"
        assert applications.next_promise(context, application) is not None
