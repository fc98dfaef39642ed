"""Packs: the rules of a language, read from files and checked before anything relies on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.policy.wording.findings import Category, Severity
from portal.policy.wording.folding import fold
from portal.policy.wording.terms import BadTerm, Match, Phrase, Reader

FOLDER = Path(__file__).parent
WORDS = "words.yml"
_NEEDED = ("id", "severity", "match", "why", "instead", "terms")
_MAY_LACK = ("except", "with", "unless")


class BadPack(ValueError):
    """A pack cannot be used; the message names the file and the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What should be said differently, why, and how."""

    id: str
    category: Category
    severity: Severity
    why: str
    instead: str
    terms: Mapping[str, tuple[Phrase, ...]]
    """Each term as it was written, with every way to say it."""
    exceptions: Mapping[str, tuple[Phrase, ...]]
    contexts: Mapping[str, tuple[Phrase, ...]]
    """A hit counts only in a sentence with one of these, if there are any."""
    harmless: Mapping[str, tuple[Phrase, ...]]
    """A hit does not count in a clause with one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All rules of one language, and the words that belong to it."""

    language: str
    rules: tuple[Rule, ...]
    fillers: frozenset[str]
    common: frozenset[str]
    signs: Mapping[str, tuple[Phrase, ...]]


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that have packs."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{WORDS}")))


@cache
def pack(language: str, folder: Path = FOLDER) -> Pack:
    """The rules of a language; raises BadPack for files that cannot be used."""
    words = _Words(folder / language / WORDS)
    rules: dict[str, Rule] = {}
    for path in sorted((folder / language).glob("*.yml")):
        if path.name == WORDS:
            continue
        for rule in _rules(path, words.reader):
            if rule.id in rules:
                raise BadPack(f"{_short(path)}, rule {rule.id}: there is another with this id")
            rules[rule.id] = rule
    return Pack(
        language=language,
        rules=tuple(rules.values()),
        fillers=words.folded("fillers"),
        common=words.folded("common"),
        signs=words.signs(),
    )


class _Words:
    """What belongs to a language and to none of its rules."""

    def __init__(self, path: Path) -> None:
        self._where, self._language = _short(path), path.parent.name
        found = _read(path)
        if not isinstance(found, dict):
            raise BadPack(f"{self._where}: not a list of sets, fillers, common and signs")
        self._found: dict[str, Any] = found
        sets = {name: self._texts(name, of) for name, of in self._section("sets").items()}
        self.reader = Reader(lambda text: fold(text, self._language).text, sets)

    def folded(self, name: str) -> frozenset[str]:
        return frozenset(
            fold(word, self._language).text
            for word in self._texts(name, self._found.get(name) or [])
        )

    def signs(self) -> dict[str, tuple[Phrase, ...]]:
        return {
            name: _phrases(self._texts(name, terms), Match.PHRASE, self.reader, self._where)
            for name, terms in self._section("signs").items()
        }

    def _section(self, name: str) -> dict[str, Any]:
        found = self._found.get(name) or {}
        if not isinstance(found, dict):
            raise BadPack(f"{self._where}: {name} is not a list of names with words")
        return found

    def _texts(self, name: str, found: Any) -> list[str]:
        if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
            raise BadPack(f"{self._where}, {name}: not a list of words")
        return found


def _rules(path: Path, reader: Reader) -> Iterable[Rule]:
    try:
        category = Category(path.stem)
    except ValueError as error:
        raise BadPack(f"{_short(path)}: there is no category of this name") from error
    found = _read(path)
    if not isinstance(found, list):
        raise BadPack(f"{_short(path)}: not a list of rules")
    for number, entry in enumerate(found, 1):
        yield _rule(entry, category, reader, where=f"{_short(path)}, rule {_name(entry, number)}")


def _rule(entry: Any, category: Category, reader: Reader, *, where: str) -> Rule:
    if not isinstance(entry, dict):
        raise BadPack(f"{where}: not a rule")
    wrong = {*_NEEDED, *_MAY_LACK} ^ {*entry, *_MAY_LACK}
    if wrong:
        raise BadPack(f"{where}: missing or unknown: {', '.join(sorted(map(str, wrong)))}")
    for name in ("id", "why", "instead"):
        if not isinstance(entry[name], str) or not entry[name].strip():
            raise BadPack(f"{where}: {name} is empty")
    try:
        severity, match = Severity(entry["severity"]), Match(entry["match"])
    except ValueError as error:
        raise BadPack(f"{where}: {error}") from error
    return Rule(
        id=entry["id"],
        category=category,
        severity=severity,
        why=" ".join(entry["why"].split()),
        instead=" ".join(entry["instead"].split()),
        terms=_terms(entry["terms"], match, reader, where),
        exceptions=_terms(entry.get("except") or [], Match.PHRASE, reader, where),
        contexts=_terms(entry.get("with") or [], Match.PHRASE, reader, where),
        harmless=_terms(entry.get("unless") or [], Match.PHRASE, reader, where),
    )


def _terms(found: Any, match: Match, reader: Reader, where: str) -> dict[str, tuple[Phrase, ...]]:
    if not isinstance(found, list):
        raise BadPack(f"{where}: terms are a list")
    terms: dict[str, tuple[Phrase, ...]] = {}
    for term in found:
        if not isinstance(term, str) or not term.strip():
            raise BadPack(f"{where}: {term!r} is no text")
        if term in terms:
            raise BadPack(f"{where}: “{term}” is there twice")
        terms[term] = _phrases([term], match, reader, where)
    return terms


def _phrases(terms: Iterable[str], match: Match, reader: Reader, where: str) -> tuple[Phrase, ...]:
    try:
        return tuple(phrase for term in terms for phrase in reader.read(term, match))
    except BadTerm as error:
        raise BadPack(f"{where}: {error}") from error


def _read(path: Path) -> Any:
    try:
        # Knows texts, lists and names only: "no", "on" and "1990" are words here.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadPack(f"{_short(path)}: {error}") from error


def _name(entry: Any, number: int) -> str:
    return str(entry["id"]) if isinstance(entry, dict) and "id" in entry else f"no. {number}"


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
