"""People as the database has them, for many rows of a file at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, select, union
from sqlalchemy.orm import InstrumentedAttribute

from portal.context import Context
from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Decision,
    Note,
    SourceRecord,
    Vacancy,
)
from portal.policy import addresses
from portal.policy.folding import fold
from portal.policy.imports import own_file
from portal.policy.imports.applicant import Applicant
from portal.services.candidates import CandidateDraft
from portal.services.importing.people import App, Person
from portal.vocabulary import DecisionState, Origin, RecordKind


def meant(context: Context, applicants: Sequence[Applicant]) -> set[int]:
    """The ids of all whom these rows could mean."""
    normals = {addresses.normal(address) for a in applicants for address in a.emails}
    found = set(context.session.scalars(_BY_ADDRESS, {"normals": list(normals)}))
    people, applications = defaultdict(list), defaultdict(list)
    for applicant in applicants:
        if applicant.candidate_id:
            people[applicant.source].append(applicant.candidate_id)
        if applicant.application_id:
            applications[applicant.application_source].append(applicant.application_id)
    for statement, ids_of in ((_BY_ID, people), (_BY_APPLICATION, applications)):
        for source, ids in ids_of.items():
            values = {"source": source, "ids": ids}
            found |= set(context.session.scalars(statement, values))
    if names := [_sort_name(a) for a in applicants if a.own and not (a.emails or a.candidate_id)]:
        found |= set(context.session.scalars(_NAMELESS, {"names": names}))
    return found


def people(context: Context, ids: Iterable[int], *, with_notes: bool) -> dict[int, Person]:
    """People with all that tells whether a row says anything new of them."""
    values = {"ids": list(ids)}
    found = {
        row.id: Person(_draft(row._mapping), id=row.id, private=row.private)
        for row in context.session.execute(_PEOPLE, values)
    }
    for candidate_id, source, source_id in context.session.execute(_FURTHER_PEOPLE, values):
        found[candidate_id].further_ids.add((source, source_id))
    _read_addresses(context, found)
    _read_applications(context, found)
    if with_notes:
        for candidate_id, text in context.session.execute(_NOTES, values):
            found[candidate_id].notes.add(own_file.paragraphs(text))
    return found


def _read_addresses(context: Context, people: dict[int, Person]) -> None:
    ids = {"ids": list(people)}
    for candidate_id, normal, address, position in context.session.execute(_EMAILS, ids):
        person = people[candidate_id]
        person.emails[normal] = address
        person.first_email = max(person.first_email, position + 1)
    for candidate_id, typed, e164, position in context.session.execute(_PHONES, ids):
        person = people[candidate_id]
        person.phones[typed] = e164
        person.first_phone = max(person.first_phone, position + 1)


def _read_applications(context: Context, people: dict[int, Person]) -> None:
    ids, apps = {"ids": list(people)}, dict[int, App]()
    for row in context.session.execute(_APPLICATIONS, ids):
        app = apps.get(row.id)
        if app is None:
            app = apps[row.id] = App(
                id=row.id,
                vacancy_id=row.vacancy_id,
                vacancy=fold(row.title),
                applied_at=row.applied_at,
                source=row.source,
                source_id=row.source_id,
                is_history=row.origin is Origin.HISTORY,
            )
            people[row.candidate_id].apps.append(app)
        if row.state is DecisionState.REVERSED:
            app.reversed_at = row.reversed_at
        elif row.state is not None:
            app.decided = True
    for application_id, source, source_id in context.session.execute(_FURTHER_APPLICATIONS, ids):
        if application_id is not None:
            apps[application_id].further_ids.add((source, source_id))


def _sort_name(applicant: Applicant) -> str:
    return fold(applicant.name)[:200]


_DRAFT = (
    "name",
    "called",
    "location",
    "time_zone",
    "language",
    "headline",
    "skills",
    "experience",
    "education",
    "links",
    "source",
    "source_id",
    "source_url",
)


def _among(column: InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """One of many values that are handed over later: the statement itself is made once."""
    return column.in_(bindparam(name, expanding=True))


def _record(kind: RecordKind) -> tuple[ColumnElement[bool], ...]:
    of_system = SourceRecord.source == bindparam("source")
    return SourceRecord.kind == kind, of_system, _among(SourceRecord.source_id, "ids")


_BY_ADDRESS = select(CandidateEmail.candidate_id).where(_among(CandidateEmail.normal, "normals"))
_BY_ID: CompoundSelect[Any] = union(
    select(Candidate.id).where(
        Candidate.source == bindparam("source"), _among(Candidate.source_id, "ids")
    ),
    # A system that has merged two people knows the one who is left under both ids.
    select(SourceRecord.candidate_id).where(
        *_record(RecordKind.CANDIDATE), SourceRecord.candidate_id.is_not(None)
    ),
)
_BY_APPLICATION: CompoundSelect[Any] = union(
    select(Application.candidate_id).where(
        Application.source == bindparam("source"), _among(Application.source_id, "ids")
    ),
    select(Application.candidate_id)
    .join(SourceRecord, SourceRecord.application_id == Application.id)
    .where(*_record(RecordKind.APPLICATION)),
)
_NAMELESS = select(Candidate.id).where(
    _among(Candidate.sort_name, "names"),
    Candidate.source_id.is_(None),
    ~select(CandidateEmail.id).where(CandidateEmail.candidate_id == Candidate.id).exists(),
)
_PEOPLE = select(
    Candidate.id, Candidate.private, *(getattr(Candidate, name) for name in _DRAFT)
).where(_among(Candidate.id, "ids"))
_FURTHER_PEOPLE = select(
    SourceRecord.candidate_id, SourceRecord.source, SourceRecord.source_id
).where(_among(SourceRecord.candidate_id, "ids"), SourceRecord.kind == RecordKind.CANDIDATE)
_FURTHER_APPLICATIONS = (
    select(SourceRecord.application_id, SourceRecord.source, SourceRecord.source_id)
    .join(Application, Application.id == SourceRecord.application_id)
    .where(_among(Application.candidate_id, "ids"), SourceRecord.kind == RecordKind.APPLICATION)
)
_EMAILS = select(
    CandidateEmail.candidate_id,
    CandidateEmail.normal,
    CandidateEmail.address,
    CandidateEmail.position,
).where(_among(CandidateEmail.candidate_id, "ids"))
_PHONES = select(
    CandidatePhone.candidate_id,
    CandidatePhone.typed,
    CandidatePhone.e164,
    CandidatePhone.position,
).where(_among(CandidatePhone.candidate_id, "ids"))
_NOTES = select(Note.candidate_id, Note.text).where(_among(Note.candidate_id, "ids"))
_APPLICATIONS = (
    select(
        Application.id,
        Application.candidate_id,
        Application.vacancy_id,
        Vacancy.title,
        Application.applied_at,
        Application.origin,
        Application.source,
        Application.source_id,
        Decision.state,
        Decision.reversed_at,
    )
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .outerjoin(Decision, Decision.application_id == Application.id)
    .where(_among(Application.candidate_id, "ids"))
    .order_by(Application.id, Decision.id)
)


def _draft(row: Any) -> CandidateDraft:
    values: dict[str, Any] = {
        name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in _DRAFT
    }
    return CandidateDraft(**values)
