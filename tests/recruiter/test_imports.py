"""Importing in the browser: choose a file, check its columns, see what became of its rows."""

import csv as csv_module
import io

import pytest

from portal.jobs import imports as jobs
from portal.services.importing import running
from portal.unit_of_work import unit_of_work
from portal.vocabulary import Queue
from tests.browser import Browser, Page
from tests.fakes import CountingBell
from tests.importer import HEADER, TWO, Importer, csv, many
from tests.makers import Make

LIST = "recruiter.imports.page"
ONE = "recruiter.imports.one"
LIVE = {"origin": "live"}


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def uploaded(rosa: Browser, content: str | bytes, name: str = "people.csv") -> Page:
    data = content.encode() if isinstance(content, str) else content
    return rosa.submit(rosa.get(LIST), "Look at the file", file=(io.BytesIO(data), name))


def work(rosa: Browser) -> None:
    while jobs.run_due(rosa.app.extensions["portal"]):
        pass


def numbers(page: Page) -> list[str]:
    return [strong.text for strong in page.all(".sum strong")]


def preview(page: Page) -> list[str]:
    return [" ".join(" ".join(row.itertext()).split()) for row in page.all("#preview tbody tr")]


def test_the_page_says_what_to_do_when_there_is_no_import_yet(rosa: Browser) -> None:
    page = rosa.get(LIST)

    assert page.h1 == "Import"
    assert "No file yet. Export your applicants" in page.text


def test_a_file_is_looked_at_before_anything_is_imported(rosa: Browser) -> None:
    page = uploaded(rosa, TWO, "greenhouse 2025.csv")

    assert page.h1 == "Columns of greenhouse 2025.csv"
    assert "2 rows in 9 columns, read as UTF-8 with commas." in page.text
    assert page.value("column-0") == "name"
    assert page.value("column-6") == "decided_at"
    assert page.value("source") == "greenhouse"
    assert "Maya Oliveira · Jun Kimura" in page.text
    assert preview(page) == [
        "2 Maya Oliveira maya@example.com Product Designer Interview not chosen "
        "1 October 2025 3 November 2025",
        "3 Jun Kimura jun@example.com Product Designer Received open 2 October 2025",
    ]
    assert "greenhouse 2025.csv" in rosa.get(LIST).text
    assert "columns to check" in rosa.get(LIST).text


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "empty.csv", 422, "This file is empty."),
        (b"Name,Email\n", "header.csv", 422, "only the line with the names"),
        (b"\x89PNG\r\n\x1a\n" + bytes(900), "people.csv", 422, "This is a picture, not a CSV"),
        (b"PK\x03\x04" + bytes(900), "people.csv", 422, "This workbook is damaged"),
        (bytes(range(32)) * 500, "people.csv", 422, "not a text file"),
        (b"Name,Email\n" + b"x" * (25 * 1024 * 1024), "big.csv", 413, "larger than 25 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_the_field(
    rosa: Browser, content: bytes, name: str, status: int, words: str
) -> None:
    page = uploaded(rosa, content, name)

    assert page.status == status
    assert words in page.wrong["file"]
    assert "No file yet" in rosa.get(LIST).text


def test_no_file_at_all_is_said(rosa: Browser) -> None:
    page = rosa.submit(rosa.get(LIST), "Look at the file")

    assert (page.status, page.wrong["file"]) == (422, "Choose a file.")


def test_a_request_far_too_large_is_refused_as_a_whole(rosa: Browser) -> None:
    page = uploaded(rosa, b"x" * (33 * 1024 * 1024))

    assert page.status == 413
    assert page.h1 == "That is too large"


def test_a_file_goes_all_the_way(rosa: Browser, make: Make) -> None:
    bell = rosa.app.extensions["portal"].bell
    assert isinstance(bell, CountingBell)

    waiting = rosa.submit(uploaded(rosa, TWO), "Import 2 rows", **LIVE)
    assert bell.rung[-1] is Queue.WORK
    assert waiting.h1 == "Import of people.csv"
    assert "2 rows, about to begin" in waiting.text
    assert "You can leave this page and come back" in waiting.text
    assert waiting.one("#progress").get("hx-trigger") == "every 1s"
    address = waiting.link("Reload")

    work(rosa)

    done = rosa.get(address)
    assert numbers(done) == ["2", "0", "0", "0"]
    assert done.one("#progress").get("hx-trigger") is None
    assert "Nobody has been written to." in done.text
    assert "The vacancy Product Designer was opened (line 2)." in done.text
    assert rosa.get(done.link("To triage")).h1 == "Triage"
    assert "Maya Oliveira" in rosa.get(done.link("Candidates")).text
    row = next(e for e in rosa.get(LIST).all("tbody tr") if "people.csv" in e.text_content())
    assert " ".join(row.text_content().split()).startswith("people.csv")
    assert [cell.text_content() for cell in row.cssselect("td.number")] == ["2", "2", "0", "0"]


def test_progress_is_polled_until_it_is_done(rosa: Browser, importer: Importer) -> None:
    import_id = importer.upload(many(700))
    importer.start(import_id)
    with unit_of_work(importer.gateways, importer.actor) as context:
        claim = jobs.claim_one(context)
        assert claim is not None
        run = running.take_up(context, claim.import_id, claim.epoch)
        running.step(context, run)

    half = rosa.get("recruiter.imports.progress", htmx=True, import_id=import_id)
    assert "500 of 700 rows" in half.text
    assert half.one("#progress").get("hx-trigger") == "every 1s"
    assert half.one("progress").get("value") == "500"

    jobs.carry(importer.gateways, claim)
    end = rosa.get("recruiter.imports.progress", htmx=True, import_id=import_id)
    assert end.one("#progress").get("hx-trigger") is None
    assert numbers(end) == ["700", "0", "0", "0"]


def test_the_columns_can_be_put_right(rosa: Browser) -> None:
    text = csv("Maya Oliveira,maya@example.com,Designer", header="Who,How to reach,What for")
    page = uploaded(rosa, text)

    refused = rosa.submit(page, "Import 1 row", **LIVE)
    assert refused.status == 422
    assert "Say which column holds the name." in refused.wrong[""]

    chosen = {"column-0": "name", "column-1": "email", "column-2": "vacancy"}
    kept = rosa.submit(refused, "Update the preview", **chosen)
    assert preview(kept) == ["2 Maya Oliveira maya@example.com Designer open"]
    assert kept.value("column-1") == "email"

    rosa.submit(kept, "Import 1 row", **LIVE)
    work(rosa)
    assert "Maya Oliveira" in rosa.get("recruiter.candidates.page").text


def test_one_thing_in_two_columns_is_refused_beside_the_second(rosa: Browser) -> None:
    page = rosa.submit(uploaded(rosa, TWO), "Import 2 rows", **LIVE, **{"column-3": "vacancy"})

    assert page.status == 422
    assert page.wrong["column-3"] == "There can be one column only for this."
    assert page.value("column-3") == "vacancy"


@pytest.mark.parametrize("button", ["Import 2 rows", "Try it out first"])
def test_how_they_are_taken_has_to_be_chosen(rosa: Browser, button: str) -> None:
    page = rosa.submit(uploaded(rosa, TWO), button, source="my ats")

    assert page.status == 422
    assert "Choose whether these people still wait for an answer." in page.text
    assert page.value("source") == "my ats"


def test_unclear_dates_are_asked_for(rosa: Browser) -> None:
    page = uploaded(rosa, csv("Maya,maya@example.com,Designer,,,03/04/2025,,1,1"))
    assert "“03/04/2025” in the column “Applied on” can be read in two ways" in page.text

    page = rosa.submit(page, "Import 1 row", **LIVE)
    assert page.status == 422
    assert "can be read in two ways" in page.wrong["date_order"]

    page = rosa.submit(page, "Update the preview", date_order="month_first")
    assert preview(page) == ["2 Maya maya@example.com Designer open 4 March 2025"]
    assert rosa.submit(page, "Import 1 row", **LIVE).h1 == "Import of people.csv"


def test_the_preview_follows_every_choice_without_reloading(rosa: Browser) -> None:
    page = uploaded(rosa, TWO)
    form = page.form("Import 2 rows")
    assert form.get("hx-target") == "#preview"
    data = {name: value for name, value in form.form_values() if name != "do"}

    answer = rosa.client.post(
        form.get("hx-post"),
        data={**data, "column-1": "", "column-7": ""},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )

    fragment = Page(answer, fragment=True)
    assert fragment.status == 200
    assert fragment.one("#preview") is not None
    assert preview(fragment)[0].startswith("2 Maya Oliveira Product Designer")


def test_a_row_that_would_be_refused_says_so_in_the_preview(rosa: Browser) -> None:
    page = uploaded(rosa, csv("Maya,not an address,,,,,,,", ",x@example.com,,,,,,,"))

    assert preview(page)[0].startswith("2 refused 'not an address' is not an e-mail address")
    assert preview(page)[1] == "3 refused There is no name."


def test_the_preview_shows_the_first_twenty_rows(rosa: Browser) -> None:
    page = uploaded(rosa, many(50))

    assert len(preview(page)) == 20
    assert preview(page)[-1].startswith("21 Person 19 ")


def test_trying_out_changes_nothing_and_can_be_followed_by_the_import(
    rosa: Browser, make: Make
) -> None:
    page = rosa.submit(uploaded(rosa, TWO), "Try it out first", **LIVE)
    assert page.h1 == "Trying out people.csv"
    work(rosa)
    tried = rosa.get(page.link("Reload"))

    assert numbers(tried) == ["2", "0", "0", "0"]
    assert "Nothing has been changed yet" in tried.text
    assert "The vacancy Product Designer would be opened" in tried.text
    assert "Nobody is here yet" in rosa.get("recruiter.candidates.page").text
    assert "tried out" in rosa.get(LIST).text

    columns = rosa.submit(tried, "Back to the columns")
    assert columns.h1 == "Columns of people.csv"
    again = rosa.submit(columns, "Try it out first")
    work(rosa)
    rosa.submit(rosa.get(again.link("Reload")), "Import 2 rows")
    work(rosa)
    assert "Maya Oliveira" in rosa.get("recruiter.candidates.page").text


def test_refused_rows_are_shown_and_come_as_a_file_to_put_right(rosa: Browser, make: Make) -> None:
    text = csv(
        "Maya,maya@example.com,Designer,,,,,,",
        '=HYPERLINK("x"),nobody,+Designer,,,,,-5,@6',
        "Jun,jun@example.com,Designer,,,someday,,,",
    )
    page = rosa.submit(uploaded(rosa, text), "Import 3 rows", **LIVE)
    work(rosa)
    done = rosa.get(page.link("Reload"))
    assert numbers(done) == ["1", "0", "0", "2"]
    assert "“someday” in the column “Applied on” is not a date we can read." in done.text

    answer = rosa.client.get(done.link("All 2 as a file"))
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    rows = list(csv_module.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["Line", "Why it was refused", *HEADER.split(",")]
    assert rows[1][0] == "3"
    for row in rows:
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]

    repaired = answer.get_data().replace(b"nobody", b"eva@example.com").replace(b"someday", b"")
    page = rosa.submit(uploaded(rosa, repaired), "Import 2 rows", **LIVE)
    work(rosa)
    assert numbers(rosa.get(page.link("Reload"))) == ["2", "0", "0", "0"]
    people = rosa.get("recruiter.candidates.page").text
    assert '=HYPERLINK("x")' in people
    assert "+Designer" in rosa.get("recruiter.vacancies.page").text


def test_only_the_first_fifty_refused_rows_are_on_the_page(rosa: Browser) -> None:
    page = rosa.submit(
        uploaded(rosa, csv(*(f",p{n}@example.com,,,,,,," for n in range(60)))),
        "Import 60 rows",
        **LIVE,
    )
    work(rosa)
    done = rosa.get(page.link("Reload"))

    assert "The first 50 of 60." in done.text
    rows = rosa.client.get(done.link("All 60 as a file")).get_data(as_text=True)
    assert len(rows.strip().splitlines()) == 61


def test_an_import_can_be_stopped_and_gone_on_with(rosa: Browser) -> None:
    page = rosa.submit(uploaded(rosa, TWO), "Import 2 rows", **LIVE)

    stopped = rosa.submit(page, "Stop")
    assert "Stopped after 0 of 2 rows" in stopped.text
    assert "It was stopped by hand." in stopped.text
    late = rosa.post(page.form("Stop").get("action"))
    assert late.status == 409

    rosa.submit(stopped, "Go on")
    work(rosa)
    assert "Maya Oliveira" in rosa.get("recruiter.candidates.page").text


def test_a_second_click_starts_nothing_twice(rosa: Browser) -> None:
    page = uploaded(rosa, TWO)
    rosa.submit(page, "Import 2 rows", **LIVE)

    again = rosa.submit(page, "Import 2 rows", **LIVE)

    assert again.status == 409
    assert "This import has begun already." in again.text


def test_a_file_can_be_discarded(rosa: Browser) -> None:
    page = rosa.submit(uploaded(rosa, TWO), "Discard this file")

    assert page.said == "Removed."
    assert "No file yet" in page.text


def test_others_neither_see_nor_touch_an_import(
    rosa: Browser, adam: Browser, hanna: Browser, make: Make, importer: Importer
) -> None:
    importer.actor = make.actor(make.user("Olga Other"))
    import_id = importer.upload(TWO)

    assert rosa.get(ONE, import_id=import_id).status == 404
    assert "people.csv" not in rosa.get(LIST).text
    for view in ("columns", "start", "back", "stop", "go_on", "discard"):
        assert rosa.post(f"recruiter.imports.{view}", import_id=import_id).status == 404
    assert rosa.get("recruiter.imports.refused", import_id=import_id).status == 404
    assert adam.get(ONE, import_id=import_id).h1 == "Columns of people.csv"
    assert hanna.get(LIST).status == 403
    assert hanna.get(ONE, import_id=import_id).status == 404


def test_markup_in_a_file_stays_text(rosa: Browser) -> None:
    page = uploaded(
        rosa,
        csv("<b>Maya</b>,maya@example.com,<i>x</i>", header="Name,Email,<script>alert(1)</script>"),
    )

    assert "<b>Maya</b>" in page.text
    assert not page.all("#preview b, script:not([src])")
