"""Who of a batch is here already: looked up in a few queries for all rows together."""

from collections.abc import Iterable, Sequence

from portal.context import Context
from portal.policy import addresses
from portal.policy.folding import fold
from portal.policy.imports import identity
from portal.policy.imports.applicant import Applicant
from portal.policy.refusal import Refusal
from portal.services.importing import lookup
from portal.services.importing.people import App, Key, Person


class Known:
    """Everybody whom the rows so far could mean."""

    def __init__(self, *, with_notes: bool) -> None:
        self._with_notes = with_notes
        self._people: dict[int, Person] = {}
        self._by_id: dict[Key, Person] = {}
        self._by_email: dict[str, list[Person]] = {}
        self._by_name: dict[str, list[Person]] = {}
        """Those who have neither an address nor an id."""
        self._by_application: dict[Key, tuple[Person, App]] = {}

    def load(self, context: Context, applicants: Sequence[Applicant]) -> None:
        """Look everybody up whom these rows could mean."""
        found = lookup.meant(context, applicants) - self._people.keys()
        if not found:
            return
        new = lookup.people(context, found, with_notes=self._with_notes)
        self._people |= new
        for person in new.values():
            self.remember(person)

    def remember(self, person: Person) -> None:
        """Find this person again for later rows."""
        for key in person.ids:
            self._by_id[key] = person
        for normal in person.emails:
            _add(self._by_email, normal, person)
        if not (person.ids or person.emails):
            _add(self._by_name, fold(person.draft.name), person)
        for app in person.apps:
            for key in app.ids:
                self._by_application[key] = (person, app)

    def forget(self, person: Person) -> None:
        """Look this person up again when a later row means them."""
        if person.id is None:
            return
        self._people.pop(person.id, None)
        for key in person.ids:
            self._by_id.pop(key, None)
        for normal in person.emails:
            self._by_email.pop(normal, None)
        self._by_name.pop(fold(person.draft.name), None)
        for app in person.apps:
            for key in app.ids:
                self._by_application.pop(key, None)

    def application(self, applicant: Applicant) -> App | None:
        """The application that has the id which this row gives."""
        found = self._by_application.get((applicant.application_source, applicant.application_id))
        return found[1] if found else None

    def find(self, applicant: Applicant) -> Person | None:
        """Whom a row means: by the person's id, else by address, else by the application's id.

        Raises Refusal where this is not beyond doubt: people are never merged by a machine.
        """
        by_id = self._by_id.get((applicant.source, applicant.candidate_id))
        person = self._by_address(applicant, by_id) or by_id
        found = self._by_application.get((applicant.application_source, applicant.application_id))
        if found is None:
            return person or self._nameless(applicant)
        owner = found[0]
        if person is not None and person is not owner:
            raise Refusal(
                f"The application {applicant.application_id} belongs to {owner.who}. Put right in "
                "the other system whose it is, or take the id out of this row."
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

    def _nameless(self, applicant: Applicant) -> Person | None:
        """Somebody of our own export who has neither an address nor an id."""
        if applicant.emails or applicant.candidate_id or applicant.own is None:
            return None
        alike = self._by_name.get(fold(applicant.name), ())
        return next((person for person in alike if person.is_meant_by(applicant)), None)

    def _refuse_other_id(self, applicant: Applicant, owner: Person) -> None:
        kept = sorted(id_ for source, id_ in owner.ids if source == applicant.source)
        if kept and applicant.candidate_id and applicant.candidate_id not in kept:
            raise Refusal(
                f"{owner.who} has this address too, but under the id {', '.join(kept)}: two "
                "people, or one person twice in the other system. Put that right there, or take "
                "the address or the id out here."
            )


def _add(index: dict[str, list[Person]], key: str, person: Person) -> None:
    alike: list[Person] = index.setdefault(key, [])
    if not _holds(alike, person):
        alike.append(person)


def _holds(people: Iterable[Person], person: Person) -> bool:
    return any(each is person for each in people)


def _shared(owner: Person, address: str) -> Refusal:
    return Refusal(
        f"{owner.who} has the address {address} already. Two people cannot share one: a message "
        "would reach the wrong person. If it is one person, write the name here as it is there; "
        "if not, take the address out of this row."
    )
