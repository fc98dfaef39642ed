"""The cells of one row, read field by field as systems write them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from portal.policy import addresses
from portal.policy.imports import cells as reading_cells
from portal.policy.imports import dates, outcomes
from portal.policy.imports.applicant import Applicant, OwnFacts
from portal.policy.imports.cells import LONGEST_LINE, one_line
from portal.policy.imports.fields import Columns, Field
from portal.policy.imports.findings import Finding, Findings
from portal.policy.imports.presets import GUESSED, Preset
from portal.policy.refusal import Refusal
from portal.vocabulary import DateOrder, Outcome

MOST_OF_A_KIND = 60
LONGEST_ADDRESS = 500
_FLAG = re.compile(r"(is )?(rejected|disqualified|cancell?ed|hired)", re.IGNORECASE)
_LISTED = re.compile(r"[;,|\n]")
_LINES = re.compile(r"[;|\n]")
_APART = re.compile(r"[;,|\s]")
_ADDRESSES = re.compile(r"(?:mailto:|[;,|\s])+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}([-_][a-z]{2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """How the rows of one file are read."""

    headers: Sequence[str]
    columns: Columns
    orders: dict[int, DateOrder | None]
    """By position, for the columns that hold dates."""
    zone: tzinfo
    now: datetime
    findings: Findings = field(default_factory=Findings)
    preset: Preset = GUESSED
    """What is known of the system that the file comes from."""


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


class RowReader:
    """Reads the cells of one row."""

    def __init__(self, page: Page, line: int, cells: list[str]) -> None:
        self.page, self.line, self.cells = page, line, cells
        self.found = {
            field: [cells[position] for position in positions]
            for field, positions in page.columns.items()
        }

    def applicant(self) -> Applicant:
        """What the row says; raises Refusal with what is wrong, for whoever made the file."""
        name, called = self.names()
        return Applicant(
            line=self.line,
            name=name,
            called=called[:LONGEST_LINE],
            **self._identity(),
            phones=tuple(p[:60] for p in self.listed(Field.PHONE)),
            location=self.kept(", ".join(self.texts(Field.LOCATION))),
            headline=self.kept(self.one(Field.HEADLINE)),
            skills=self.listed(Field.SKILLS),
            experience=self.listed(Field.EXPERIENCE),
            education=self.listed(Field.EDUCATION),
            links=self.links(Field.LINKS),
            language=self.language(),
            time_zone=self.time_zone(),
            candidate_url=next(iter(self.links(Field.CANDIDATE_URL)), None),
            vacancy=self.vacancy(),
            stage=self.stage(),
            outcome=self.outcome(),
            reason=self.one(Field.REASON),
            applied_at=self.date(Field.APPLIED_AT),
            decided_at=self.date(Field.DECIDED_AT),
            notes=self.notes(),
            own=self.own_facts(),
        )

    def names(self) -> tuple[str, str]:
        """The full name and what to call them."""
        return reading_cells.names(
            self.one(Field.NAME), self.one(Field.FIRST_NAME), self.one(Field.LAST_NAME)
        )

    def own_facts(self) -> OwnFacts | None:
        """What only a file of our own says."""
        return None

    def texts(self, wanted: Field) -> list[str]:
        """The filled cells of a field, each on one line."""
        return [text for cell in self.raw(wanted) if cell and (text := one_line(cell))]

    def raw(self, wanted: Field) -> list[str]:
        """The cells of a field as they stand in the file."""
        return self.found.get(wanted, [])

    def one(self, wanted: Field) -> str:
        """The first filled cell of a field."""
        found = self.texts(wanted)
        return found[0] if found else ""

    def kept(self, text: str) -> str:
        """A text that its column can keep; a longer one is cut, and that is said."""
        if len(text) <= LONGEST_LINE:
            return text
        self.note(Finding.SHORTENED, f"{text[:60]}…")
        return text[: LONGEST_LINE - 1] + "…"

    def note(self, kind: Finding, text: str) -> None:
        """Something that whoever imports should know."""
        self.page.findings.note(kind, text, self.line)

    def _identity(self) -> dict[str, Any]:
        """By what this person and application are recognised again."""
        identity = {
            "emails": self.emails(),
            "candidate_id": self.one(Field.CANDIDATE_ID)[:LONGEST_LINE],
            "application_id": self.one(Field.APPLICATION_ID)[:LONGEST_LINE],
        }
        if not (any(identity.values()) or self.may_be_nameless()):
            raise Refusal(
                "There is neither an e-mail address nor an id: nobody could tell later whether "
                "this person is here already."
            )
        return {
            **identity,
            "source": self.one(Field.SOURCE)[:LONGEST_LINE],
            "application_source": self.one(Field.APPLICATION_SOURCE)[:LONGEST_LINE],
        }

    def emails(self) -> tuple[str, ...]:
        """All addresses; raises Refusal for what is none."""
        found = []
        for text in self.texts(Field.EMAIL):
            words = [word.strip("<>\"'()") for word in _ADDRESSES.split(text)]
            found += [word for word in words if "@" in word] or [text]
        return self.checked_addresses(found[:MOST_OF_A_KIND])

    def checked_addresses(self, typed: Iterable[str]) -> tuple[str, ...]:
        """Addresses as they will be written to; raises Refusal for what is none."""
        return tuple(addresses.address(each) for each in typed)

    def listed(self, wanted: Field) -> tuple[str, ...]:
        """What a cell lists; telephone numbers, skills and tags may have commas between them."""
        separators = _LISTED if wanted in _BY_COMMAS else _LINES
        found = reading_cells.parts(self.raw(wanted), separators)[:MOST_OF_A_KIND]
        return tuple(self.kept(part) for part in found)

    def links(self, wanted: Field) -> tuple[str, ...]:
        """Web addresses."""
        return self.checked_links(reading_cells.parts(self.raw(wanted), _APART))[:MOST_OF_A_KIND]

    def checked_links(self, links: Iterable[str]) -> tuple[str, ...]:
        """What can be linked to; what cannot is left out, and that is said."""
        found = []
        for typed in links:
            try:
                link = addresses.web_address(typed, field=Field.LINKS)
            except Refusal:
                link = ""
            if link and len(link) <= LONGEST_ADDRESS:
                found.append(link)
            else:
                self.note(Finding.UNREADABLE_LINK, typed)
        return tuple(found)

    def language(self) -> str:
        """A language tag such as "de" or "pt-BR"; English where there is none."""
        typed = self.one(Field.LANGUAGE)
        if not typed or _LANGUAGE.fullmatch(typed):
            return typed[:2].lower() or "en"
        self.note(Finding.UNKNOWN_LANGUAGE, typed)
        return "en"

    def time_zone(self) -> str | None:
        """A zone such as Europe/Lisbon; what is none is left out, and that is said."""
        typed = self.one(Field.TIME_ZONE)
        if not typed or typed in _time_zones():
            return typed or None
        self.note(Finding.UNKNOWN_TIME_ZONE, typed)
        return None

    def vacancy(self) -> str:
        """The title of the vacancy; raises Refusal for one that is too long to be a title."""
        title = self.one(Field.VACANCY)
        if len(title) > LONGEST_LINE:
            raise Refusal(f"The vacancy's title has {len(title)} characters.")
        return title

    def stage(self) -> str:
        """The name of the stage; an end such as "Rejected" is an outcome, not a stage."""
        name = self.one(Field.STAGE)[:LONGEST_LINE]
        return "" if self._of_stage(name) else name

    def outcome(self) -> Outcome | None:
        """How it ended; an unknown status counts as open, and that is said."""
        said, denied = self._statuses()
        endings = [self._ending(each) for each in said]
        found = next(filter(None, endings), None)
        if found is None and not said:
            found = self._of_stage(self.one(Field.STAGE))
        over_by_reason = self.page.preset.reason_ends and self.one(Field.REASON)
        if found is None and (over_by_reason or not (said or denied)):
            found = self._ending("")
        return found

    def _statuses(self) -> tuple[list[str], bool]:
        """What the columns of the status say; whether one such as "Disqualified" says no."""
        said, denied = [], False
        for position in self.page.columns.get(Field.STATUS, ()):
            text, flag = (
                one_line(self.cells[position]),
                _FLAG.fullmatch(self.page.headers[position]),
            )
            if flag is not None and outcomes.says_no(text):
                denied = True
            elif text:
                yes = flag is not None and outcomes.says_yes(text)
                said.append(flag[2].lower() if flag is not None and yes else text)
        return said, denied

    def _ending(self, status: str) -> Outcome | None:
        reason = self.one(Field.REASON)
        dated = self.date(Field.DECIDED_AT) is not None
        is_over = dated or (self.page.preset.reason_ends and bool(reason))
        try:
            known = self.page.preset.statuses
            return outcomes.read(status, reason=reason, is_over=is_over, known=known)
        except outcomes.Unknown:
            self.note(Finding.UNKNOWN_STATUS, status)
            return None

    def _of_stage(self, name: str) -> Outcome | None:
        return outcomes.of_stage(name, self.page.preset.statuses)

    def date(self, wanted: Field) -> datetime | None:
        """A moment; raises Refusal for what is no date, is unclear, or has not come yet."""
        for position in self.page.columns.get(wanted, ()):
            text, header = self.cells[position], self.page.headers[position]
            try:
                found = dates.parse(text, self.page.orders.get(position), self.page.zone)
            except dates.Unclear:
                raise Refusal(
                    f"“{text}” in the column “{header}” can be read in two ways."
                ) from None
            except ValueError:
                raise Refusal(
                    f"“{one_line(text)[:40]}” in the column “{header}” is not a date we can read."
                ) from None
            if found is not None and found > self.page.now + timedelta(days=1):
                raise Refusal(f"“{text}” in the column “{header}” has not come yet.")
            return min(found, self.page.now) if found else None
        return None

    def notes(self) -> tuple[str, ...]:
        """What becomes internal notes, in the order in which it is read best."""
        found = [reading_cells.paragraphs(cell) for cell in self.raw(Field.NOTES)]
        for position in self.page.columns.get(Field.INTERNAL, ()):
            if said := reading_cells.paragraphs(self.cells[position]):
                found.append(f"{self.page.headers[position]}: {said}")
        if tags := self.listed(Field.TAGS):
            found.append(f"Tags: {', '.join(tags)}")
        if channel := self.one(Field.CHANNEL):
            found.append(f"Found us by: {channel}")
        return tuple(text for text in found if text)

    def may_be_nameless(self) -> bool:
        """Whether a row without an address and without an id can be recognised all the same."""
        return False


_BY_COMMAS = frozenset({Field.PHONE, Field.SKILLS, Field.TAGS})
