"""Where a row belongs: which person, which application, and what is new about them."""

from dataclasses import dataclass, field
from enum import StrEnum

from portal.context import Context
from portal.policy.imports.applicants import Applicant
from portal.policy.imports.findings import Finding, Findings
from portal.services import decisions
from portal.services.importing.known import Known
from portal.services.importing.openings import Opening, Openings
from portal.services.importing.people import App, Person, newcomer
from portal.vocabulary import Origin, Outcome


class Effect(StrEnum):
    """What a row does; the names are those of the counts of an import."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class Placing:
    """Places the rows of one batch; who was touched is what has to be written."""

    context: Context
    known: Known
    openings: Openings
    findings: Findings
    origin: Origin
    touched: dict[int, Person] = field(default_factory=dict)
    """By identity, in order of their rows."""

    def place(self, applicant: Applicant) -> Effect:
        """Place one row; raises Refusal, before anything is touched, if it means no one clearly."""
        person = self.known.find(applicant)
        added = person is None
        person = person or newcomer(applicant, self.known.source)
        changed = person.take(applicant, self.known.source)
        app = self._application(applicant, person)
        if app is not None:
            added |= app not in person.apps
            changed |= self._settle(applicant, person, app)
        self.known.remember(person)
        self.touched[id(person)] = person
        if added:
            return Effect.ADDED
        return Effect.CHANGED if changed else Effect.UNCHANGED

    def forget_unchanged(self) -> None:
        """For a dry run: remember only what is not in the database; memory is not endless."""
        for person in self.touched.values():
            if person.is_as_before:
                self.known.forget(person)

    def _application(self, applicant: Applicant, person: Person) -> App | None:
        """The application that a row means: one that is here, or a new one."""
        found = self.known.application(applicant.application_id)
        if found is not None:
            return found
        opening = self.openings.find(self.context, applicant.vacancy, applicant.line)
        if opening is None:
            self.findings.note(Finding.NO_VACANCY, "", applicant.line)
            return None
        for app in reversed(person.apps):
            same = app.vacancy_id == opening.id
            if same and (not applicant.application_id or not app.has_id):
                return app
        return self._new(applicant, opening)

    def _new(self, applicant: Applicant, opening: Opening) -> App:
        live, now = self.origin is Origin.LIVE, self.context.now
        applied_at = applicant.applied_at or (None if live else applicant.decided_at) or now
        columns = {
            "vacancy_id": opening.id,
            "stage_id": opening.stage(applicant.stage, self.findings, applicant.line),
            "stage_since": now if live else applied_at,
            "origin": self.origin,
            "promising": False,
            "applied_at": applied_at,
            "waits_since": now if live else None,
            "promised_by": opening.promised_by if live else None,
            "created_at": now,
        }
        return App(vacancy_id=opening.id, source_id=None, is_history=not live, columns=columns)

    def _settle(self, applicant: Applicant, person: Person, app: App) -> bool:
        """Give the application its id and its decision; whether either was new."""
        if app not in person.apps:
            person.apps.append(app)
        adopts = bool(applicant.application_id) and not app.has_id
        if adopts:
            app.source_id, app.has_id, app.adopts_id = applicant.application_id, True, True
        return self._decide(applicant, app) or adopts

    def _decide(self, applicant: Applicant, app: App) -> bool:
        if applicant.outcome is None or app.decided:
            return False
        if app.reversed_at and not (
            applicant.decided_at and applicant.decided_at > app.reversed_at
        ):
            # The team has taken this very decision back; the file does not bring it again.
            return False
        told = self.origin is Origin.HISTORY or app.is_history or applicant.outcome is Outcome.HIRED
        app.decision = {
            **decisions.imported_columns(
                self.context, applicant.outcome, applicant.decided_at, told=told
            ),
            "internal_note": applicant.reason,
        }
        app.decided = True
        return True
