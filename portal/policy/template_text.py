"""Placeholders in a message template: fixed text with names of what is filled in, and no logic.

`{{ called }}` is all there is: no attributes, conditions or nesting. What is filled in is never
read again, so that nobody's name or words can ask for something themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.policy.headers import paragraphs
from portal.policy.refusal import Refusal

OPEN, CLOSE = "{{", "}}"
LONGEST_TEMPLATE = 4000
_LONGEST_SHOWN = 30


class Slot(StrEnum):
    """What can be filled in."""

    CALLED = "called"
    ROLE = "role"
    ORGANISATION = "organisation"
    STAGE = "stage"
    WRITER = "writer"
    PERSONAL = "personal"
    STRENGTHS = "strengths"
    NEXT_TIME = "next_time"
    ADVICE = "advice"

    @property
    def placeholder(self) -> str:
        """As it stands in a template."""
        return f"{OPEN} {self.value} {CLOSE}"


MEANS = {
    Slot.CALLED: "how the person is called",
    Slot.ROLE: "the vacancy",
    Slot.ORGANISATION: "our name",
    Slot.STAGE: "the stage that they have reached",
    Slot.WRITER: "who writes",
    Slot.PERSONAL: "your personal message",
    Slot.STRENGTHS: "what was strong, one line each",
    Slot.NEXT_TIME: "what would help next time, one line each",
    Slot.ADVICE: "the one thing to take along",
}
_SLOTS = {slot.value: slot for slot in Slot}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a template, and where: lines and characters count from 1."""

    line: int
    character: int
    what: str

    def __str__(self) -> str:
        return f"Line {self.line}, character {self.character}: {self.what}"


@dataclass(frozen=True, slots=True)
class Template:
    """Fixed text, each piece with what is filled in after it (None at the end)."""

    pieces: tuple[tuple[str, Slot | None], ...]

    @property
    def slots(self) -> frozenset[Slot]:
        """What is filled in anywhere."""
        return frozenset(slot for _, slot in self.pieces if slot is not None)

    def unfilled(self, values: Mapping[Slot, str]) -> tuple[Slot, ...]:
        """What these values leave empty, in the order in which it is named."""
        return tuple(slot for slot in Slot if slot in self.slots and not values.get(slot, ""))

    def before(self, slot: Slot) -> "Template":
        """What is read before something that is filled in; all of it where that is nowhere."""
        places = [place for place, (_, filled) in enumerate(self.pieces) if filled is slot]
        if not places:
            return self
        return Template((*self.pieces[: places[0]], (self.pieces[places[0]][0], None)))

    def fill(self, values: Mapping[Slot, str]) -> str:
        """The text with these values, as a letter and a page show it."""
        return paragraphs(
            "".join(piece + (values.get(slot, "") if slot else "") for piece, slot in self.pieces)
        )


def parse(text: str) -> Template:
    """The template as it was typed; raises Refusal that says what is wrong where."""
    template, problems = read(text)
    if problems:
        raise Refusal(" ".join(str(problem) for problem in problems[:3]), "text")
    return template


def read(text: str) -> tuple[Template, tuple[Problem, ...]]:
    """The template as far as it can be read, and all that is wrong with it."""
    pieces: list[tuple[str, Slot | None]] = []
    problems: list[Problem] = []
    here = 0
    while (start := text.find(OPEN, here)) >= 0:
        _refuse_closing(text, here, start, problems)
        line_end = text.find("\n", start)
        end = text.find(CLOSE, start, len(text) if line_end < 0 else line_end)
        again = text.find(OPEN, start + len(OPEN), end if end >= 0 else start + len(OPEN))
        if end < 0 or again >= 0:
            problems.append(_problem(text, start, f"“{OPEN}” is not closed by “{CLOSE}”."))
            pieces.append((text[here : start + len(OPEN)], None))
            here = start + len(OPEN)
            continue
        slot = _SLOTS.get(text[start + len(OPEN) : end].strip(" "))
        if slot is None:
            problems.append(_problem(text, start, _unknown(text[start : end + len(CLOSE)])))
        pieces.append((text[here:start], slot))
        here = end + len(CLOSE)
    _refuse_closing(text, here, len(text), problems)
    pieces.append((text[here:], None))
    return Template(tuple(pieces)), tuple(problems)


def below(body: str, message: str) -> str:
    """The personal message as far as the words around it do not say it already."""
    return "" if body and paragraphs(message) in body else message


def _refuse_closing(text: str, start: int, end: int, problems: list[Problem]) -> None:
    alone = text.find(CLOSE, start, end)
    if alone >= 0:
        problems.append(_problem(text, alone, f"“{CLOSE}” closes nothing."))


def _unknown(written: str) -> str:
    shown = written if len(written) <= _LONGEST_SHOWN else f"{written[:_LONGEST_SHOWN]}…"
    known = ", ".join(slot.value for slot in Slot)
    return f"nothing can be filled in for “{shown}”. You can use: {known}."


def _problem(text: str, at: int, what: str) -> Problem:
    line_start = text.rfind("\n", 0, at) + 1
    return Problem(text.count("\n", 0, at) + 1, at - line_start + 1, what)
