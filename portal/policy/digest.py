"""What one member of the team is reminded of, once a day, as the text of a message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.policy.headers import plain

MOST_LINES = 20
"""People under each heading; the others are counted."""
_HEADINGS = {-1: "Overdue:", 0: "Due today:", 1: "Due in one working day:"}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who waits for an answer."""

    name: str
    vacancy: str
    promised_on: date
    left: int
    """Working days; -1 once the day is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """What else waits, as numbers."""

    inquiries: int = 0
    calls: int = 0
    approvals: int = 0


def text(lines: Sequence[Line], also: Also) -> str:
    """The reminder in paragraphs, what hurts most first; empty when nothing waits."""
    by_left: dict[int, list[Line]] = {}
    for line in sorted(lines, key=lambda one: (one.left, one.promised_on, one.vacancy, one.name)):
        by_left.setdefault(line.left, []).append(line)
    paragraphs = [_paragraph(left, some) for left, some in by_left.items()]
    counted = [
        *_counted(also.inquiries, "question to answer", "questions to answer"),
        *_counted(also.calls, "call to make", "calls to make"),
        *_counted(
            also.approvals, "text for a second pair of eyes", "texts for a second pair of eyes"
        ),
    ]
    if counted:
        paragraphs.append(f"{'Also' if paragraphs else 'Today'}: {', '.join(counted)}.")
    return "\n\n".join(paragraphs)


def _paragraph(left: int, lines: Sequence[Line]) -> str:
    heading = _HEADINGS.get(left, f"Due in {left} working days:")
    rows = [_row(line) for line in lines[:MOST_LINES]]
    more = len(lines) - len(rows)
    return "\n".join([heading, *rows, *([f"and {more} more"] if more else [])])


def _row(line: Line) -> str:
    day = f"{line.promised_on.day} {line.promised_on:%B}"
    promised = f"promised by {day}" if line.left < 0 else f"answer by {day}"
    return f"{plain(line.name)}, {plain(line.vacancy)}: {promised}"


def _counted(number: int, one: str, many: str) -> Iterable[str]:
    if number:
        yield f"{number} {one if number == 1 else many}"
