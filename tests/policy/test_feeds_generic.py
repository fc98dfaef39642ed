"""Our own form for systems that we do not know: read strictly, refused with the field's name."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.policy.feeds.hearing import hear
from portal.policy.feeds.said import Arrival, Field, Heard, Ignored
from portal.policy.refusal import Refusal
from portal.vocabulary import ConnectionKind, RecordKind

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ARRIVAL = Arrival(event_id="e-1", received_at=NOW)
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "webhook.md"


def applied(**changes: Any) -> dict[str, Any]:
    return {
        "action": "application",
        "at": "2026-03-02T09:00:00Z",
        "person": {"id": 7, "name": "Maya Oliveira", "emails": ["maya@example.com", "no"]},
        "vacancy": {"id": "d-3", "title": "Product Designer"},
        "application": {"id": "a-1", "stage": "Phone screen"},
        **changes,
    }


def heard(body: dict[str, Any]) -> Heard:
    found = hear(ConnectionKind.GENERIC, json.dumps(body).encode(), ARRIVAL)
    assert not isinstance(found, Ignored)
    return found


def said(body: dict[str, Any], kind: RecordKind) -> dict[str, Any]:
    [fields] = [word.fields for word in heard(body).words if word.kind is kind]
    return fields


def test_an_application_names_its_person_and_its_vacancy() -> None:
    person = said(applied(), RecordKind.CANDIDATE)
    assert person[Field.EMAILS] == ["maya@example.com"]
    assert Field.PHONES not in person
    application = said(applied(), RecordKind.APPLICATION)
    assert application[Field.CANDIDATE] == "7"
    assert application[Field.STAGE] == "phone screen"
    assert said(applied(), RecordKind.VACANCY)["stage:phone screen"] == "Phone screen"
    assert Field.DECISION not in application


def test_a_decision_says_who_ended_it_unless_told_otherwise() -> None:
    body = {"action": "decision", "at": "2026-03-02T09:00:00Z", "application": {"id": 1}}
    declined = said({**body, "decision": {"outcome": "offer_declined"}}, RecordKind.APPLICATION)
    assert declined[Field.DECISION]["ended_by"] == "them"
    assert declined[Field.DECISION]["at"] == "2026-03-02T09:00:00+00:00"
    assert said({**body, "decision": None}, RecordKind.APPLICATION)[Field.DECISION] is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"action": "hired"}, "action must be one of application, decision"),
        ({"at": "yesterday"}, "at must be a moment"),
        ({"at": None}, "at must be a moment"),
        ({"at": "2027-01-01"}, "at lies in the future"),
        ({"person": {"name": "Maya"}}, "person.id must be an id"),
        ({"person": {"id": 7}}, "person.name is missing"),
        ({"person": {"id": 7, "name": " "}}, "person.name is empty"),
        ({"person": {"id": 7, "name": ["Maya"]}}, "person.name must be text"),
        ({"person": {"id": 7, "name": "M", "emails": "m@x.org"}}, "person.emails must be a list"),
        ({"person": {"id": 7, "name": "M", "emails": [3]}}, "person.emails must be a list of"),
        ({"person": {"id": 7, "name": "M", "private": "no"}}, "person.private must be true or"),
        ({"person": {"id": 7, "name": "M", "emial": []}}, "person.emial is not a field"),
        ({"vacancy": {"id": 3}}, "vacancy.title is missing"),
        ({"vacancy": {"id": 3, "title": "D", "status": "gone"}}, "vacancy.status must be one of"),
        ({"application": []}, "application must be an object"),
        ({"application": {"id": {}}}, "application.id must be an id"),
        ({"extra": 1}, "extra is not a field"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        heard(applied(**changes))


def test_the_examples_of_the_document_are_understood() -> None:
    examples = DOCUMENT.read_text(encoding="utf-8").split("```json")[1:]
    bodies = [json.loads(example.partition("```")[0]) for example in examples]
    arrival = Arrival(event_id="1", received_at=datetime(2026, 12, 31, tzinfo=UTC))
    understood = [hear(ConnectionKind.GENERIC, json.dumps(b).encode(), arrival) for b in bodies]
    assert {body["action"] for body in bodies} == {
        "application",
        "decision",
        "person",
        "person_deleted",
    }
    assert all(isinstance(one, Heard) for one in understood)
