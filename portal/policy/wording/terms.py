"""Terms of a pack, read: one line as somebody writes it, every way in which it can be said."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from itertools import product
from typing import NamedTuple

_MOST_WAYS = 400
"""A term with more ways to be said is several terms."""
GAP_WORDS = 3
_WORD = re.compile(r"[^\W_]+")
_OPEN = re.compile(r"\{([a-z_]+)\}")


class Match(StrEnum):
    """How a term is compared."""

    WORD = "word"
    STEM = "stem"
    INSIDE = "inside"
    PHRASE = "phrase"


class Piece(NamedTuple):
    """One word; `before` and `after` say where a longer one may go on."""

    text: str
    before: bool = False
    after: bool = False


Element = tuple[Piece, ...]
"""What may stand in one place of a phrase: one of these words."""
GAP: Element = ()
"""Up to three words of any kind."""
Phrase = tuple[Element, ...]


class BadTerm(ValueError):
    """A term cannot be read; the message says why."""


class Reader:
    """Reads the terms of one language."""

    def __init__(
        self, fold: Callable[[str], str], sets: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._fold, self._sets = fold, sets or {}
        self._ways: dict[str, list[Phrase]] = {}
        self._open: list[str] = []

    def read(self, term: str, match: Match) -> list[Phrase]:
        """Every way to say a term; raises BadTerm."""
        if match is not Match.PHRASE:
            return [self._one_word(term, match)]
        places = [self._place(part) for part in term.split()]
        count = 1
        for place in places:
            count *= len(place)
        if not 0 < count <= _MOST_WAYS:
            raise BadTerm(f"“{term}” can be said in {count} ways")
        found = [tuple(element for part in way for element in part) for way in product(*places)]
        for phrase in found:
            if not phrase or phrase[0] == GAP or phrase[-1] == GAP:
                raise BadTerm(f"“{term}” begins or ends with nothing")
        return list(dict.fromkeys(found))

    def _one_word(self, term: str, match: Match) -> Phrase:
        words = _WORD.findall(self._fold(term))
        if len(words) != 1:
            raise BadTerm(f"“{term}” is not one word")
        inside = match is Match.INSIDE
        return ((Piece(words[0], before=inside, after=inside or match is Match.STEM),),)

    def _place(self, part: str) -> list[Phrase]:
        if part == "...":
            return [(GAP,)]
        bare = part.removesuffix("?")
        single: list[Piece] = []
        longer: list[Phrase] = []
        for alternative in bare.split("|"):
            for way in self._alternative(alternative):
                if len(way) == 1:
                    single += way[0]
                else:
                    longer.append(way)
        ways: list[Phrase] = [(tuple(dict.fromkeys(single)),)] if single else []
        return ways + longer + ([()] if bare != part else [])

    def _alternative(self, text: str) -> list[Phrase]:
        opened = _OPEN.fullmatch(text)
        if opened:
            return self._set(opened[1])
        before, after = text.startswith("*"), text.endswith("*")
        words = _WORD.findall(self._fold(text))
        if not words or text.strip("*").count("*"):
            raise BadTerm(f"“{text}” is no word")
        ways = [words] if len(words) == 1 or "-" not in text else [words, ["".join(words)]]
        return [_starred(way, before=before, after=after) for way in ways]

    def _set(self, name: str) -> list[Phrase]:
        if name in self._open:
            raise BadTerm(f"the set {name} holds itself")
        if name not in self._sets:
            raise BadTerm(f"there is no set {name}")
        if name not in self._ways:
            self._open.append(name)
            self._ways[name] = [
                way for entry in self._sets[name] for way in self.read(entry, Match.PHRASE)
            ]
            self._open.pop()
        return self._ways[name]


def _starred(words: Sequence[str], *, before: bool, after: bool) -> Phrase:
    last = len(words) - 1
    return tuple(
        (Piece(word, before=before and at == 0, after=after and at == last),)
        for at, word in enumerate(words)
    )


def said(phrase: Phrase) -> str:
    """One text that the phrase is found in."""
    return " ".join(element[0].text for element in phrase if element)
