"""What happens in another system, made up: a small one that sends an event for each thing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import feeding
from tests.feeding import Body

BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
STAGES = ("Application Review", "Phone Screen", "Technical Interview", "Onsite", "Offer")


@dataclass(frozen=True)
class Told:
    """One event, and when it was sent."""

    event_id: str
    at: datetime
    body: Body


@dataclass
class App:
    """An application there."""

    id: int
    person: int
    job: int
    stage: int = 0
    status: str = "active"
    prospect: bool = False
    last: str = ""
    rejected_at: str | None = None
    reason: Body | None = None
    details: Body | None = None
    gone: bool = False


@dataclass
class History:
    """Does things in an order that makes sense there, and remembers what was sent of each."""

    told: list[Told] = field(default_factory=list)
    apps: dict[int, App] = field(default_factory=dict)
    people: dict[int, Body] = field(default_factory=dict)
    jobs: dict[int, Body] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    @property
    def now(self) -> datetime:
        return BEGIN + timedelta(hours=len(self.told))

    def do(self, what: str, which: int, detail: int) -> None:
        """One thing, if it can be done now."""
        app_id = 100 + which
        app = self.apps.get(app_id)
        if what == "job":
            self._job(which % 2 + 1, detail)
        elif what == "apply" or app is None:
            self._apply(app_id, which, detail)
        elif app.gone or app.person in self.gone:
            return
        else:
            getattr(self, f"_{what}")(app, detail)

    def _send(self, body: Body) -> None:
        number = len(self.told)
        at = self.now + timedelta(seconds=1)
        self.told.append(Told(str(900 + number), at, body))

    def _job(self, job_id: int, detail: int) -> None:
        known = self.jobs.get(job_id)
        if known is not None and known["status"] == "gone":
            return
        if known is None:
            self.jobs[job_id] = feeding.job(job_id, name=f"Job {job_id}", status="draft")
            body = feeding.job_event("job_created", job_id, **self.jobs[job_id])
            body["payload"]["job"]["created_at"] = self.now.isoformat()
            self._send(body)
        elif detail == 9 and known["status"] == "closed":
            self._send(feeding.job_gone(job_id))
            known["status"] = "gone"
        else:
            known["status"] = ("open", "closed", "draft")[detail % 3]
            known["name"] = f"Job {job_id}, version {detail}"
            known["confidential"] = detail > 5
            self._send(feeding.job_event("job_updated", job_id, **known))

    def _apply(self, app_id: int, which: int, detail: int) -> None:
        person_id, job_id = which % 3 + 1, which % 2 + 1
        job = self.jobs.setdefault(job_id, feeding.job(job_id, name=f"Job {job_id}"))
        if person_id in self.gone or job["status"] == "gone":
            return
        self.people.setdefault(person_id, feeding.person(person_id, first_name=f"Maya{person_id}"))
        app = self.apps.get(app_id)
        if app is None:
            self.apps[app_id] = app = App(app_id, person_id, job_id, prospect=detail > 7)
        elif not app.prospect or app.gone:
            return
        else:
            app.prospect = False
        kind = "new_prospect_application" if app.prospect else "new_candidate_application"
        self._tell(app, kind)

    def _tell(self, app: App, action: str, *, moves_on: bool = True) -> None:
        if moves_on:
            app.last = self.now.isoformat()
        job = dict(self.jobs[app.job])
        if job["status"] == "gone":
            job["status"] = "closed"
        self._send(
            feeding.application(
                action,
                app.id,
                status=app.status,
                prospect=app.prospect,
                last_activity_at=app.last,
                rejected_at=app.rejected_at,
                rejection_reason=app.reason,
                rejection_details=app.details,
                current_stage={"id": 50 * app.job + app.stage, "name": STAGES[app.stage]},
                candidate=dict(self.people[app.person]),
                jobs=[job],
            )
        )

    def _stage(self, app: App, detail: int) -> None:
        if app.status == "active" and not app.prospect:
            app.stage = detail % len(STAGES)
            self._tell(app, "candidate_stage_change")

    def _application_updated(self, app: App, detail: int) -> None:
        person = self.people[app.person]
        if app.status == "rejected":
            app.reason = (feeding.US, feeding.THEM, None)[detail % 3]
            app.details = None
        person["is_private"], person["can_email"] = detail % 2 == 0, detail % 3 > 0
        self._tell(app, "application_updated")

    def _reject(self, app: App, detail: int) -> None:
        if app.status == "active":
            app.status, app.rejected_at = "rejected", self.now.isoformat()
            app.reason = (feeding.US, feeding.THEM, None)[detail % 3]
            note = {"custom_fields": {"why": {"name": "Why", "value": f"Because {detail}"}}}
            app.details = note if detail % 2 else None
            self._tell(app, "reject_candidate")

    def _unreject(self, app: App, _detail: int) -> None:
        if app.status == "rejected":
            app.status, app.rejected_at, app.reason = "active", None, None
            app.details = None
            self._tell(app, "unreject_candidate", moves_on=False)

    def _hire(self, app: App, _detail: int) -> None:
        if app.status == "active" and not app.prospect:
            app.status, app.last = "hired", self.now.isoformat()
            person, job = dict(self.people[app.person]), dict(self.jobs[app.job])
            self._send(feeding.hired(app.id, app.last, candidate=person, jobs=[job]))

    def _unhire(self, app: App, _detail: int) -> None:
        if app.status == "hired":
            app.status = "active"
            self._tell(app, "unhire_candidate")

    def _update(self, app: App, detail: int) -> None:
        person: dict[str, Any] = self.people[app.person]
        person["last_name"] = f"Oliveira {detail}"
        addresses = [f"maya{app.person}.{detail % 3}@example.com", f"m{app.person}@example.com"]
        person["email_addresses"] = [{"value": one} for one in addresses[: 1 + detail % 2]]
        person["title"] = None if detail > 6 else f"Designer {detail}"
        changed = {k: v for k, v in person.items() if k not in ("is_private", "can_email")}
        body = feeding.updated(app.person, **changed)
        self._send(body)

    def _delete_application(self, app: App, _detail: int) -> None:
        app.gone = True
        self._send(feeding.application_gone(app.id))

    def _depart(self, app: App, detail: int) -> None:
        way = ("delete_candidate", "merge_candidate", "candidate_anonymized")[detail % 3]
        also = {"new_candidate_id": 77} if way == "merge_candidate" else {}
        self._send(feeding.gone(way, app.person, **also))
        if way != "candidate_anonymized":
            self.gone.add(app.person)


THINGS = (
    "apply", "job", "stage", "stage", "application_updated", "reject", "reject", "unreject",
    "hire", "unhire", "update", "delete_application", "depart",
)  # fmt: skip
