"""Where a row belongs: which person, which application, and what is new about them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.context import Context
from portal.policy.folding import fold
from portal.policy.imports.applicant import Applicant
from portal.policy.imports.findings import Finding, Findings
from portal.services import decisions
from portal.services.importing.known import Known
from portal.services.importing.openings import Opening, Openings
from portal.services.importing.people import App, Person, newcomer
from portal.vocabulary import Origin, Outcome

LONGEST_REASON = 200


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
        person = person or newcomer(applicant, self.context.now)
        changed = person.take(applicant)
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
        found = self.known.application(applicant) or _written_down(applicant, person)
        if found is not None:
            return found
        if applicant.own is not None and not applicant.vacancy:
            return None
        opening = self.openings.find(self.context, applicant.vacancy, applicant.line)
        if opening is None:
            self.findings.note(Finding.NO_VACANCY, "", applicant.line)
            return None
        for app in reversed(person.apps) if applicant.own is None else ():
            same = app.vacancy_id == opening.id
            if same and (not applicant.application_id or app.source_id is None):
                return app
        return self._new(applicant, opening)

    def _new(self, applicant: Applicant, opening: Opening) -> App:
        live, now = not self._is_history(applicant), self.context.now
        own = applicant.own
        applied_at = applicant.applied_at or (None if live else applicant.decided_at) or now
        stage_id = self.openings.stage(self.context, opening, applicant)
        columns: dict[str, Any] = {
            "vacancy_id": opening.id,
            "stage_id": stage_id,
            "stage_since": now if live else applied_at,
            "origin": Origin.LIVE if live else Origin.HISTORY,
            "promising": own.promising if own else False,
            "applied_at": applied_at,
            "waits_since": ((own.waits_since if own else None) or now) if live else None,
            "promised_by": ((own.promised_by if own else None) or opening.promised(stage_id))
            if live
            else None,
            "created_at": now,
        }
        return App(
            vacancy_id=opening.id,
            vacancy=fold(applicant.vacancy),
            applied_at=applied_at,
            is_history=not live,
            columns=columns,
        )

    def _is_history(self, applicant: Applicant) -> bool:
        """What our own export calls history stays it, whatever was chosen for the file."""
        history = applicant.own is not None and applicant.own.origin is Origin.HISTORY
        return history or self.origin is Origin.HISTORY

    def _settle(self, applicant: Applicant, person: Person, app: App) -> bool:
        """Give the application its id and its decision; whether either was new."""
        if app not in person.apps:
            person.apps.append(app)
        adopts = bool(applicant.application_id) and app.source_id is None
        if adopts:
            app.source, app.source_id = applicant.application_source, applicant.application_id
            app.adopts_id = True
        return self._decide(applicant, app) or adopts

    def _decide(self, applicant: Applicant, app: App) -> bool:
        if applicant.outcome is None or app.decided:
            return False
        if app.reversed_at and not (
            applicant.decided_at and applicant.decided_at > app.reversed_at
        ):
            # The team has taken this very decision back; the file does not bring it again.
            return False
        app.decision = decisions.imported_columns(
            self.context, applicant.outcome, applicant.decided_at, told=False
        )
        app.decision |= {
            "told_elsewhere_at": self._told_at(applicant, app),
            "imported_reason": _short(applicant.reason),
            "internal_note": applicant.reason if len(applicant.reason) > LONGEST_REASON else "",
        }
        if applicant.own is not None:
            app.decision |= {
                "ended_by": applicant.own.ended_by,
                "internal_note": applicant.own.decision_note,
            }
        app.decided = True
        return True

    def _told_at(self, applicant: Applicant, app: App) -> datetime | None:
        """When they were told, as far as the file says so or nobody of us has to."""
        said = applicant.own.told_at if applicant.own else None
        nothing_owed = app.is_history or self._is_history(applicant)
        if applicant.own is None:
            nothing_owed |= applicant.outcome is Outcome.HIRED
        return said or (self.context.now if nothing_owed else None)


def _written_down(applicant: Applicant, person: Person) -> App | None:
    """An application of our own export that has no id: told by its vacancy and its moment."""
    if applicant.own is None or applicant.application_id or applicant.applied_at is None:
        return None
    moment, title = applicant.applied_at, fold(applicant.vacancy)
    same = [
        app
        for app in person.apps
        if app.vacancy == title and app.applied_at.replace(microsecond=0) == moment
    ]
    return min(same, key=lambda app: app.source_id is not None, default=None)


def _short(reason: str) -> str:
    fits = len(reason) <= LONGEST_REASON
    return reason if fits else f"{reason[: LONGEST_REASON - 1]}…"
