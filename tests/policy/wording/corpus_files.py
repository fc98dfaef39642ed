"""Labelled sentences: what recruiters write, and what a careful reader would say of it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from portal.policy.wording import Severity

FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Sentence:
    """One sentence; no severity means that nothing is wrong with it."""

    text: str
    severity: Severity | None = None
    category: str = ""


@dataclass(frozen=True)
class Corpus:
    name: str
    sentences: tuple[Sentence, ...]

    @property
    def language(self) -> str:
        return self.name.partition("-")[0]

    def labelled(self, severity: Severity | None) -> list[Sentence]:
        return [sentence for sentence in self.sentences if sentence.severity is severity]


@cache
def corpora() -> tuple[Corpus, ...]:
    """All files of the folder; those kept back until the packs were written end in -held-out."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.yml")))


def _read(path: Path) -> Corpus:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    bad = [
        Sentence(one["text"], Severity(one["severity"]), one["category"]) for one in found["bad"]
    ]
    clean = [Sentence(one["text"] if isinstance(one, dict) else one) for one in found["clean"]]
    return Corpus(path.stem, (*bad, *clean))
