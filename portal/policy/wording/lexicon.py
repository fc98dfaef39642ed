"""What the words of a text mean to the rules: looked up once for each word, then remembered."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from portal.policy.wording.terms import GAP, GAP_WORDS, Element, Phrase, Piece

_WORD = re.compile(r"[@$]?[^\W_]+(?:[@$][^\W_]+)*")
_CLOSING = "\"'”’»)]*_"
_ENDS = (".", "!", "?", "…")
_LEET = str.maketrans({"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_ONES = ("i", "l")
_LONGEST_REMEMBERED = 40
_MOST_REMEMBERED = 30_000
"""Words of all letters of a year hardly come to more."""


class Word(NamedTuple):
    """A word: its place in the chunk, which elements it can stand for, whether it may be skipped,
    and whether a sentence ends behind it.
    """

    start: int
    end: int
    elements: tuple[int, ...]
    filler: bool
    ends: bool


class Chunk(NamedTuple):
    """What stands between two spaces. `reach` is how far a phrase may go to both sides of it."""

    words: tuple[Word, ...]
    counted: int
    """How many of the words cannot be skipped."""
    reach: tuple[int, int] | None
    spelled: bool
    """Whether this may be part of a word whose letters were spaced out."""

    @property
    def ends(self) -> bool:
        """Whether a sentence ends behind it."""
        return bool(self.words) and self.words[-1].ends


class Memory:
    """Chunks that were seen before; `hot` are those that a phrase may be found by."""

    __slots__ = ("chunks", "hot", "spelled")

    def __init__(self) -> None:
        self.chunks: dict[str, Chunk] = {}
        self.hot: set[str] = set()
        self.spelled: set[str] = set()


class Lexicon:
    """All words that stand in rules, and by which of them each phrase is found."""

    def __init__(self, fillers: frozenset[str], common: frozenset[str]) -> None:
        self._fillers, self._common = fillers, common
        self._numbers: dict[Element, int] = {}
        self._whole: dict[str, list[int]] = {}
        self._begins: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        self._inside: dict[str, list[int]] = {}
        self._anchors: dict[int, tuple[int, int]] = {}
        self._memory = Memory()

    def learn(self, phrase: Phrase) -> tuple[int, ...]:
        """The numbers of a phrase's elements; a gap is 0."""
        return tuple(self._number(element) for element in phrase)

    def anchor(self, phrase: Phrase) -> None:
        """See to it that the phrase is looked for wherever its least common word stands."""
        places = [at for at, element in enumerate(phrase) if element != GAP]
        at = min(places, key=lambda place: self._commonness(phrase[place]))
        width = [GAP_WORDS if element == GAP else 1 for element in phrase]
        number = self._number(phrase[at])
        left, right = self._anchors.get(number, (0, 0))
        self._anchors[number] = (max(left, sum(width[:at])), max(right, sum(width[at + 1 :])))

    def knows(self, word: str) -> bool:
        """Whether this very word stands in a rule or is a common one."""
        return word in self._whole or word in self._common or word in self._fillers

    def begins(self, word: str) -> bool:
        """Whether this is the beginning of words in a rule."""
        return word in self._begins

    def remembered(self, chunks: Iterable[str]) -> Memory:
        """What these chunks mean; those that were never seen are looked up."""
        memory = self._memory
        if len(memory.chunks) > _MOST_REMEMBERED:
            # A whole new one: another thread may still read the old.
            memory = self._memory = Memory()
        for text in chunks:
            if text not in memory.chunks:
                self._remember(memory, text)
        return memory

    def look_up(self, text: str) -> Chunk:
        """What a chunk means."""
        found = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
        ends = text.rstrip(_CLOSING).endswith(_ENDS)
        words = tuple(
            Word(start, end, self._elements(word), word in self._fillers, ends and at == len(found))
            for at, (start, end, word) in enumerate(found, 1)
        )
        reaches = [
            self._anchors[number]
            for word in words
            for number in word.elements
            if number in self._anchors
        ]
        left, right = zip(*reaches, strict=True) if reaches else ((), ())
        return Chunk(
            words=words,
            counted=sum(not word.filler for word in words),
            reach=(max(left), max(right)) if reaches else None,
            spelled=_may_be_spelled([word for _, _, word in found]),
        )

    def _remember(self, memory: Memory, text: str) -> None:
        chunk = self.look_up(text)
        if chunk.reach is not None:
            memory.hot.add(text)
        if chunk.spelled:
            memory.spelled.add(text)
        memory.chunks[text] = chunk

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

    def _commonness(self, element: Element) -> tuple[bool, bool, int]:
        common = any(piece.text in self._common for piece in element)
        return common, len(element) > 6, -min(len(piece.text) for piece in element)

    def _elements(self, word: str) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for spelling in _spellings(word):
            found.update(dict.fromkeys(self._whole.get(spelling, ())))
            for length in range(1, min(len(spelling), _LONGEST_REMEMBERED) + 1):
                found.update(dict.fromkeys(self._begins.get(spelling[:length], ())))
                found.update(dict.fromkeys(self._ends.get(spelling[-length:], ())))
            for part, numbers in self._inside.items():
                if part in spelling:
                    found.update(dict.fromkeys(numbers))
        return tuple(found)


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
