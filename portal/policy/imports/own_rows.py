"""A row of our own export: read to the letter, because we know how it was written."""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from portal.policy.imports import dates, own_file
from portal.policy.imports.applicant import OwnFacts
from portal.policy.imports.fields import Field
from portal.policy.imports.rows import RowReader
from portal.policy.refusal import Refusal
from portal.vocabulary import EndedBy, NoContact, Origin, Outcome, StageKind

Word = TypeVar("Word", bound=StrEnum)


class OwnRowReader(RowReader):
    """Reads the cells as `own_file` has written them; nothing is guessed, cut or turned."""

    def raw(self, wanted: Field) -> list[str]:
        """The cells of a field, as they were before they were made safe for spreadsheets."""
        return [own_file.unquoted(cell) for cell in super().raw(wanted)]

    def texts(self, wanted: Field) -> list[str]:
        """What stands in a cell, a line each."""
        cells = self.raw(wanted)
        return [text for cell in cells for line in cell.split("\n") if (text := line.strip())]

    def listed(self, wanted: Field) -> tuple[str, ...]:
        """What a cell lists, a line each."""
        return tuple(dict.fromkeys(self.texts(wanted)))

    def links(self, wanted: Field) -> tuple[str, ...]:
        """Web addresses, a line each."""
        return self.checked_links(self.listed(wanted))

    def names(self) -> tuple[str, str]:
        """The name as it is written, with what to call them."""
        name = self.one(Field.NAME)
        if not name:
            raise Refusal("There is no name.")
        return name[:200], self.one(Field.CALLED) or name.split()[0]

    def emails(self) -> tuple[str, ...]:
        """All addresses, a line each."""
        return self.checked_addresses(self.listed(Field.EMAIL))

    def stage(self) -> str:
        """The stage; here no stage is an outcome."""
        return self.one(Field.STAGE)

    def outcome(self) -> Outcome | None:
        """How it ended."""
        return self._word(Field.STATUS, Outcome)

    def notes(self) -> tuple[str, ...]:
        """The notes, each on its own."""
        return tuple(note for cell in self.raw(Field.NOTES) for note in own_file.parted(cell))

    def may_be_nameless(self) -> bool:
        """Somebody without address and id is known by name and telephone number."""
        return True

    def own_facts(self) -> OwnFacts:
        """What no other system's file says."""
        return OwnFacts(
            private=self.one(Field.PRIVATE) == own_file.YES,
            may_email=self.one(Field.MAY_EMAIL) != own_file.NO,
            stopped=self._word(Field.STOPPED, NoContact),
            stage_kind=self._word(Field.STAGE_KIND, StageKind),
            origin=self._word(Field.ORIGIN, Origin) or Origin.LIVE,
            promising=self.one(Field.PROMISING) == own_file.YES,
            waits_since=self.date(Field.WAITS_SINCE),
            promised_by=self._promised_by(),
            ended_by=self._word(Field.ENDED_BY, EndedBy),
            decision_note="\n".join(self.raw(Field.DECISION_NOTE)),
            told_at=self.date(Field.TOLD_AT),
        )

    def _word(self, wanted: Field, words: type[Word]) -> Word | None:
        """One of our own words; raises Refusal for another, which somebody must have changed."""
        said = self.one(wanted).lower().replace(" ", "_")
        if not said:
            return None
        try:
            return words(said)
        except ValueError:
            raise Refusal(f"“{said[:60]}” is none of the words that our export writes.") from None

    def _promised_by(self) -> datetime | None:
        """The end of a promise, which may lie ahead."""
        for position in self.page.columns.get(Field.PROMISED_BY, ()):
            order = self.page.orders.get(position)
            try:
                return dates.parse(self.cells[position], order, self.page.zone)
            except ValueError:
                raise Refusal("“Promised by” is not a date we can read.") from None
        return None
