"""What a person should know of an import although its rows were taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_PER_KIND = 40
"""Different words kept of one kind; what comes after is only counted."""


class Finding(StrEnum):
    """One kind of thing that was not taken as it stands in the file."""

    VACANCY_OPENED = "vacancy_opened"
    STAGE_ADDED = "stage_added"
    UNKNOWN_STAGE = "unknown_stage"
    UNKNOWN_STATUS = "unknown_status"
    UNREADABLE_LINK = "unreadable_link"
    UNKNOWN_TIME_ZONE = "unknown_time_zone"
    UNKNOWN_LANGUAGE = "unknown_language"
    SHORTENED = "shortened"
    NO_VACANCY = "no_vacancy"


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the file, in how many rows it was found, and where first."""

    kind: Finding
    text: str
    rows: int
    line: int


class Findings:
    """Collects findings, each word once."""

    def __init__(self, kept: Mapping[str, Any] | None = None) -> None:
        self._found: dict[str, dict[str, list[int]]] = {
            kind: {text: list(count) for text, count in words.items()}
            for kind, words in (kept or {}).items()
        }

    def note(self, kind: Finding, text: str, line: int) -> None:
        """Count one row in which this was found."""
        words = self._found.setdefault(kind.value, {})
        if text not in words and len(words) >= MOST_PER_KIND:
            text = ""
        count = words.setdefault(text[:100], [0, line])
        count[0] += 1

    def to_json(self) -> dict[str, Any]:
        """The findings as the table keeps them."""
        return {
            kind: {text: list(count) for text, count in words.items()}
            for kind, words in self._found.items()
        }

    def all(self) -> list[Found]:
        """Everything that was found, by kind, the most frequent first."""
        return [
            Found(kind, text, *count)
            for kind in Finding
            for text, count in sorted(
                self._found.get(kind.value, {}).items(), key=lambda item: -item[1][0]
            )
        ]
