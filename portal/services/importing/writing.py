"""Writing a batch: one statement a table, whatever the number of rows."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update

from portal.context import Context
from portal.models import (
    Application,
    AuditEvent,
    Base,
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Decision,
    Note,
)
from portal.services import audit, candidates, received
from portal.services.importing.people import FILLED_IN, App, Person
from portal.vocabulary import Act

Rows = list[dict[str, Any]]


def write(context: Context, people: Sequence[Person]) -> None:
    """Write everything that is new about these people."""
    events = _write_people(context, people)
    _write_contacts(context, people)
    events += _write_applications(context, people)
    _insert(context, AuditEvent, events)


def _write_people(context: Context, people: Sequence[Person]) -> Rows:
    new = [person for person in people if person.id is None]
    changed = [person for person in people if person.id is not None and person.changed]
    rows = [
        {**_columns(context, person), **person.rules, "created_at": context.now} for person in new
    ]
    for person, id_ in zip(new, _insert_for_ids(context, Candidate, rows), strict=True):
        person.id = id_
    _update_people(context, changed)
    return [
        _event(context, act, person)
        for act, group in ((Act.CANDIDATE_ADDED, new), (Act.CANDIDATE_CHANGED, changed))
        for person in group
    ]


def _columns(context: Context, person: Person) -> dict[str, Any]:
    return {
        **candidates.columns(person.draft),
        "search_text": candidates.search_text(person.draft, person.emails.values()),
        "changed_at": context.now,
    }


def _update_people(context: Context, changed: Sequence[Person]) -> None:
    if not changed:
        return
    table = _table(Candidate)
    filled = (*FILLED_IN, "source", "source_id", "search_text", "changed_at")
    statement = update(table).where(table.c.id == bindparam("key"))
    values = [_columns(context, person) for person in changed]
    context.session.connection().execute(
        statement.values({name: bindparam(f"new_{name}") for name in filled}),
        [
            {"key": person.id, **{f"new_{name}": value[name] for name in filled}}
            for person, value in zip(changed, values, strict=True)
        ],
    )


def _write_contacts(context: Context, people: Sequence[Person]) -> None:
    emails: Rows = [
        {
            "candidate_id": person.id,
            "position": position,
            "address": person.emails[normal],
            "normal": normal,
        }
        for person in people
        for position, normal in enumerate(person.new_emails, person.first_email)
    ]
    phones: Rows = [
        {
            "candidate_id": person.id,
            "position": position,
            "typed": typed,
            "e164": person.phones[typed],
        }
        for person in people
        for position, typed in enumerate(person.new_phones, person.first_phone)
    ]
    _insert(context, CandidateEmail, emails)
    _insert(context, CandidatePhone, phones)


def _write_applications(context: Context, people: Sequence[Person]) -> Rows:
    pairs = [(person, app) for person in people for app in person.apps]
    new = [(person, app) for person, app in pairs if app.id is None]
    rows = [{**_application(person, app), **_id_of(app)} for person, app in new]
    for (_, app), id_ in zip(new, _insert_for_ids(context, Application, rows), strict=True):
        app.id = id_
    added = {app.id for _, app in new if app.id is not None}
    _adopt(context, [app for _, app in pairs if app.adopts_id and app.id not in added])
    decided = [(person, app) for person, app in pairs if app.decision is not None]
    _insert(context, Decision, [{"application_id": a.id, **(a.decision or {})} for _, a in decided])
    received.owe(context, sorted(added))
    return [
        *(_event(context, Act.APPLICATION_ADDED, person, app) for person, app in new),
        *(_event(context, Act.DECISION_IMPORTED, person, app) for person, app in decided),
        *_write_notes(context, people),
    ]


def _application(person: Person, app: App) -> dict[str, Any]:
    return {"candidate_id": person.id, **(app.columns or {})}


def _id_of(app: App) -> dict[str, Any]:
    return {"source": app.source, "source_id": app.source_id}


def _adopt(context: Context, apps: Iterable[App]) -> None:
    table = _table(Application)
    for app in apps:
        statement = update(table).where(table.c.id == app.id)
        context.session.execute(statement.values(**_id_of(app)))


def _write_notes(context: Context, people: Sequence[Person]) -> Rows:
    pairs = [(person, text) for person in people for text in person.new_notes]
    _insert(
        context,
        Note,
        [
            {
                "candidate_id": person.id,
                "author_id": context.actor.id,
                "text": text,
                "written_at": context.now,
            }
            for person, text in pairs
        ],
    )
    return [_event(context, Act.NOTE_ADDED, person) for person, _ in pairs]


def _event(context: Context, act: Act, person: Person, app: App | None = None) -> dict[str, Any]:
    """An act with the same columns for all, because they are written in one statement."""
    decision = app.decision if app is not None and act is Act.DECISION_IMPORTED else None
    return audit.event(
        context,
        act,
        candidate_id=person.id,
        application_id=app.id if app else None,
        vacancy_id=app.vacancy_id if app else None,
        facts={"outcome": decision["outcome"].value} if decision else {},
    )


def _insert(context: Context, model: type[Base], rows: Rows) -> None:
    if rows:
        context.session.connection().execute(insert(_table(model)), rows)


def _insert_for_ids(context: Context, model: type[Base], rows: Rows) -> list[int]:
    if not rows:
        return []
    table = _table(model)
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(context.session.connection().execute(statement, rows).scalars())


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)
