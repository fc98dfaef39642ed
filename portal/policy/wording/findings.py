"""What the wording check says about a text, and what it has to know for that."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """BLOCK: nobody can send it alone; WARN: it takes a tick; HINT: it could be better.

    The graver one is the greater one.
    """

    HINT = "hint"
    WARN = "warn"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """How grave it is, as a number."""
        return _RANKS[self]

    def __lt__(self, other: str) -> bool:
        return self.rank < Severity(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Severity(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Severity(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Severity(other).rank


_RANKS = {Severity.HINT: 0, Severity.WARN: 1, Severity.BLOCK: 2}


class Category(StrEnum):
    """What kind of thing was found; each is a pack, a file by that name."""

    PROTECTED = "protected"
    AMBIGUITY = "ambiguity"
    STOCK = "stock"
    HARSH = "harsh"
    COMPARISON = "comparison"
    MECHANICS = "mechanics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place in a text; `text[start:end]` is `found`, as it was typed."""

    rule: str
    category: Category
    severity: Severity
    start: int
    end: int
    found: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What only the records know: whose names must not stand in a letter to this person."""

    other_names: tuple[str, ...] = ()
    """Full names of the other candidates for the vacancy."""
    own_name: str = ""
    """The candidate's own, who may be called the same as another."""
    other_companies: tuple[str, ...] = ()
    own_company: str = ""
    """Ours, which may contain the name of another."""
    min_words: int | None = None
    """Fewer than this is too short; None for parts of a letter, which may be."""


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among findings; None if there are none."""
    return max((finding.severity for finding in findings), key=lambda s: s.rank, default=None)
