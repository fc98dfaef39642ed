"""What an event in our own documented form means (docs/webhook.md)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.policy.feeds import cleaning, contacts
from portal.policy.feeds.decided import Decided
from portal.policy.feeds.said import (
    AHEAD,
    STAGE_NAME,
    Arrival,
    Field,
    Heard,
    Rank,
    Word,
    version,
)
from portal.policy.feeds.strictly import Object
from portal.policy.folding import fold
from portal.policy.refusal import Refusal
from portal.vocabulary import EndedBy, Outcome, RecordKind, VacancyStatus


class Action(StrEnum):
    """What has happened there."""

    APPLICATION = "application"
    DECISION = "decision"
    PERSON = "person"
    PERSON_DELETED = "person_deleted"


_PERSON: dict[str, Any] = {
    "name": lambda it, name: it.text(name),
    "called": lambda it, name: it.text(name, 100),
    "emails": lambda it, name: contacts.emails(it.texts(name)),
    "phones": lambda it, name: contacts.phones(it.texts(name)),
    "location": lambda it, name: it.text(name),
    "headline": lambda it, name: it.text(name),
    "skills": lambda it, name: cleaning.texts(it.texts(name)),
    "experience": lambda it, name: cleaning.texts(it.texts(name)),
    "education": lambda it, name: cleaning.texts(it.texts(name)),
    "links": lambda it, name: contacts.links(it.texts(name)),
    "url": lambda it, name: next(iter(contacts.links([it.text(name, 500)])), ""),
    "private": lambda it, name: it.flag(name),
    "may_email": lambda it, name: it.flag(name),
}
_VACANCY: dict[str, Any] = {
    "title": lambda it, name: it.text(name),
    "department": lambda it, name: it.text(name),
    "location": lambda it, name: it.text(name),
    "confidential": lambda it, name: it.flag(name),
    "status": lambda it, name: it.word(name, VacancyStatus).value,
}


def hear(body: dict[str, Any], arrival: Arrival) -> Heard:
    """What a body says; raises Refusal naming the field that is wrong."""
    whole = Object("", body)
    action = whole.word("action", Action)
    at = whole.moment("at")
    if at > arrival.received_at + AHEAD:
        raise Refusal("at lies in the future.")
    return _READERS[action](whole, at, arrival)


def _application(whole: Object, at: datetime, arrival: Arrival) -> Heard:
    whole.only(("action", "at", "person", "vacancy", "application"))
    word_version = version(at, Rank.ACTIVE, arrival)
    application, person = whole.object("application"), _person_word(whole, word_version)
    application.only(("id", "applied_at", "stage"))
    _need_name(person)
    vacancy = whole.object("vacancy")
    vacancy.only(("id", *_VACANCY))
    about = vacancy.gather(_VACANCY)
    if not about.get("title"):
        raise Refusal("vacancy.title is missing.")
    vacancy_id = vacancy.identity("id")
    said: dict[str, Any] = {
        Field.CANDIDATE: person.source_id,
        Field.VACANCY: vacancy_id,
        Field.APPLIES: True,
    }
    if application.has("applied_at"):
        said[Field.APPLIED_AT] = application.moment("applied_at").isoformat()
    if stage := application.text("stage"):
        said[Field.STAGE] = _stage_id(stage)
        about[f"{STAGE_NAME}{_stage_id(stage)}"] = stage
    person.fields[Field.COMES] = True
    source_id = application.identity("id")
    return Heard(
        (
            Word(RecordKind.VACANCY, vacancy_id, word_version, about),
            person,
            Word(RecordKind.APPLICATION, source_id, word_version, said),
        )
    )


def _decision(whole: Object, at: datetime, arrival: Arrival) -> Heard:
    whole.only(("action", "at", "application", "decision"))
    application = whole.object("application")
    application.only(("id",))
    if not whole.has("decision"):
        raise Refusal("decision is missing; null says that it was taken back.")
    said: dict[str, Any] = {Field.DECISION: None}
    rank = Rank.REOPENED
    if whole.fields["decision"] is None:
        said[Field.REOPENED] = arrival.received_at.isoformat()
    else:
        rank, said[Field.DECISION] = Rank.DECIDED, _decided(whole.object("decision"), at).to_json()
    word_version = version(at, rank, arrival)
    source_id = application.identity("id")
    return Heard((Word(RecordKind.APPLICATION, source_id, word_version, said),))


def _decided(decision: Object, at: datetime) -> Decided:
    decision.only(("outcome", "at", "ended_by", "reason", "note"))
    outcome = decision.word("outcome", Outcome)
    by_outcome = EndedBy.US if outcome in (Outcome.REJECTED, Outcome.HIRED) else EndedBy.THEM
    stated = decision.has("ended_by") and decision.fields["ended_by"] is not None
    return Decided(
        outcome=outcome,
        at=decision.moment("at") if decision.has("at") else at,
        ended_by=decision.word("ended_by", EndedBy) if stated else by_outcome,
        reason=decision.text("reason"),
        note=decision.long_text("note"),
    )


def _person(whole: Object, at: datetime, arrival: Arrival) -> Heard:
    whole.only(("action", "at", "person"))
    return Heard((_person_word(whole, version(at, Rank.ACTIVE, arrival)),))


def _person_deleted(whole: Object, at: datetime, arrival: Arrival) -> Heard:
    whole.only(("action", "at", "person"))
    person = whole.object("person")
    person.only(("id",))
    word_version = version(at, Rank.GONE, arrival)
    said: dict[str, Any] = {Field.DELETED: True}
    return Heard((Word(RecordKind.CANDIDATE, person.identity("id"), word_version, said),))


def _person_word(whole: Object, word_version: str) -> Word:
    person = whole.object("person")
    person.only(("id", *_PERSON))
    said = person.gather(_PERSON)
    if "name" in said and not said["name"]:
        raise Refusal("person.name is empty.")
    return Word(RecordKind.CANDIDATE, person.identity("id"), word_version, said)


def _need_name(person: Word) -> None:
    if Field.NAME not in person.fields:
        raise Refusal("person.name is missing.")


def _stage_id(name: str) -> str:
    """Stages have no id in this form: one name is one stage."""
    return fold(name)[: cleaning.SHORT]


_READERS = {
    Action.APPLICATION: _application,
    Action.DECISION: _decision,
    Action.PERSON: _person,
    Action.PERSON_DELETED: _person_deleted,
}
