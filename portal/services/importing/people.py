"""People and applications as an import knows them: those who are here, and those to come."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from portal.policy import addresses
from portal.policy.folding import fold
from portal.policy.imports.applicant import Applicant, OwnFacts
from portal.services.candidates import CandidateDraft
from portal.services.preferences import LANGUAGES

Key = tuple[str, str]
"""A system, and the id that it gave."""
FILLED_IN = (
    "location",
    "headline",
    "time_zone",
    "skills",
    "experience",
    "education",
    "links",
    "source_url",
)
"""What an import adds to somebody who is here already, where nothing stands yet."""


@dataclass(slots=True, eq=False)
class App:
    """One application; `columns` and `decision` are what is to be written for the first time."""

    vacancy_id: int
    vacancy: str
    """Its title, folded."""
    applied_at: datetime
    is_history: bool
    source: str | None = None
    source_id: str | None = None
    further_ids: set[Key] = field(default_factory=set)
    """Under what else a system knows it."""
    id: int | None = None
    columns: dict[str, Any] | None = None
    decision: dict[str, Any] | None = None
    adopts_id: bool = False
    decided: bool = False
    reversed_at: datetime | None = None

    @property
    def ids(self) -> set[Key]:
        """All systems that know it, with its id there."""
        return {*self.further_ids, *_key(self.source, self.source_id)}


@dataclass(slots=True, eq=False)
class Person:
    """One person; without an id they are still to be written."""

    draft: CandidateDraft
    id: int | None = None
    private: bool = False
    rules: dict[str, Any] = field(default_factory=dict)
    """What is written beside the draft for somebody new."""
    further_ids: set[Key] = field(default_factory=set)
    emails: dict[str, str] = field(default_factory=dict)
    """As compared, to as written."""
    phones: dict[str, str | None] = field(default_factory=dict)
    """As typed, to as dialled."""
    first_email: int = 0
    first_phone: int = 0
    """The position of the first address and number to be written."""
    apps: list[App] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    new_emails: list[str] = field(default_factory=list)
    new_phones: list[str] = field(default_factory=list)
    new_notes: list[str] = field(default_factory=list)
    changed: bool = False

    @property
    def ids(self) -> set[Key]:
        """All systems that know them, with their id there."""
        return {*self.further_ids, *_key(self.draft.source, self.draft.source_id)}

    @property
    def who(self) -> str:
        """How they are named to whoever imports: not at all, if few may know of them."""
        return "Somebody" if self.private else self.draft.name

    def is_meant_by(self, applicant: Applicant) -> bool:
        """Whether a row without address and id means them: by name and telephone number."""
        same = fold(self.draft.name) == fold(applicant.name) and not (self.emails or self.ids)
        return same and set(self.phones) == set(applicant.phones)

    @property
    def is_as_before(self) -> bool:
        """Whether nothing about them is to be written."""
        new_app = any(app.columns or app.decision or app.adopts_id for app in self.apps)
        return not (self.id is None or self.changed or self.new_notes or new_app)

    def take(self, applicant: Applicant) -> bool:
        """Take over what is not known yet; never overwrites. Whether anything was new."""
        taken = [
            self._fill_in(applicant),
            self._take_id(applicant),
            self._take_addresses(applicant),
            self._take_numbers(applicant),
            self._take_notes(applicant),
        ]
        self.changed = self.changed or any(taken[:4])
        return any(taken)

    def _fill_in(self, applicant: Applicant) -> bool:
        said = {**_details(applicant), "source_url": applicant.candidate_url}
        new = {
            name: said[name] for name in FILLED_IN if said[name] and not getattr(self.draft, name)
        }
        if new:
            self.draft = replace(self.draft, **new)
        return bool(new)

    def _take_id(self, applicant: Applicant) -> bool:
        if not applicant.candidate_id or self.draft.source is not None:
            return False
        id_ = applicant.candidate_id
        self.draft = replace(self.draft, source=applicant.source, source_id=id_)
        return True

    def _take_addresses(self, applicant: Applicant) -> bool:
        new = {addresses.normal(address): address for address in applicant.emails}
        new = {normal: address for normal, address in new.items() if normal not in self.emails}
        self.emails |= new
        self.new_emails += new
        return bool(new)

    def _take_numbers(self, applicant: Applicant) -> bool:
        dialled = {number for number in self.phones.values() if number}
        taken = False
        for typed in applicant.phones:
            number = addresses.e164(typed, None)
            if typed not in self.phones and number not in dialled:
                self.phones[typed] = number
                self.new_phones.append(typed)
                taken = True
        return taken

    def _take_notes(self, applicant: Applicant) -> bool:
        new = [text for text in dict.fromkeys(applicant.notes) if text not in self.notes]
        self.notes.update(new)
        self.new_notes += new
        return bool(new)


def newcomer(applicant: Applicant, now: datetime) -> Person:
    """Somebody who is not here yet."""
    draft = CandidateDraft(
        name=applicant.name,
        called=applicant.called,
        source=applicant.source if applicant.candidate_id else None,
        source_id=applicant.candidate_id or None,
        source_url=applicant.candidate_url,
        language=applicant.language if applicant.language in LANGUAGES else "en",
        **_details(applicant),
    )
    rules = _rules(applicant.own, now)
    return Person(draft, private=rules["private"], rules=rules)


def _rules(own: OwnFacts | None, now: datetime) -> dict[str, Any]:
    """Who may see them, and whether they may be written to."""
    stopped = own.stopped if own else None
    return {
        "private": own.private if own else False,
        "may_email": own.may_email if own else True,
        "stopped": stopped,
        "stopped_at": now if stopped else None,
    }


def _key(source: str | None, source_id: str | None) -> set[Key]:
    return {(source, source_id)} if source and source_id else set()


def _details(applicant: Applicant) -> dict[str, Any]:
    return {
        "location": applicant.location,
        "headline": applicant.headline,
        "time_zone": applicant.time_zone,
        "skills": applicant.skills,
        "experience": applicant.experience,
        "education": applicant.education,
        "links": applicant.links,
    }
