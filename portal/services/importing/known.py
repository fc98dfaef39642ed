"""Who of a batch is here already: looked up in a few queries for all rows together."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, union
from sqlalchemy.orm import InstrumentedAttribute

from portal.context import Context
from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Decision,
    Note,
)
from portal.policy import addresses
from portal.policy.imports import identity
from portal.policy.imports.applicants import Applicant
from portal.policy.refusal import Refusal
from portal.services.candidates import CandidateDraft
from portal.services.importing.people import App, Person
from portal.vocabulary import DecisionState, Origin


class Known:
    """Everybody whom the rows so far could mean."""

    def __init__(self, source: str, *, with_notes: bool) -> None:
        self.source = source
        self._with_notes = with_notes
        self._people: dict[int, Person] = {}
        self._by_source_id: dict[str, Person] = {}
        self._by_email: dict[str, list[Person]] = {}
        self._by_application: dict[str, tuple[Person, App]] = {}

    def load(self, context: Context, applicants: Sequence[Applicant]) -> None:
        """Look everybody up whom these rows could mean."""
        found = self._meant(context, applicants) - self._people.keys()
        if not found:
            return
        new = self._read_people(context, found)
        self._people |= new
        self._read_addresses(context, new)
        self._read_applications(context, new)
        if self._with_notes:
            for candidate_id, text in context.session.execute(_NOTES, {"ids": list(new)}):
                new[candidate_id].notes.add(text)
        for person in new.values():
            self.remember(person)

    def remember(self, person: Person) -> None:
        """Find this person again for later rows."""
        if person.draft.source == self.source and person.draft.source_id:
            self._by_source_id[person.draft.source_id] = person
        for normal in person.emails:
            owners = self._by_email.setdefault(normal, [])
            if person not in owners:
                owners.append(person)
        for app in person.apps:
            if app.source_id:
                self._by_application[app.source_id] = (person, app)

    def forget(self, person: Person) -> None:
        """Look this person up again when a later row means them."""
        if person.id is None:
            return
        self._people.pop(person.id, None)
        self._by_source_id.pop(person.draft.source_id or "", None)
        for normal in person.emails:
            self._by_email.pop(normal, None)
        for app in person.apps:
            self._by_application.pop(app.source_id or "", None)

    def application(self, source_id: str) -> App | None:
        """The application that has this id in the file's system."""
        found = self._by_application.get(source_id) if source_id else None
        return found[1] if found else None

    def find(self, applicant: Applicant) -> Person | None:
        """Whom a row means: by the person's id, else by address, else by the application's id.

        Raises Refusal where this is not beyond doubt: people are never merged by a machine.
        """
        by_id = self._by_source_id.get(applicant.candidate_id) if applicant.candidate_id else None
        person = self._by_address(applicant, by_id) or by_id
        found = self._by_application.get(applicant.application_id)
        if found is None:
            return person
        owner = found[0]
        if person is not None and person is not owner:
            raise Refusal(
                f"The application {applicant.application_id} belongs to {owner.draft.name}."
            )
        self._refuse_other_id(applicant, owner)
        return owner

    def _by_address(self, applicant: Applicant, by_id: Person | None) -> Person | None:
        for address in applicant.emails:
            for owner in self._by_email.get(addresses.normal(address), ()):
                if by_id is not None and owner is not by_id:
                    raise _shared(owner, address)
                if by_id is None:
                    by_id = owner
                    if not identity.may_be_one(owner.draft.name, applicant.name):
                        raise _shared(owner, address)
                    self._refuse_other_id(applicant, owner)
        return by_id

    def _refuse_other_id(self, applicant: Applicant, owner: Person) -> None:
        kept = owner.draft.source_id if owner.draft.source == self.source else None
        if kept and applicant.candidate_id and kept != applicant.candidate_id:
            raise Refusal(
                f"{owner.draft.name} has this address too, but under the id {kept}: two people, or "
                "one person twice in the other system. Put that right there, or take the address "
                "or the id out here."
            )

    def _meant(self, context: Context, applicants: Sequence[Applicant]) -> set[int]:
        """The ids of all whom these rows could mean."""
        normals = {addresses.normal(address) for a in applicants for address in a.emails}
        values = {
            "source": self.source,
            "ids": list({a.candidate_id for a in applicants if a.candidate_id}),
            "application_ids": list({a.application_id for a in applicants if a.application_id}),
            "normals": list(normals),
        }
        return set(context.session.scalars(_MEANT, values))

    def _read_people(self, context: Context, ids: Iterable[int]) -> dict[int, Person]:
        rows = context.session.execute(_PEOPLE, {"ids": list(ids)})
        return {row.id: Person(_draft(row._mapping), id=row.id) for row in rows}

    def _read_addresses(self, context: Context, people: dict[int, Person]) -> None:
        ids = {"ids": list(people)}
        for candidate_id, normal, address, position in context.session.execute(_EMAILS, ids):
            person = people[candidate_id]
            person.emails[normal] = address
            person.first_email = max(person.first_email, position + 1)
        for candidate_id, typed, e164, position in context.session.execute(_PHONES, ids):
            person = people[candidate_id]
            person.phones[typed] = e164
            person.first_phone = max(person.first_phone, position + 1)

    def _read_applications(self, context: Context, people: dict[int, Person]) -> None:
        apps: dict[int, App] = {}
        for row in context.session.execute(_APPLICATIONS, {"ids": list(people)}):
            app = apps.get(row.id)
            if app is None:
                app = apps[row.id] = App(
                    id=row.id,
                    vacancy_id=row.vacancy_id,
                    source_id=row.source_id if row.source == self.source else None,
                    has_id=row.source_id is not None,
                    is_history=row.origin is Origin.HISTORY,
                )
                people[row.candidate_id].apps.append(app)
            if row.state is DecisionState.REVERSED:
                app.reversed_at = row.reversed_at
            elif row.state is not None:
                app.decided = True


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


_MEANT = union(
    select(Candidate.id).where(
        Candidate.source == bindparam("source"), _among(Candidate.source_id, "ids")
    ),
    select(CandidateEmail.candidate_id).where(_among(CandidateEmail.normal, "normals")),
    select(Application.candidate_id).where(
        Application.source == bindparam("source"),
        _among(Application.source_id, "application_ids"),
    ),
)
_PEOPLE = select(Candidate.id, *(getattr(Candidate, name) for name in _DRAFT)).where(
    _among(Candidate.id, "ids")
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
        Application.origin,
        Application.source,
        Application.source_id,
        Decision.state,
        Decision.reversed_at,
    )
    .outerjoin(Decision, Decision.application_id == Application.id)
    .where(_among(Application.candidate_id, "ids"))
    .order_by(Application.id, Decision.id)
)


def _draft(row: Any) -> CandidateDraft:
    values: dict[str, Any] = {
        name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in _DRAFT
    }
    return CandidateDraft(**values)


def _shared(owner: Person, address: str) -> Refusal:
    return Refusal(
        f"{owner.draft.name} has the address {address} already. Two people cannot share one: "
        "a message would reach the wrong person."
    )
