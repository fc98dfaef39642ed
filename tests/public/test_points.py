"""Somebody without an account is asked for three points, and gives them on a telephone."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Application, Link, Notice, PointsRequest, Task
from portal.services import links, points
from portal.vocabulary import LinkScope, NoContact, Purpose, TaskKind
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

HERE = "recruiter.applications.page"
ASK, SEND = "Ask for three points", "Send my points"
LENA = {"name": "Lena Hoffmann", "email": "lena@example.com", "note": "You led the interview."}
GIVEN = {
    "points-0-criterion": "Teamwork",
    "points-0-kind": "strength",
    "points-0-seen": "She asked the quietest person first.",
}


def of(gateways: Gateways, model: Any) -> list[Any]:
    with gateways.database.session() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def ask(rosa: Browser, make: Make, **changes: Any) -> Page:
    application = make.application()
    page = rosa.get(HERE, application_id=application.id)
    return rosa.submit(page, ASK, **{**LENA, **changes})


def address(gateways: Gateways) -> str:
    """Where the newest message leads."""
    newest = [link for link in of(gateways, Link) if link.scope is LinkScope.POINTS][-1]
    return links.address(gateways.settings, newest)


def opened(visitor: Browser, gateways: Gateways) -> Page:
    return visitor.submit(visitor.get(address(gateways)), "Begin")


def remind(make: Make) -> None:
    with make.work() as context:
        points.remind_due(context)


def test_the_question_is_owed_with_a_link(rosa: Browser, make: Make, gateways: Gateways) -> None:
    page = ask(rosa, make)

    assert page.said.startswith("Asked.")
    [notice] = of(gateways, Notice)
    assert (notice.purpose, notice.candidate_id) == (Purpose.POINTS, None)
    assert notice.personal_text == "You led the interview."
    assert "lena@example.com" in page.one("#requests").text_content()


def test_the_hiring_manager_stands_in_the_form(rosa: Browser, make: Make) -> None:
    vacancy = make.vacancy(manager=make.user("Hanna Manager"))
    page = rosa.get(HERE, application_id=make.application(vacancy=vacancy).id)

    assert page.value("name") == "Hanna Manager"
    assert page.value("email") == "hanna@northlight.example"


def test_an_address_that_is_none_is_refused_beside_its_field(rosa: Browser, make: Make) -> None:
    page = ask(rosa, make, email="lena at home")

    assert page.status == 422
    assert "is not an e-mail address" in page.wrong["email"]
    assert page.value("note") == LENA["note"]


def test_nobody_is_asked_twice(rosa: Browser, make: Make, gateways: Gateways) -> None:
    page = ask(rosa, make)

    page = rosa.submit(page, ASK, **{**LENA, "email": "LENA@example.com"})

    assert page.wrong["email"] == "They were asked about this application already."
    assert len(of(gateways, Notice)) == 1


def test_the_address_says_nothing_before_the_button(
    rosa: Browser, visitor: Browser, make: Make, gateways: Gateways
) -> None:
    ask(rosa, make)

    page = visitor.get(address(gateways))
    unknown = visitor.get("/p/of-nobody")

    assert "Maya" not in page.text
    assert "Product Designer" not in page.text
    assert page.text == unknown.text
    assert visitor.submit(unknown, "Begin").status == 404


def test_three_points_reach_the_recruiter_and_nobody_else(
    rosa: Browser, visitor: Browser, make: Make, gateways: Gateways
) -> None:
    asked = ask(rosa, make)
    form = opened(visitor, gateways)
    assert form.h1 == "Three points about Maya"

    thanks = visitor.submit(form, SEND, **GIVEN)
    assert thanks.h1 == "Thank you"

    where = asked.response.request.path
    page = rosa.get(where)
    assert "She asked the quietest person first." in page.one(".proposals").text_content()
    assert page.value("points-2-seen") == ""
    page = rosa.submit(page, "Take it: Teamwork", **{"points-0-kind": "gap", "message": "Mine."})
    assert page.status == 422, "what cannot be kept yet is not lost"
    assert page.value("points-2-seen") == GIVEN["points-0-seen"]
    page = rosa.submit(page, "Save draft", **{"points-0-seen": "No measure was named."})
    assert page.value("points-2-seen") == GIVEN["points-0-seen"]
    assert page.value("message") == "Mine."
    assert [notice.purpose for notice in of(gateways, Notice)] == [Purpose.POINTS]


def test_one_press_takes_a_point_into_the_draft(
    rosa: Browser, visitor: Browser, make: Make, gateways: Gateways
) -> None:
    asked = ask(rosa, make)
    visitor.submit(opened(visitor, gateways), SEND, **GIVEN)
    where = asked.response.request.path

    page = rosa.submit(rosa.get(where), "Take it: Teamwork", message="My own words.")

    assert page.said.startswith("Draft saved.")
    assert page.value("points-2-seen") == GIVEN["points-0-seen"]
    assert page.value("message") == "My own words."
    assert "taken" in page.one(".proposals").text_content()
    assert of(gateways, PointsRequest)[0].answer[0]["taken"] is True


def test_what_is_missing_is_said_beside_it_and_nothing_is_lost(
    rosa: Browser, visitor: Browser, make: Make, gateways: Gateways
) -> None:
    ask(rosa, make)
    form = opened(visitor, gateways)

    no_verdict = {name: value for name, value in GIVEN.items() if name != "points-0-kind"}
    page = visitor.submit(form, SEND, **no_verdict)
    assert page.status == 422
    assert "Choose “strong” or “missing”." in page.text
    assert page.value("points-0-seen") == GIVEN["points-0-seen"]
    nothing = visitor.submit(form, SEND)
    assert nothing.wrong[""] == "Write at least one point."
    assert of(gateways, PointsRequest)[0].answered_at is None


def test_it_can_be_changed_for_a_day(
    rosa: Browser, visitor: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    ask(rosa, make)
    visitor.submit(opened(visitor, gateways), SEND, **GIVEN)
    clock.forward(hours=23)

    again = opened(visitor, gateways)
    assert again.value("points-0-seen") == GIVEN["points-0-seen"]
    visitor.submit(again, SEND, **{"points-0-seen": "She asked everybody."})
    assert of(gateways, PointsRequest)[0].answer[0]["seen"] == "She asked everybody."

    clock.forward(hours=2)
    late = visitor.submit(again, SEND, **{"points-0-seen": "Too late."})
    assert late.status == 410
    assert late.h1 == "Your points have arrived"
    assert of(gateways, PointsRequest)[0].answer[0]["seen"] == "She asked everybody."


def test_whoever_does_not_answer_is_reminded_twice_and_then_a_task_is_left(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    ask(rosa, make)
    seen = []
    for _ in range(4):
        remind(make)
        remind(make)
        seen.append((len(of(gateways, Notice)), len(of(gateways, Task))))
        clock.forward(days=7)

    assert seen == [(1, 0), (2, 0), (3, 0), (3, 1)]
    [task] = of(gateways, Task)
    assert (task.kind, task.owner_id) == (TaskKind.POINTS_MISSING, rosa.id)
    assert {notice.created_by_id for notice in of(gateways, Notice)} == {rosa.id}


def test_an_answer_ends_the_reminders_and_the_task(
    rosa: Browser, visitor: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    ask(rosa, make)
    for _ in range(3):
        clock.forward(days=7)
        remind(make)

    visitor.submit(opened(visitor, gateways), SEND, **GIVEN)
    clock.forward(days=7)
    remind(make)

    assert of(gateways, Task)[0].done_at is not None
    assert len(of(gateways, Notice)) == 3


def test_a_decision_makes_it_needless(
    rosa: Browser, visitor: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    ask(rosa, make)
    for _ in range(3):
        clock.forward(days=7)
        remind(make)
    make.decision(of(gateways, Application)[0])

    page = opened(visitor, gateways)
    assert page.status == 410
    assert page.h1 == "Thank you, it is no longer needed"
    assert "chosen" not in page.text
    clock.forward(days=7)
    remind(make)
    [task] = [task for task in of(gateways, Task) if task.kind is TaskKind.POINTS_MISSING]
    assert task.done_at is not None


def test_what_was_asked_can_be_taken_back(
    rosa: Browser, visitor: Browser, make: Make, gateways: Gateways
) -> None:
    page = ask(rosa, make)

    page = rosa.submit(page, "Take it back")

    assert page.said.startswith("Taken back.")
    [notice] = of(gateways, Notice)
    assert notice.reason is NoContact.RECALLED
    assert opened(visitor, gateways).status == 410


def test_the_request_of_another_application_is_not_there(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    ask(rosa, make)
    other = make.application(make.candidate("Ada Correia"))
    [request] = of(gateways, PointsRequest)

    page = rosa.post("recruiter.points.withdraw", application_id=other.id, request_id=request.id)

    assert page.status == 404


def test_tries_from_one_place_are_limited(app: Flask, make: Make) -> None:
    browser = Browser(app)
    for _ in range(points.OPENINGS_PER_PLACE):
        assert browser.client.post("/p/", data={"token": "guessed"}).status_code == 404

    assert browser.client.post("/p/", data={"token": "guessed"}).status_code == 429
