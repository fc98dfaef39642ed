"""What no machine may decide is a task, and somebody of the team sees to it."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Application, Candidate, SourceRecord, Task, User
from portal.services import tasks
from portal.services.tasks import Subject
from portal.vocabulary import RecordKind, Role, TaskKind
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

LIST = "recruiter.tasks.page"


def ask(
    make: Make,
    kind: TaskKind = TaskKind.REOPENED_ELSEWHERE,
    *,
    owner: User | None = None,
    candidate: Candidate | None = None,
    application: Application | None = None,
    **subject: Any,
) -> int:
    """Something to do, that Greenhouse left open."""
    with make.work() as context:
        number = len(context.session.scalars(select(Task.id)).all())
        record = SourceRecord(
            source="greenhouse",
            kind=RecordKind.CANDIDATE,
            source_id=f"g-{number}",
            heard_at=context.now,
        )
        context.session.add(record)
        context.session.flush()
        about = Subject(
            candidate_id=candidate.id if candidate else None,
            application_id=application.id if application else None,
            source_record_id=record.id,
            **subject,
        )
        owner_id = owner.id if owner else None
        return tasks.ask(context, kind, str(number), about, owner_id=owner_id).id


def shown(page: Page) -> dict[str, list[str]]:
    """Whom the tasks of each list are about."""
    return {
        one.cssselect("h2")[0].text.strip(): [
            a.text for a in one.cssselect(".entry a[href*=candidates]")
        ]
        for one in page.all(".list")
        if one.cssselect("h2")
    }


def person(make: Make, name: str) -> Candidate:
    """Somebody with an address of their own."""
    return make.candidate(name, emails=(f"{name.replace(' ', '.').lower()}@example.com",))


OUR_OWN = {TaskKind.NOT_REACHED, TaskKind.APPROVAL, TaskKind.POINTS_MISSING}
"""What no other system has to do with."""


@pytest.mark.parametrize("kind", TaskKind)
def test_every_kind_says_in_a_sentence_what_it_is_about(
    rosa: Browser, make: Make, kind: TaskKind
) -> None:
    ask(make, kind, application=make.application())

    page = rosa.get(LIST)

    said = page.one(".entry p").text_content()
    assert said.startswith("Greenhouse ") or kind in OUR_OWN
    assert "Maya Oliveira" in said or "Product Designer" in said
    assert "by 4 March" in page.text


def test_a_person_who_is_gone_and_a_system_without_a_name_can_be_told(
    rosa: Browser, make: Make
) -> None:
    with make.work() as context:
        tasks.ask(context, TaskKind.DELETED_ELSEWHERE, "x", Subject())

    assert "The other system deleted somebody who is gone." in rosa.get(LIST).text


def test_mine_come_first_then_nobodys_and_not_those_of_others(
    rosa: Browser, adam: Browser, make: Make
) -> None:
    olga = make.user("Olga Other")
    ask(make, candidate=person(make, "Of Nobody"))
    ask(make, candidate=person(make, "Of Olga"), owner=olga)
    ask(make, candidate=person(make, "Of Rosa"), owner=make.user("Rosa Recruiter"))

    assert shown(rosa.get(LIST)) == {"Yours": ["Of Rosa"], "Nobody's yet": ["Of Nobody"]}
    assert shown(adam.get(LIST)) == {
        "Nobody's yet": ["Of Nobody"],
        "Other people's": ["Of Olga", "Of Rosa"],
    }


def test_without_tasks_the_page_says_so(rosa: Browser) -> None:
    assert "Nothing to do." in rosa.get(LIST).text


def test_tasks_about_people_whom_somebody_may_not_see_are_not_there(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    olga = Browser(adam.app)
    olga.begin_as_user(make.user("Olga Other"))
    private = make.application(person(make, "Private Person"))
    secret = make.vacancy("Secret", confidential=True)
    confidential = make.application(person(make, "Secret Person"), secret)
    with make.work() as context:
        context.session.get_one(Candidate, private.candidate_id).private = True
    for application in (private, confidential):
        hidden = ask(make, application=application)
    ask(make, TaskKind.CLOSED_ELSEWHERE, vacancy_id=secret.id)

    assert "Nothing to do." in olga.get(LIST).text
    assert olga.post("recruiter.tasks.done", task_id=hidden).status == 404
    assert "Tasks" not in [h.text.strip() for h in olga.get("recruiter.today.page").all("h2")]
    assert len(adam.get(LIST).all(".entry")) == 3


def test_a_private_persons_other_application_is_not_there(
    rosa: Browser, adam: Browser, make: Make
) -> None:
    """Who owns one of their vacancies sees the person, but not how they fare elsewhere."""
    maya = make.candidate()
    make.application(maya, make.vacancy("Rosa's"))
    elsewhere = make.application(maya, make.vacancy("Olga's", owner=make.user("Olga Other")))
    with make.work() as context:
        context.session.get_one(Candidate, maya.id).private = True
    ask(make, application=elsewhere)

    assert "Nothing to do." in rosa.get(LIST).text
    assert len(adam.get(LIST).all(".entry")) == 1


def test_somebody_takes_it_and_is_done(rosa: Browser, make: Make, gateways: Gateways) -> None:
    task_id = ask(make, application=make.application())

    page = rosa.submit(rosa.get(LIST), "Take it")
    assert (page.said, list(shown(page))) == ("It is yours now.", ["Yours"])

    page = rosa.submit(page, "Done")
    assert page.said == "Done."
    assert "Nothing to do." in page.text
    with gateways.database.session() as session:
        task = session.get_one(Task, task_id)
    assert (task.owner_id, task.done_by_id) == (rosa.id, rosa.id)


def test_whoever_comes_second_is_told(rosa: Browser, adam: Browser, make: Make) -> None:
    task_id = ask(make, application=make.application())
    seen_by_adam = adam.get(LIST)

    rosa.submit(rosa.get(LIST), "Take it")
    late = adam.submit(seen_by_adam, "Take it")
    assert (late.status, "Somebody else has just taken this." in late.text) == (409, True)

    rosa.submit(rosa.get(LIST), "Done")
    late = adam.submit(seen_by_adam, "Done")
    assert (late.status, "This is done already." in late.text) == (409, True)
    assert adam.post("recruiter.tasks.take", {"owner": "x"}, task_id=task_id).status == 422


def test_an_administrator_may_take_over_from_somebody(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    task_id = ask(make, application=make.application(), owner=make.user("Olga Other"))

    adam.submit(adam.get(LIST), "Take it")

    with gateways.database.session() as session:
        assert session.get_one(Task, task_id).owner_id == adam.id


def test_what_is_late_is_marked(rosa: Browser, make: Make, clock: SetClock) -> None:
    ask(make, application=make.application())
    assert "late" not in rosa.get(LIST).one(".entry .tag").get("class")

    clock.forward(days=4)
    rosa.begin_as_user(make.user("Rosa Recruiter"))
    assert "late" in rosa.get(LIST).one(".entry .tag").get("class")


def test_today_shows_the_first_few(rosa: Browser, make: Make) -> None:
    assert "Tasks" not in [h.text.strip() for h in rosa.get("recruiter.today.page").all("h2")]
    for number in range(6):
        ask(make, candidate=person(make, f"Person {number}"))

    page = rosa.get("recruiter.today.page")

    assert "all 6" in page.text
    assert [a.text for a in page.all("a[href*='#task-']")] == ["Reopened elsewhere"] * 4
    assert rosa.get(page.link("all 6")).h1 == "Tasks"


def test_a_record_shows_what_is_to_be_done_about_the_person(rosa: Browser, make: Make) -> None:
    application = make.application()
    ask(make, application=application, owner=make.user("Olga Other"))
    record = f"/recruiter/candidates/{application.candidate_id}"

    page = rosa.get(record)
    assert "A task about Maya" in page.text
    assert "Olga Other" in page.one("[id^=task-]").text_content()

    page = rosa.submit(page, "Done")
    assert (page.h1, page.said) == ("Maya Oliveira", "Done.")
    assert "A task about" not in page.text
    assert "has seen to it: reopened elsewhere" in page.text


def test_a_task_ends_with_the_link_to_what_it_is_about(rosa: Browser, make: Make) -> None:
    application = make.application()
    ask(make, application=application)
    ask(make, TaskKind.CLOSED_ELSEWHERE, vacancy_id=application.vacancy_id)

    page = rosa.get(LIST)

    assert rosa.get(page.link("Open the application")).status == 200
    assert rosa.get(page.link("Open the vacancy")).h1 == "Product Designer, Mobility"


def test_somebody_who_leaves_hands_open_tasks_over(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    olga, rosa = make.user("Olga Other"), make.user("Rosa Recruiter")
    make.user("Hanna Manager", role=Role.HIRING_MANAGER)
    finished = ask(make, candidate=person(make, "Past Person"), owner=olga)
    with make.work(make.actor(olga)) as context:
        tasks.done(context, finished)
    pending = ask(make, candidate=person(make, "Present Person"), owner=olga)
    page = adam.get("recruiter.settings.team.member", user_id=olga.id)
    assert "has 1 task" in page.text
    assert "Hanna Manager" not in [one.text for one in page.all("[name=heir] option")]
    refused = adam.submit(page, "Save", role=Role.HIRING_MANAGER.value)
    assert (refused.status, "Hand them over first." in refused.text) == (422, True)

    adam.submit(page, "Hand over and deactivate", heir=str(rosa.id))

    with gateways.database.session() as session:
        owners = {one.id: one.owner_id for one in session.scalars(select(Task))}
    assert owners == {finished: olga.id, pending: rosa.id}
