"""The table of all vacancies: who was told by the promise, how soon, with what, and who asked."""

import csv
import io
from datetime import timedelta

import pytest

from portal.models import Candidate, Inquiry
from portal.policy.decency import Share, median_days
from portal.vocabulary import Channel, InquiryKind, MissingNotice, Outcome
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import FEEDBACK, Make
from tests.recruiter.test_deciding_about_many import WORDS

NUMBERS = "recruiter.numbers.page"


def cells(page: Page) -> list[list[str]]:
    rows = [row.cssselect("td") for row in page.all("tbody tr")]
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("days", "told"),
    [([], None), ([2], 2.0), ([1, 2, 9], 2.0), ([1, 2, 3, 9], 2.5), ([-3], 0.0)],
)
def test_the_middle_one_counts(days: list[int], told: float | None) -> None:
    assert median_days([timedelta(days=day) for day in days]) == told


@pytest.mark.parametrize(("of", "are", "percent"), [(0, 0, None), (3, 3, 100), (200, 199, 99)])
def test_only_all_of_them_are_a_hundred(of: int, are: int, percent: int | None) -> None:
    assert Share(of=of, are=are).percent == percent


def ask(make: Make, application_id: int, candidate: Candidate) -> None:
    now = make.gateways.clock.now()
    with make.work() as context:
        context.session.add(
            Inquiry(
                candidate_id=candidate.id,
                application_id=application_id,
                kind=InquiryKind.QUESTION,
                channel=Channel.EMAIL,
                text="Is there any news?",
                asked_at=now,
                answer_by=now,
                missing=MissingNotice.DECISION,
            )
        )


def a_told_vacancy(make: Make, clock: SetClock) -> None:
    """Three told: two in time, one late; one overdue without an answer; one who withdrew."""
    vacancy = make.vacancy()
    quick = make.application(make.candidate("Quick One"), vacancy, stage=2)
    soon = make.application(make.candidate("Soon One"), vacancy)
    late = make.application(make.candidate("Late One"), vacancy)
    waits = make.candidate("Waits One")
    waiting = make.application(waits, vacancy)
    gone = make.application(make.candidate("Gone One"), vacancy)
    make.decision(gone, outcome=Outcome.WITHDRAWN, invites_to_pool=False)
    make.decision(quick)
    make.decision(soon)
    clock.forward(days=2)
    make.accept_notices()
    clock.forward(days=38)
    make.decision(late)
    clock.forward(days=4)
    make.accept_notices()
    ask(make, waiting.id, waits)


def test_a_vacancy_in_numbers(rosa: Browser, make: Make, clock: SetClock) -> None:
    a_told_vacancy(make, clock)
    rosa.begin_as_user(make.user())

    [row] = cells(rosa.get(NUMBERS))

    assert row == [
        "Product Designer, Mobility",
        "5",
        "50 % 2 of 4",
        "2.0",
        "100 % 1 of 1",
        "1 1 for want of a message",
    ]


def test_whom_we_met_and_told_nothing_of_lowers_the_share(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.decision(make.application(make.candidate("Ada Correia"), vacancy, stage=2))
    application = make.application(make.candidate("Jun Kimura"), vacancy)
    make.decision(application, feedback=type(FEEDBACK)((), "", WORDS))
    with make.work() as context:
        met = context.session.get_one(type(application), application.id)
        met.interviewed_at = context.now

    [row] = cells(rosa.get(NUMBERS))

    assert row[4] == "50 % 1 of 2"


def test_a_vacancy_without_anybody_has_no_shares(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy()
    make.vacancy("Another")

    [row] = cells(rosa.get(NUMBERS, vacancy=vacancy.id))

    assert row[1:] == ["0", "none yet", "none yet", "none yet", "0"]


def test_the_file_says_the_same(rosa: Browser, make: Make, clock: SetClock) -> None:
    a_told_vacancy(make, clock)
    make.vacancy("=SUM(A1)")
    rosa.begin_as_user(make.user())

    answer = rosa.get("recruiter.numbers.download")
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=vacancies-")
    assert rows[1][0] == "'=SUM(A1)"
    assert rows[2][:11] == [
        "Product Designer, Mobility",
        "open",
        "5",
        "50",
        "2",
        "4",
        "2.0",
        "100",
        "1",
        "1",
        "1",
    ]
    assert rows[2][11 + list(MissingNotice).index(MissingNotice.DECISION)] == "1"


def test_a_hiring_manager_reads_the_numbers_of_their_own(hanna: Browser, make: Make) -> None:
    other = make.vacancy()
    mine = make.vacancy("Mine", manager=make.user("Hanna Manager"))

    assert [row[0] for row in cells(hanna.get(NUMBERS))] == ["Mine"]
    assert hanna.get(NUMBERS, vacancy=mine.id).status == 200
    assert hanna.get(NUMBERS, vacancy=other.id).status == 404
    assert "Designer" not in hanna.get("recruiter.numbers.download").text
    assert hanna.get(NUMBERS, vacancy="nonsense").status == 404
