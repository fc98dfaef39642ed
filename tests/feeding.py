"""Tells the portal what another system would, and shows what became of it here."""

import json
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from portal.context import Actor
from portal.jobs import feeds
from portal.models import (
    Application,
    Base,
    Candidate,
    Connection,
    Decision,
    Stage,
    Task,
    Vacancy,
    WebhookEvent,
)
from portal.services import webhooks
from portal.unit_of_work import unit_of_work
from portal.vocabulary import ActorKind, DecisionState, WebhookState
from tests.fakes import SetClock
from tests.makers import Make

T = TypeVar("T", bound=Base)
Body = dict[str, Any]
EARLIER = "2026-02-20T10:00:00Z"
REJECTED_AT = "2026-02-25T15:00:00Z"
US = {"id": 1, "name": "Not enough data work", "type": {"id": 1, "name": "We rejected them"}}
THEM = {"id": 2, "name": "Moved away", "type": {"id": 2, "name": "They rejected us"}}


def person(id_: int = 7, **changes: Any) -> Body:
    """A candidate as an application's event carries it."""
    return {
        "id": id_,
        "first_name": "Maya",
        "last_name": "Oliveira",
        "title": "Designer",
        "company": "Tidewater",
        "url": f"https://ats.example/people/{id_}",
        "is_private": False,
        "can_email": True,
        "email_addresses": [{"value": f"maya{id_}@example.com", "type": "personal"}],
        "phone_numbers": [{"value": "+351 912 345 678", "type": "mobile"}],
        "addresses": [{"value": "Rua Um 1\nPorto", "type": "home"}],
        "website_addresses": [{"value": "maya.example.com"}],
        "social_media_addresses": [{"value": "@maya"}],
        "tags": ["silver"],
        **changes,
    }


def job(id_: int = 3, **changes: Any) -> Body:
    """A job as it is embedded in an application."""
    return {
        "id": id_,
        "name": "Product Designer",
        "notes": "Internal",
        "confidential": False,
        "status": "open",
        "departments": [{"id": 1, "name": "Design"}],
        "offices": [{"id": 1, "name": "Porto office", "location": "Porto"}],
        **changes,
    }


def application(action: Any = "new_candidate_application", id_: Any = 71, **changes: Any) -> Body:
    """An event about an application that is active, unless `changes` say otherwise."""
    body = {
        "id": id_,
        "rejected_at": None,
        "prospect": False,
        "status": "active",
        "applied_at": EARLIER,
        "last_activity_at": EARLIER,
        "rejection_reason": None,
        "rejection_details": None,
        "current_stage": {"id": 11, "name": "Phone Screen", "interviews": []},
        "candidate": person(),
        "jobs": [job()],
        **changes,
    }
    return {"action": action, "payload": {"application": body}}


def rejected(id_: int = 71, **changes: Any) -> Body:
    values = {
        "status": "rejected",
        "rejected_at": REJECTED_AT,
        "last_activity_at": REJECTED_AT,
        "rejection_reason": US,
        **changes,
    }
    return application("reject_candidate", id_, **values)


def reopened(id_: int = 71, **changes: Any) -> Body:
    """Its last activity is still that of the rejection."""
    return application("unreject_candidate", id_, **{"last_activity_at": REJECTED_AT, **changes})


def hired(id_: int = 71, at: str = "2026-02-26T09:00:00Z", **changes: Any) -> Body:
    """The one body that names neither a status nor when anything happened last."""
    body = application("hire_candidate", id_, offer={"resolved_at": at}, **changes)
    for absent in ("status", "last_activity_at", "rejected_at", "applied_at", "current_stage"):
        del body["payload"]["application"][absent]
    body["payload"]["application"]["job"] = {"id": 3, "name": "Product Designer"}
    return body


def updated(id_: int = 7, **changes: Any) -> Body:
    """A changed person: without flags, and without saying when."""
    said = person(id_, **changes)
    for absent in {"is_private", "can_email"} - changes.keys():
        del said[absent]
    return {"action": "update_candidate", "payload": {"candidate": said}}


def gone(action: str = "delete_candidate", id_: int = 7, **also: Any) -> Body:
    if action == "candidate_anonymized":
        return {"action": action, "payload": {"candidate_id": id_, "anonymized_fields": ["notes"]}}
    return {"action": action, "payload": {"person": {"id": id_, "first_name": "Maya", **also}}}


def application_gone(id_: int = 71) -> Body:
    said = {"id": id_, "candidate_id": 7, "job_id": 3, "rejected_at": None, "prospect": False}
    return {"action": "delete_application", "payload": {"application": said}}


def job_event(action: str = "job_updated", id_: int = 3, **changes: Any) -> Body:
    return {"action": action, "payload": {"job": job(id_, **changes)}}


def job_gone(id_: int = 3) -> Body:
    return {"action": "job_deleted", "payload": {"job": {"id": id_, "name": "Product Designer"}}}


class Feeder:
    """A connected system with the worker that does what it tells."""

    def __init__(self, make: Make, **values: Any) -> None:
        self.make, self.gateways = make, make.gateways
        self.connection: Connection = make.connection(**values)
        self._numbers = count(1000)

    def hand_in(self, body: Body | bytes, *, event_id: str = "", at: datetime | None = None) -> str:
        """One event arrives, now or at another moment."""
        clock = self.gateways.clock
        assert isinstance(clock, SetClock)
        event_id = event_id or str(next(self._numbers))
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        action = "action" if isinstance(body, bytes) else str(body.get("action"))
        now, clock.moment = clock.moment, at or clock.moment
        actor = Actor(ActorKind.CONNECTION, self.connection.id)
        with unit_of_work(self.gateways, actor) as context:
            webhooks.receive(context, self.connection.id, event_id, action, raw)
        clock.moment = max(now, clock.moment)
        return event_id

    def work(self) -> None:
        """What a worker does until nothing is left."""
        while feeds.run_due(self.gateways):
            pass

    def tell(self, *bodies: Body | bytes) -> WebhookEvent:
        """Events arrive one after the other, a minute apart, and are done; the last one's row."""
        clock = self.gateways.clock
        assert isinstance(clock, SetClock)
        event_id = ""
        for body in bodies:
            clock.forward(minutes=1)
            event_id = self.hand_in(body)
            self.work()
        return self.event(event_id)

    def again(self, event_id: str) -> None:
        with self.make.work() as context:
            webhooks.process_again(context, self.event(event_id).id)
        self.work()

    def event(self, event_id: str) -> WebhookEvent:
        with self.gateways.database.session() as session:
            return session.scalars(
                select(WebhookEvent).where(WebhookEvent.event_id == event_id)
            ).one()

    def states(self) -> list[WebhookState]:
        return [event.state for event in self.all(WebhookEvent)]

    def all(self, model: type[T], *where: Any) -> list[T]:
        """The rows of a table, in the order in which they were made."""
        with self.gateways.database.session() as session:
            query = select(model).where(*where)
            return list(session.scalars(query.order_by(model.__table__.c.id)))

    def one(self, model: type[T], *where: Any) -> T:
        [row] = self.all(model, *where)
        return row

    def candidate(self) -> Candidate:
        with self.gateways.database.session() as session:
            found = session.scalars(select(Candidate)).one()
            _ = found.emails, found.phones
            return found

    def emails(self, candidate_id: int) -> list[str]:
        with self.gateways.database.session() as session:
            candidate = session.get_one(Candidate, candidate_id)
            return [email.address for email in candidate.emails]

    def vacancy(self) -> Vacancy:
        with self.gateways.database.session() as session:
            found = session.scalars(select(Vacancy)).one()
            _ = found.stages
            return found

    def stage(self) -> str:
        """The stage of the one application."""
        with self.gateways.database.session() as session:
            return session.scalars(
                select(Stage.name).join(Application, Application.stage_id == Stage.id)
            ).one()

    def standing(self) -> Decision | None:
        found = self.all(Decision, Decision.state != DecisionState.REVERSED)
        return found[0] if found else None

    def open_tasks(self) -> list[Task]:
        return self.all(Task, Task.done_at.is_(None))
