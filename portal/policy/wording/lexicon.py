"""What the words of a text mean to the rules: looked up once for each, then remembered."""

import re
from typing import NamedTuple

from portal.policy.wording.terms import GAP, Element, Phrase, Piece

_WORD = re.compile(r"[@$]?[^\W_]+(?:[@$][^\W_]+)*")
_CLOSING = "\"'”’»)]*_"
_ENDS = (".", "!", "?", "…")
_LEET = str.maketrans({"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_ONES = ("i", "l")
LONGEST_REMEMBERED = 40
"""Longer chunks are looked up each time: they are no words."""
_MOST_REMEMBERED = 30_000
"""Words of all letters of a year hardly come to more."""


class Word(NamedTuple):
    """A word: its place in the chunk, which elements it can stand for, whether it may be skipped,
    and whether a sentence ends behind it.
    """

    start: int
    end: int
    elements: frozenset[int]
    filler: bool
    ends: bool


class Chunk(NamedTuple):
    """What stands between two spaces."""

    words: tuple[Word, ...]
    spelled: bool
    """Whether this may be part of a word whose letters were spaced out."""

    @property
    def ends(self) -> bool:
        """Whether a sentence ends behind it."""
        return bool(self.words) and self.words[-1].ends


class Lexicon:
    """All words that stand in rules."""

    def __init__(self, fillers: frozenset[str], common: frozenset[str]) -> None:
        self._fillers, self._common = fillers, common
        self._numbers: dict[Element, int] = {}
        self._whole: dict[str, list[int]] = {}
        self._begins: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        self._inside: dict[str, list[int]] = {}
        self._remembered: dict[str, Chunk] = {}

    def learn(self, phrase: Phrase) -> tuple[int, ...]:
        """The numbers of a phrase's elements; a gap is 0."""
        return tuple(self._number(element) for element in phrase)

    def knows(self, word: str) -> bool:
        """Whether this very word stands in a rule or is a common one."""
        return word in self._whole or word in self._common or word in self._fillers

    def begins(self, word: str) -> bool:
        """Whether this is the beginning of words in a rule."""
        return word in self._begins

    def meaning(self, text: str) -> Chunk:
        """What a chunk means; those that were seen are remembered."""
        chunk = self._remembered.get(text)
        if chunk is None:
            chunk = self.look_up(text)
            if len(self._remembered) > _MOST_REMEMBERED:
                # A whole new one: another thread may still read the old.
                self._remembered = {}
            if len(text) <= LONGEST_REMEMBERED:
                self._remembered[text] = chunk
        return chunk

    def look_up(self, text: str) -> Chunk:
        """What a chunk means."""
        found = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
        ends = text.rstrip(_CLOSING).endswith(_ENDS)
        words = tuple(
            Word(start, end, self._elements(word), word in self._fillers, ends and at == len(found))
            for at, (start, end, word) in enumerate(found, 1)
        )
        return Chunk(words=words, spelled=_may_be_spelled([word for _, _, word in found]))

    def _number(self, element: Element) -> int:
        if element == GAP:
            return 0
        if element not in self._numbers:
            number = self._numbers[element] = len(self._numbers) + 1
            for piece in element:
                self._table(piece).setdefault(piece.text, []).append(number)
        return self._numbers[element]

    def _table(self, piece: Piece) -> dict[str, list[int]]:
        if piece.before:
            return self._inside if piece.after else self._ends
        return self._begins if piece.after else self._whole

    def _elements(self, word: str) -> frozenset[int]:
        found: set[int] = set()
        for spelling in _spellings(word):
            found.update(self._whole.get(spelling, ()))
            for length in range(1, min(len(spelling), LONGEST_REMEMBERED) + 1):
                found.update(self._begins.get(spelling[:length], ()))
                found.update(self._ends.get(spelling[-length:], ()))
            for part, numbers in self._inside.items():
                if part in spelling:
                    found.update(numbers)
        return frozenset(found)


def _spellings(word: str) -> tuple[str, ...]:
    """The word, and what it says if figures in it stand for letters: 0ld, 1diot."""
    if word.isalpha() or word.isdigit():
        return (word,)
    read = word.translate(_LEET)
    return (word, *(dict.fromkeys(read.replace("1", one) for one in _ONES)))


def _may_be_spelled(words: list[str]) -> bool:
    if len(words) == 1:
        return len(words[0]) == 1 and words[0] not in "ai" and not words[0].isdigit()
    return sum(len(word) == 1 for word in words) > 2
