"""The message templates that an organisation starts with; it changes them to its own words."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.vocabulary import Outcome, StageKind

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One set of words to start from."""

    name: str
    outcome: Outcome
    stage_kind: StageKind | None
    language: str
    text: str


@cache
def starting_words() -> tuple[Start, ...]:
    """All of them, by language and in their order."""
    return tuple(start for path in sorted(FOLDER.glob("*.toml")) for start in _of(path))


def _of(path: Path) -> list[Start]:
    return [
        Start(
            name=one["name"],
            outcome=Outcome(one["outcome"]),
            stage_kind=StageKind(stage) if stage else None,
            language=path.stem,
            text=one["text"].strip(),
        )
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["words"]
        for stage in one["stages"]
    ]
