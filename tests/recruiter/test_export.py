"""Taking people out: only whom one may see, safe for spreadsheets, and written down."""

import csv
import io
from datetime import timedelta

from sqlalchemy import select

from portal.models import AuditEvent
from portal.vocabulary import Act
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.importer import Importer, many
from tests.makers import Make

PAGE = "recruiter.export.page"


def downloaded(browser: Browser, **filled: str) -> Page:
    return browser.submit(browser.get(PAGE), "Download", **filled)


def table(page: Page) -> list[dict[str, str]]:
    text = page.body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def names(page: Page) -> list[str]:
    return [row["Name"] for row in table(page)]


def test_everybody_comes_as_a_file_with_a_row_for_each_application(
    rosa: Browser, make: Make
) -> None:
    maya = make.candidate("Maya Oliveira")
    make.application(maya, make.vacancy("Designer"))
    make.application(maya, make.vacancy("Engineer"))
    make.candidate("Jun Kimura")

    page = downloaded(rosa)

    assert page.status == 200
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.headers["Content-Disposition"] == "attachment; filename=rekindle-2026-03-02.csv"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.body.startswith(b"\xef\xbb\xbf")
    assert [(row["Name"], row["Vacancy"]) for row in table(page)] == [
        ("Maya Oliveira", "Designer"),
        ("Maya Oliveira", "Engineer"),
        ("Jun Kimura", ""),
    ]


def test_no_cell_is_a_formula_for_a_spreadsheet(rosa: Browser, make: Make) -> None:
    make.candidate(
        "=HYPERLINK(1)",
        emails=("h@example.com",),
        skills=("@SUM(A1)",),
        phones=("+351 1",),
        headline="-1",
    )

    (row,) = table(downloaded(rosa))

    assert row["Name"] == "'=HYPERLINK(1)"
    assert (row["Skills"], row["Telephone numbers"]) == ("'@SUM(A1)", "'+351 1")
    assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_what_others_may_not_see_is_not_in_it(rosa: Browser, adam: Browser, make: Make) -> None:
    olga = make.user("Olga Other")
    secret = make.vacancy("New CFO", owner=olga, confidential=True)
    make.application(make.candidate("Maya Oliveira"), secret)
    hidden = make.candidate("Pia Private")
    make.application(hidden, make.vacancy("Designer", owner=olga))
    with make.work() as context:
        context.session.merge(hidden).private = True

    mine, all_of_it = downloaded(rosa), downloaded(adam)

    assert [(row["Name"], row["Vacancy"]) for row in table(mine)] == [("Maya Oliveira", "")]
    assert b"CFO" not in mine.body
    assert [row["Vacancy"] for row in table(all_of_it)] == ["New CFO", "Designer"]


def test_one_vacancy_only(rosa: Browser, make: Make) -> None:
    designer = make.vacancy("Designer")
    make.application(make.candidate("Maya Oliveira"), designer)
    make.application(make.candidate("Jun Kimura"), make.vacancy("Engineer"))
    make.candidate("Ada Correia")

    assert names(downloaded(rosa, vacancy_id=str(designer.id))) == ["Maya Oliveira"]


def test_since_a_day_only(rosa: Browser, make: Make, clock: SetClock) -> None:
    vacancy = make.vacancy()
    old = clock.now() - timedelta(days=30)
    make.application(make.candidate("Maya Oliveira"), vacancy, applied_at=old)
    make.candidate("Ada Early")
    clock.forward(days=10)
    make.application(make.candidate("Jun Kimura"), vacancy)
    make.candidate("Ben Late")
    rosa.begin_as_user(make.user())

    assert names(downloaded(rosa, since="2026-03-10")) == ["Jun Kimura", "Ben Late"]


def test_nothing_to_take_out_is_said_and_not_written_down(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()

    page = downloaded(rosa, vacancy_id=str(vacancy.id))

    assert page.status == 422
    assert "There is nobody in this export." in page.wrong[""]
    assert page.value("vacancy_id") == str(vacancy.id)
    assert written_down(make) == []


def test_who_took_how_many_out_is_written_down(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.application(make.candidate("Maya Oliveira"), vacancy)

    downloaded(rosa, since="2026-01-01", vacancy_id=str(vacancy.id))

    (event,) = written_down(make)
    assert (event.actor_id, event.vacancy_id) == (rosa.id, vacancy.id)
    assert event.facts["people"] == 1
    assert event.facts["since"] == "2026-01-01"


def test_a_day_that_is_none_and_a_vacancy_that_is_hidden_are_refused(
    rosa: Browser, make: Make
) -> None:
    secret = make.vacancy("New CFO", owner=make.user("Olga Other"), confidential=True)
    page = rosa.post(PAGE.replace("page", "download"), {"since": "soon"})
    assert (page.status, "since" in page.wrong) == (422, True)

    page = rosa.post(PAGE.replace("page", "download"), {"vacancy_id": str(secret.id)})

    assert (page.status, page.wrong["vacancy_id"]) == (422, "Choose one of the list.")


def test_many_people_come_in_several_reads_each_once(rosa: Browser, make: Make) -> None:
    Importer(make).bring(many(701))

    found = names(downloaded(rosa))

    assert len(found) == len(set(found)) == 701


def written_down(make: Make) -> list[AuditEvent]:
    with make.gateways.database.session() as session:
        query = select(AuditEvent).where(AuditEvent.act == Act.DATA_EXPORTED)
        return list(session.scalars(query))


def test_the_way_there_is_found(rosa: Browser, make: Make) -> None:
    make.user()
    for where in ("recruiter.candidates.page", "recruiter.imports.page"):
        assert rosa.get(rosa.get(where).link("Export")).h1 == "Export"
