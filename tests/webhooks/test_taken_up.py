"""From the call of another system to the page of the connection: nothing is left on the way."""

from flask import Flask

from portal.gateways import Gateways
from portal.jobs import work
from portal.jobs.stop import Stop
from portal.vocabulary import ConnectionKind
from tests.browser import Browser, Page
from tests.makers import Make
from tests.webhooks.sender import Sender

ONE = "recruiter.settings.connections.one"
CANDIDATE = {
    "id": 60,
    "first_name": "Nia",
    "last_name": "Adeyemi",
    "is_private": False,
    "can_email": True,
    "email_addresses": [{"value": "nia@example.com", "type": "personal"}],
}
APPLICATION = {
    "id": 71,
    "prospect": False,
    "status": "active",
    "applied_at": "2026-02-20T08:00:00Z",
    "last_activity_at": "2026-02-20T08:00:00Z",
    "current_stage": {"id": 5, "name": "Preliminary Phone Screen"},
    "candidate": CANDIDATE,
    "jobs": [{"id": 9, "name": "Researcher", "status": "open", "confidential": False}],
}


def lines(page: Page) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.all("#events .what")]


def states(page: Page) -> list[str]:
    return [tag.text for tag in page.all("#events .tag")]


def test_an_application_arrives(
    greenhouse: Sender, gateways: Gateways, adam: Browser, rosa: Browser
) -> None:
    greenhouse.send(
        {"action": "new_candidate_application", "payload": {"application": APPLICATION}},
        event_id="e-1",
    )
    greenhouse.send({"action": "candidate_stage_change", "payload": {}}, event_id="e-2")
    work.run_due(gateways, Stop())

    page = adam.get(ONE, connection_id=greenhouse.connection.id)

    assert states(page) == ["failed", "done"]
    assert lines(page) == ["Moved to another stage", "Somebody applied · Nia Adeyemi · Researcher"]
    assert rosa.get(page.link("Nia Adeyemi")).h1 == "Nia Adeyemi"
    assert "Preliminary Phone Screen" in rosa.get(page.link("Researcher")).text


def test_a_question_is_asked_and_answered(
    greenhouse: Sender, gateways: Gateways, adam: Browser, rosa: Browser, make: Make
) -> None:
    make.candidate("Ben Adeyemi", emails=("nia@example.com",))
    body = {"action": "new_candidate_application", "payload": {"application": APPLICATION}}
    greenhouse.send(body, event_id="e-1")
    work.run_due(gateways, Stop())
    assert states(adam.get(ONE, connection_id=greenhouse.connection.id)) == ["waits for an answer"]

    page = rosa.submit(rosa.get("recruiter.tasks.page"), "Two people")
    assert page.said == "They stay two people."
    work.run_due(gateways, Stop())

    assert states(adam.get(ONE, connection_id=greenhouse.connection.id)) == ["done"]
    names = rosa.get("recruiter.candidates.page").text
    assert "Ben Adeyemi" in names
    assert "Nia Adeyemi" in names


def test_somebody_deleted_there_is_not_written_to(
    greenhouse: Sender, gateways: Gateways, rosa: Browser
) -> None:
    body = {"action": "new_candidate_application", "payload": {"application": APPLICATION}}
    greenhouse.send(body, event_id="e-1")
    greenhouse.send({"action": "delete_candidate", "payload": {"person": {"id": 60}}}, event_id="2")
    work.run_due(gateways, Stop())

    page = rosa.get("recruiter.tasks.page")
    assert "Greenhouse deleted Nia Adeyemi." in page.text
    page = rosa.get(page.link("Nia Adeyemi"))
    assert "All contact stopped" in page.text
    page = rosa.submit(page, "Allow contact again")
    assert "All contact stopped" not in page.text


def test_another_system_tells_in_our_form(
    app: Flask, gateways: Gateways, adam: Browser, make: Make
) -> None:
    generic = Sender(app, gateways, make.connection("Own", kind=ConnectionKind.GENERIC))
    generic.send(
        {
            "action": "application",
            "at": "2026-02-20T08:00:00Z",
            "person": {"id": "p-1", "name": "Nia Adeyemi", "emails": ["nia@example.com"]},
            "vacancy": {"id": "v-1", "title": "Researcher"},
            "application": {"id": "a-1", "stage": "Screening"},
        }
    )
    work.run_due(gateways, Stop())

    page = adam.get(ONE, connection_id=generic.connection.id)
    assert states(page) == ["done"]
    assert lines(page) == ["Application · Nia Adeyemi · Researcher"]
