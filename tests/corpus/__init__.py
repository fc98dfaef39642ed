"""Awkward files as systems, spreadsheets and people make them, and what must come of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAYA, JUN = "Maya Oliveira", "Jun Kimura"
BOTH = (JUN, MAYA)
TWO = ("Name,Email", "Maya Oliveira,maya@example.com", "Jun Kimura,jun@example.com")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Who comes in, which lines are refused with which words, and what else can be seen."""

    people: tuple[str, ...] = ()
    """By name, in order of the alphabet."""
    refused: Mapping[int, str] = field(default_factory=dict)
    whole: str = ""
    """Words with which the whole file is refused."""
    emails: tuple[str, ...] | None = None
    phones: tuple[str, ...] | None = None
    notes: tuple[str, ...] | None = None
    applied: tuple[str, ...] | None = None
    """Moments, in the time zone of the organisation."""
    chosen: Mapping[str, Any] = field(default_factory=dict)


File = tuple[bytes, Outcome]


def csv(*lines: str, ends: str = "\n", encoding: str = "utf-8") -> bytes:
    return (ends.join(lines) + ends).encode(encoding)


def two(**more: Any) -> Outcome:
    return Outcome(people=BOTH, **more)


def one(name: str = MAYA, **more: Any) -> Outcome:
    return Outcome(people=(name,), **more)
