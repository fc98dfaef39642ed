"""What an event of Greenhouse means, by its action."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.policy.feeds import cleaning, greenhouse_people
from portal.policy.feeds.decided import Decided, ending
from portal.policy.feeds.said import (
    STAGE_NAME,
    Arrival,
    Field,
    Heard,
    Ignored,
    Rank,
    Word,
    version,
)
from portal.policy.refusal import Refusal
from portal.vocabulary import EndedBy, Outcome, RecordKind, VacancyStatus

_STATUS = {
    "open": VacancyStatus.OPEN,
    "closed": VacancyStatus.CLOSED,
    "draft": VacancyStatus.PAUSED,
}


def hear(body: dict[str, Any], arrival: Arrival) -> Heard | Ignored:
    """What a body says; raises Refusal if it lacks what its action needs."""
    action = cleaning.text(body.get("action"), 60)
    read = _ACTIONS.get(action)
    if read is None:
        return Ignored(f"“{action}” changes nothing here.")
    return Heard(read(action, _object(body, "payload"), arrival))


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """An application as its event shows it."""

    action: str
    body: dict[str, Any]
    arrival: Arrival

    @property
    def status(self) -> str:
        """By the action where that says it, because not all of them carry the status."""
        by_action = {
            "hire_candidate": "hired",
            "reject_candidate": "rejected",
            "unreject_candidate": "active",
            "unhire_candidate": "active",
        }
        return by_action.get(self.action) or cleaning.text(self.body.get("status"))

    @property
    def reopens(self) -> bool:
        return self.action in ("unreject_candidate", "unhire_candidate")

    @property
    def moment(self) -> datetime | None:
        offer = self.body.get("offer")
        resolved = offer.get("resolved_at") if isinstance(offer, dict) else None
        said = (self.body.get("last_activity_at"), self.body.get("rejected_at"), resolved)
        return max((when for one in said if (when := cleaning.moment(one))), default=None)

    @property
    def version(self) -> str:
        rank = Rank.ACTIVE
        if self.reopens:
            rank = Rank.REOPENED
        elif self.status in ("rejected", "hired"):
            rank = Rank.DECIDED
        elif self.action.startswith("new_"):
            rank = Rank.CREATED
        return version(self.moment, rank, self.arrival)


def _application(action: str, payload: dict[str, Any], arrival: Arrival) -> tuple[Word, ...]:
    snapshot = _Snapshot(action, _object(payload, "application"), arrival)
    body, word_version = snapshot.body, snapshot.version
    person = _object(body, "candidate")
    person_id, application_id = _id(person, "candidate"), _id(body, "application")
    said: dict[str, Any] = {Field.CANDIDATE: person_id, **_decision(snapshot)}
    vacancies: tuple[Word, ...] = ()
    if body.get("prospect") is not True:
        said[Field.APPLIES] = True
        vacancies = _vacancies(body, word_version)
        said |= {Field.VACANCY: vacancies[0].source_id} if vacancies else {}
        said |= {Field.STAGE: stage_id} if (stage_id := _stage(body)[0]) else {}
    if applied_at := cleaning.moment(body.get("applied_at")):
        said[Field.APPLIED_AT] = applied_at.isoformat()
    about = {**greenhouse_people.fields(person), Field.COMES: True}
    return (
        *vacancies,
        Word(RecordKind.CANDIDATE, person_id, word_version, about),
        Word(RecordKind.APPLICATION, application_id, word_version, said),
    )


def _vacancies(body: dict[str, Any], word_version: str) -> tuple[Word, ...]:
    """The job of an application, with the name of the stage that it is at."""
    jobs = body.get("jobs") if isinstance(body.get("jobs"), list) else []
    found = next((job for job in (*(jobs or ()), body.get("job")) if isinstance(job, dict)), None)
    if found is None:
        return ()
    said = _job_fields(found)
    stage_id, name = _stage(body)
    if stage_id and name:
        said[f"{STAGE_NAME}{stage_id}"] = name
    return (Word(RecordKind.VACANCY, _id(found, "job"), word_version, said),)


def _stage(body: dict[str, Any]) -> tuple[str, str]:
    stage = body.get("current_stage")
    if not isinstance(stage, dict):
        return "", ""
    return cleaning.ident(stage.get("id")), cleaning.text(stage.get("name"))


def _decision(snapshot: _Snapshot) -> dict[str, Any]:
    if snapshot.status not in ("active", "rejected", "hired"):
        return {}
    said: dict[str, Any] = {Field.DECISION: None}
    if snapshot.status == "rejected":
        said[Field.DECISION] = _rejection(snapshot).to_json()
    elif snapshot.status == "hired":
        at = snapshot.moment or snapshot.arrival.received_at
        said[Field.DECISION] = Decided(outcome=Outcome.HIRED, at=at, ended_by=EndedBy.US).to_json()
    if snapshot.reopens:
        said[Field.REOPENED] = snapshot.arrival.received_at.isoformat()
    return said


def _rejection(snapshot: _Snapshot) -> Decided:
    body = snapshot.body
    reason = body.get("rejection_reason")
    name, kind = "", ""
    if isinstance(reason, dict):
        name, type_ = cleaning.text(reason.get("name")), reason.get("type")
        kind = cleaning.text(type_.get("name") if isinstance(type_, dict) else type_)
    outcome, ended_by = ending(kind, name, _stage(body)[1])
    rejected_at = cleaning.moment(body.get("rejected_at"))
    return Decided(
        outcome=outcome,
        at=rejected_at or snapshot.moment or snapshot.arrival.received_at,
        ended_by=ended_by,
        reason=name,
        note=_details(body.get("rejection_details")),
    )


def _details(details: Any) -> str:
    """What they noted when they rejected somebody, a line for each of their own fields."""
    own = details.get("custom_fields") if isinstance(details, dict) else None
    lines = []
    for entry in own.values() if isinstance(own, dict) else own if isinstance(own, list) else ():
        if not isinstance(entry, dict):
            continue
        value = entry.get("value")
        parts = value if isinstance(value, list) else [value]
        said = ", ".join(part for part in map(cleaning.plain, parts) if part)
        if said:
            lines.append(f"{cleaning.text(entry.get('name'))}: {said}".removeprefix(": "))
    return "\n".join(lines)[: cleaning.LONG]


def _person(_action: str, payload: dict[str, Any], arrival: Arrival) -> tuple[Word, ...]:
    person = _object(payload, "candidate")
    said = (cleaning.moment(person.get(key)) for key in ("updated_at", "last_activity_at"))
    moment = max((when for when in said if when), default=None)
    word_version = version(moment, Rank.ACTIVE, arrival)
    fields = greenhouse_people.fields(person)
    return (Word(RecordKind.CANDIDATE, _id(person, "candidate"), word_version, fields),)


def _gone(action: str, payload: dict[str, Any], arrival: Arrival) -> tuple[Word, ...]:
    person = _object(payload, "person")
    said: dict[str, Any] = {Field.DELETED: True}
    if action == "merge_candidate":
        said = {Field.MERGED: cleaning.ident(person.get("new_candidate_id"))}
    return (_last(RecordKind.CANDIDATE, _id(person, "person"), said, arrival),)


def _anonymized(_action: str, payload: dict[str, Any], arrival: Arrival) -> tuple[Word, ...]:
    person_id = _id({"id": payload.get("candidate_id")}, "candidate")
    return (_last(RecordKind.CANDIDATE, person_id, {Field.ANONYMIZED: True}, arrival),)


def _application_gone(_action: str, payload: dict[str, Any], arrival: Arrival) -> tuple[Word, ...]:
    source_id = _id(_object(payload, "application"), "application")
    return (_last(RecordKind.APPLICATION, source_id, {Field.DELETED: True}, arrival),)


def _job(action: str, payload: dict[str, Any], arrival: Arrival) -> tuple[Word, ...]:
    """A job says when it was made, but not when it was changed."""
    job = _object(payload, "job")
    created = action == "job_created"
    moment = cleaning.moment(job.get("created_at")) if created else None
    word_version = version(moment, Rank.CREATED if created else Rank.ACTIVE, arrival)
    return (Word(RecordKind.VACANCY, _id(job, "job"), word_version, _job_fields(job)),)


def _job_gone(_action: str, payload: dict[str, Any], arrival: Arrival) -> tuple[Word, ...]:
    job_id = _id(_object(payload, "job"), "job")
    return (_last(RecordKind.VACANCY, job_id, {Field.DELETED: True}, arrival),)


def _job_fields(job: dict[str, Any]) -> dict[str, Any]:
    """What may be known here of a job; its notes are not for candidates, and are not taken."""
    said: dict[str, Any] = {}
    if name := cleaning.text(job.get("name")):
        said[Field.TITLE] = name
    if "departments" in job:
        said[Field.DEPARTMENT] = _joined(job["departments"], ("name",))
    if "offices" in job:
        said[Field.LOCATION] = _joined(job["offices"], ("location", "name"))
    if isinstance(job.get("confidential"), bool):
        said[Field.CONFIDENTIAL] = job["confidential"]
    if status := _STATUS.get(cleaning.text(job.get("status"))):
        said[Field.STATUS] = status.value
    return said


def _joined(entries: Any, keys: tuple[str, ...]) -> str:
    found = []
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            found.append(
                next((name for key in keys if (name := cleaning.text(entry.get(key)))), "")
            )
    return "; ".join(dict.fromkeys(name for name in found if name))[: cleaning.SHORT]


def _last(kind: RecordKind, source_id: str, said: dict[str, Any], arrival: Arrival) -> Word:
    """There is no way back from this, so that no other word is ever said on these fields."""
    return Word(kind, source_id, version(None, Rank.GONE, arrival), said)


def _object(body: dict[str, Any], key: str) -> dict[str, Any]:
    found = body.get(key)
    if not isinstance(found, dict):
        raise Refusal(f"It names no {key}.")
    return found


def _id(body: dict[str, Any], what: str) -> str:
    found = cleaning.ident(body.get("id"))
    if not found:
        raise Refusal(f"Its {what} has no id.")
    return found


_Reader = Callable[[str, dict[str, Any], Arrival], tuple[Word, ...]]
_ACTIONS: dict[str, _Reader] = {
    "new_candidate_application": _application,
    "new_prospect_application": _application,
    "candidate_stage_change": _application,
    "application_updated": _application,
    "reject_candidate": _application,
    "unreject_candidate": _application,
    "hire_candidate": _application,
    "unhire_candidate": _application,
    "delete_application": _application_gone,
    "update_candidate": _person,
    "merge_candidate": _gone,
    "delete_candidate": _gone,
    "candidate_anonymized": _anonymized,
    "job_created": _job,
    "job_updated": _job,
    "job_deleted": _job_gone,
}
