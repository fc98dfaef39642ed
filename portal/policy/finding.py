"""What a check found, said so that somebody can act on it."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """OK; LOOK: it works, but somebody should look; WRONG: it will not work."""

    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was checked, how it stands, and what to do about it."""

    what: str
    verdict: Verdict
    words: str
    remedy: str = ""
