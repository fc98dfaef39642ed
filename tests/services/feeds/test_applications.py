"""Applications, their vacancies and their stages, as the other system moves them."""

import pytest

from portal.models import Application, Vacancy
from portal.services import applications, vacancies
from portal.vocabulary import Origin, StageKind, TaskKind, VacancyStatus, WebhookState
from tests.feeding import (
    Feeder,
    application,
    application_gone,
    job,
    job_event,
    job_gone,
    rejected,
)
from tests.makers import Make

LATER = "2026-02-21T10:00:00Z"
ONSITE = {"id": 12, "name": "Onsite Interview"}


def moved(**changes: object) -> dict[str, object]:
    values = {"last_activity_at": LATER, "current_stage": ONSITE, **changes}
    return application("candidate_stage_change", **values)


def names(feed: Feeder) -> list[tuple[str, StageKind]]:
    return [(stage.name, stage.kind) for stage in feed.vacancy().stages]


def test_an_application_comes_with_its_vacancy_and_waits(feed: Feeder, make: Make) -> None:
    event = feed.tell(application())

    vacancy, applied = feed.vacancy(), feed.one(Application)
    assert (vacancy.title, vacancy.department, vacancy.location) == (
        "Product Designer",
        "Design",
        "Porto",
    )
    assert (vacancy.owner_id, vacancy.source_id) == (make.user().id, "3")
    assert (vacancy.description, vacancy.status) == ("", VacancyStatus.OPEN)
    assert (applied.source_id, applied.origin) == ("71", Origin.LIVE)
    assert applied.waits_since == make.gateways.clock.now()
    assert applied.applied_at.isoformat() == "2026-02-20T10:00:00+00:00"
    assert feed.stage() == "Phone Screen"
    assert (event.application_id, event.vacancy_id) == (applied.id, vacancy.id)


def test_it_moves_as_it_moves_there(feed: Feeder) -> None:
    feed.tell(application(), moved())

    assert feed.stage() == "Onsite Interview"
    assert names(feed) == [
        ("Received", StageKind.APPLIED),
        ("Phone Screen", StageKind.SCREENING),
        ("Onsite Interview", StageKind.INTERVIEW),
    ]


def test_it_stays_where_somebody_here_put_it(feed: Feeder, make: Make) -> None:
    feed.tell(application())
    with make.work(make.actor()) as context:
        first = feed.vacancy().stages[0].id
        applications.move(context, feed.one(Application).id, first)
    feed.tell(moved())
    assert feed.stage() == "Received"


def test_a_stage_that_is_called_otherwise_is_called_otherwise_here(feed: Feeder) -> None:
    renamed = {"id": 11, "name": "Hiring Manager Interview"}
    feed.tell(application(), moved(current_stage=renamed))
    assert names(feed)[-1] == ("Hiring Manager Interview", StageKind.INTERVIEW)
    assert len(names(feed)) == 2


def test_a_vacancy_of_ours_with_the_same_title_is_the_same(feed: Feeder, make: Make) -> None:
    ours = make.vacancy("product designer")
    feed.tell(application(current_stage={"id": 5, "name": "screening"}))

    assert feed.vacancy().id == ours.id
    assert feed.stage() == "Screening"
    assert len(feed.vacancy().stages) == 4


def test_an_application_made_here_is_the_same(feed: Feeder, make: Make) -> None:
    maya = make.candidate(emails=("maya7@example.com",))
    ours = make.application(maya, make.vacancy("Product Designer"))
    feed.tell(application())

    assert feed.one(Application).id == ours.id
    assert feed.stage() == "Phone Screen"


def test_without_a_job_there_is_no_application(feed: Feeder) -> None:
    event = feed.tell(application(jobs=[]))
    assert (event.state, feed.all(Application)) == (WebhookState.DONE, [])


def test_somebody_considered_for_another_vacancy_goes_there(feed: Feeder) -> None:
    other = job(4, name="Researcher")
    feed.tell(application(), moved(jobs=[other], current_stage={"id": 40, "name": "Onsite"}))

    researcher = feed.one(Vacancy, Vacancy.title == "Researcher")
    assert feed.one(Application).vacancy_id == researcher.id
    assert feed.stage() == "Onsite"


def test_a_vacancy_is_renamed_unless_somebody_here_named_it(feed: Feeder, make: Make) -> None:
    feed.tell(application(), job_event(name="Senior Designer", confidential=True))
    assert (feed.vacancy().title, feed.vacancy().confidential) == ("Senior Designer", True)

    with make.work() as context:
        context.session.get_one(Vacancy, feed.vacancy().id).title = "Our own name"
    feed.tell(job_event(name="Principal Designer", departments=[]))
    assert (feed.vacancy().title, feed.vacancy().department) == ("Our own name", "")


@pytest.mark.parametrize("closing", [job_event(status="closed"), job_gone()])
def test_a_closed_vacancy_stays_open_while_somebody_waits(
    feed: Feeder, make: Make, closing: dict[str, object]
) -> None:
    feed.tell(application(), closing)
    assert feed.vacancy().status is VacancyStatus.OPEN
    [task] = feed.open_tasks()
    assert (task.kind, task.owner_id) == (TaskKind.CLOSED_ELSEWHERE, make.user().id)

    feed.tell(rejected())
    assert (feed.vacancy().status, feed.open_tasks()) == (VacancyStatus.CLOSED, [])


def test_drafts_pause_and_what_was_closed_here_stays_closed(feed: Feeder, make: Make) -> None:
    feed.tell(job_event("job_created", status="draft"))
    assert feed.vacancy().status is VacancyStatus.PAUSED

    feed.tell(job_event(status="open"))
    assert feed.vacancy().status is VacancyStatus.OPEN
    with make.work(make.actor()) as context:
        vacancies.close(context, feed.vacancy().id)
    feed.tell(job_event(status="open", name="Again"))
    assert feed.vacancy().status is VacancyStatus.CLOSED


def test_a_deleted_application_stays_and_is_a_task_until_somebody_is_told(
    feed: Feeder, make: Make
) -> None:
    feed.tell(application(), application_gone())

    applied = feed.one(Application)
    assert applied.waits_since is not None
    [task] = feed.open_tasks()
    assert (task.kind, task.owner_id) == (TaskKind.APPLICATION_DELETED, make.user().id)

    make.decision(applied, now=True)
    make.accept_notices()
    feed.tell(application_gone())
    assert feed.open_tasks() == []


def test_what_a_job_says_internally_is_not_taken(feed: Feeder) -> None:
    feed.tell(job_event("job_created", notes="<b>Secret budget</b>"))
    assert "Secret" not in repr(vars(feed.vacancy()))
