"""Addresses that two people have: one of them keeps it, and somebody is asked."""

from sqlalchemy import select

from portal.context import Context
from portal.models import Candidate, SourceRecord, Task
from portal.policy import addresses
from portal.policy.feeds.said import Field
from portal.services import questions, tasks
from portal.services.feeds import asking, contacts, records
from portal.services.feeds.asking import Asked
from portal.services.tasks import Subject
from portal.vocabulary import TaskKind


class Unanswered(Exception):
    """It is a question who this person is; what was heard waits for the answer."""


def open_owners(context: Context, record: SourceRecord) -> dict[str, Candidate]:
    """Who has the addresses of a person who is not here yet, unless that was answered."""
    emails = records.value(record, Field.EMAILS) or ()
    return undecided(record, contacts.owners(context, emails))


def undecided(record: SourceRecord, owners: dict[str, Candidate]) -> dict[str, Candidate]:
    """Those of whom nobody has said yet that they are another person."""
    different = record.taken.get(questions.DIFFERENT, [])
    return {normal: owner for normal, owner in owners.items() if normal not in different}


def ask(context: Context, record: SourceRecord, owners: dict[str, Candidate]) -> None:
    """Ask for each address whether its owner is the same person, and for no other."""
    said = {addresses.normal(one): one for one in records.value(record, Field.EMAILS) or ()}
    wanted = {
        f"{record.id}:{normal}": Asked(
            Subject(candidate_id=owner.id, source_record_id=record.id),
            facts={
                "candidate": owner.id,
                "source": record.source,
                "source_id": record.source_id,
                "address": said[normal],
                # Both are here: then one of them cannot simply be known under two ids.
                "known": record.candidate_id,
            },
        )
        for normal, owner in owners.items()
    }
    asking.exactly(context, TaskKind.SHARED_ADDRESS, Subject(source_record_id=record.id), wanted)


def freed(context: Context, candidate: Candidate) -> list[SourceRecord]:
    """Those who asked for an address that this person does not have any more, if they are here;
    whoever is not, comes with the events that wait.
    """
    kept = {email.normal for email in candidate.emails}
    asked = context.session.scalars(
        select(Task).where(
            Task.kind == TaskKind.SHARED_ADDRESS,
            Task.candidate_id == candidate.id,
            Task.done_at.is_(None),
        )
    ).all()
    here = []
    for task in asked:
        if addresses.normal(task.facts["address"]) in kept or task.source_record_id is None:
            continue
        key = task.idem_key.removeprefix(f"{task.kind}:")
        tasks.no_longer_needed(context, TaskKind.SHARED_ADDRESS, key)
        record = context.session.get_one(SourceRecord, task.source_record_id)
        questions.go_on(context, record.source)
        if record.candidate_id is not None:
            here.append(record)
    return here
