"""One row of a file as a person with an application, or the reason why it cannot be one."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from portal.policy import addresses
from portal.policy.imports import cells as reading_cells
from portal.policy.imports import dates, outcomes
from portal.policy.imports.cells import LONGEST_LINE, one_line
from portal.policy.imports.fields import DATES, Columns, Field
from portal.policy.imports.files import Row
from portal.policy.imports.findings import Finding, Findings
from portal.policy.refusal import Refusal
from portal.vocabulary import DateOrder, Outcome

MOST_OF_A_KIND = 60
LONGEST_ADDRESS = 500
_FLAG = re.compile(r"(is )?(rejected|disqualified)", re.IGNORECASE)
_LISTED = re.compile(r"[;,|\n]")
_LINES = re.compile(r"[;|\n]")
_APART = re.compile(r"[;,|\s]")
_ADDRESSES = re.compile(r"[;,|\s]+")
_LANGUAGE = re.compile(r"[a-z]{2}([-_][a-z]{2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What one row says, cleaned."""

    line: int
    name: str
    called: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    location: str
    headline: str
    skills: tuple[str, ...]
    experience: tuple[str, ...]
    education: tuple[str, ...]
    links: tuple[str, ...]
    language: str
    time_zone: str | None
    candidate_id: str
    candidate_url: str | None
    vacancy: str
    application_id: str
    stage: str
    outcome: Outcome | None
    reason: str
    applied_at: datetime | None
    decided_at: datetime | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of one file are read."""

    headers: Sequence[str]
    columns: Columns
    orders: dict[int, DateOrder | None]
    """By position, for the columns that hold dates."""
    zone: tzinfo
    now: datetime
    findings: Findings = field(default_factory=Findings)

    def applicant(self, row: Row) -> Applicant:
        """Read one row; raises Refusal with what is wrong, for whoever made the file."""
        cells = reading_cells.checked(row, len(self.headers))
        return _RowReader(self, row.line, cells).applicant()


def column_orders(
    rows: Iterable[Row], columns: Columns, chosen: DateOrder | None
) -> dict[int, DateOrder | None]:
    """The order of the dates in each column: what the file tells, else what was chosen."""
    positions = [position for wanted in DATES for position in columns.get(wanted, ())]
    texts: dict[int, list[str]] = {position: [] for position in positions}
    for row in rows if positions else ():
        for position in positions:
            if position < len(row.cells):
                texts[position].append(row.cells[position][:40])
    return {position: dates.order_of(texts[position]) or chosen for position in positions}


def unclear_date(
    rows: Callable[[], Iterable[Row]], columns: Columns, chosen: DateOrder | None
) -> tuple[str, int] | None:
    """The first date that nobody can read without being told, with the position of its column."""
    unclear = {p for p, order in column_orders(rows(), columns, chosen).items() if order is None}
    for row in rows() if unclear else ():
        for position in unclear:
            text = row.cells[position] if position < len(row.cells) else ""
            if dates.is_unclear(text):
                return one_line(text), position
    return None


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


class _RowReader:
    """Reads the cells of one row."""

    def __init__(self, reading: Reading, line: int, cells: list[str]) -> None:
        self.reading, self.line, self.cells = reading, line, cells
        self.found = {
            field: [cells[position] for position in positions]
            for field, positions in reading.columns.items()
        }

    def applicant(self) -> Applicant:
        name, called = reading_cells.names(
            self.one(Field.NAME), self.one(Field.FIRST_NAME), self.one(Field.LAST_NAME)
        )
        return Applicant(
            line=self.line,
            name=name,
            called=called[:LONGEST_LINE],
            **self._identity(),
            phones=tuple(p[:60] for p in self.listed(Field.PHONE, _LISTED)),
            location=self.kept(", ".join(self.texts(Field.LOCATION))),
            headline=self.kept(self.one(Field.HEADLINE)),
            skills=self.listed(Field.SKILLS, _LISTED),
            experience=self.listed(Field.EXPERIENCE, _LINES),
            education=self.listed(Field.EDUCATION, _LINES),
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
        )

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
        self.reading.findings.note(kind, text, self.line)

    def _identity(self) -> dict[str, Any]:
        """By what this person and application are recognised again."""
        identity = {
            "emails": self.emails(),
            "candidate_id": self.one(Field.CANDIDATE_ID)[:LONGEST_LINE],
            "application_id": self.one(Field.APPLICATION_ID)[:LONGEST_LINE],
        }
        if not any(identity.values()):
            raise Refusal(
                "There is neither an e-mail address nor an id: nobody could tell later whether "
                "this person is here already."
            )
        return identity

    def emails(self) -> tuple[str, ...]:
        """All addresses; raises Refusal for what is none."""
        found = []
        for text in self.texts(Field.EMAIL):
            words = [word.strip("<>\"'()") for word in _ADDRESSES.split(text)]
            found += [word for word in words if "@" in word] or [text]
        return tuple(addresses.address(typed) for typed in found[:MOST_OF_A_KIND])

    def listed(self, wanted: Field, separators: re.Pattern[str]) -> tuple[str, ...]:
        """What a cell lists."""
        found = reading_cells.parts(self.raw(wanted), separators)[:MOST_OF_A_KIND]
        return tuple(self.kept(part) for part in found)

    def links(self, wanted: Field) -> tuple[str, ...]:
        """Web addresses; what is none is left out, and that is said."""
        found = []
        for typed in reading_cells.parts(self.raw(wanted), _APART):
            try:
                link = addresses.web_address(typed, field=wanted)
            except Refusal:
                link = ""
            if link and len(link) <= LONGEST_ADDRESS:
                found.append(link)
            else:
                self.note(Finding.UNREADABLE_LINK, typed)
        return tuple(found[:MOST_OF_A_KIND])

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
        return "" if outcomes.of_stage(name) else name

    def outcome(self) -> Outcome | None:
        """How it ended; an unknown status counts as open, and that is said."""
        status = self.one(Field.STATUS)
        if _FLAG.fullmatch(self._header(Field.STATUS)):
            status = outcomes.of_flag(status)
        if not status and (ended := outcomes.of_stage(self.one(Field.STAGE))):
            return ended
        try:
            return outcomes.read(
                status,
                reason=self.one(Field.REASON),
                is_over=self.date(Field.DECIDED_AT) is not None,
            )
        except outcomes.Unknown:
            self.note(Finding.UNKNOWN_STATUS, status)
            return None

    def date(self, wanted: Field) -> datetime | None:
        """A moment; raises Refusal for what is no date, is unclear, or has not come yet."""
        for position in self.reading.columns.get(wanted, ()):
            text, header = self.cells[position], self.reading.headers[position]
            try:
                found = dates.parse(text, self.reading.orders.get(position), self.reading.zone)
            except dates.Unclear:
                raise Refusal(
                    f"“{text}” in the column “{header}” can be read in two ways."
                ) from None
            except ValueError:
                raise Refusal(
                    f"“{one_line(text)[:40]}” in the column “{header}” is not a date we can read."
                ) from None
            if found is not None and found > self.reading.now + timedelta(days=1):
                raise Refusal(f"“{text}” in the column “{header}” has not come yet.")
            return min(found, self.reading.now) if found else None
        return None

    def notes(self) -> tuple[str, ...]:
        """Internal notes, and how the person found the organisation."""
        found = [reading_cells.paragraphs(cell) for cell in self.raw(Field.NOTES)]
        if channel := self.one(Field.CHANNEL):
            found.append(f"Found us by: {channel}")
        return tuple(text for text in found if text)

    def _header(self, wanted: Field) -> str:
        return next((self.reading.headers[p] for p in self.reading.columns.get(wanted, ())), "")
