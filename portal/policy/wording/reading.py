"""A folded text as chunks and words, with the parts of it that are worth a look."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from portal.policy.wording.folding import Folded
from portal.policy.wording.lexicon import Chunk, Word

_CHUNK = re.compile(r"\S+")


class Reading:
    """A text while it is checked; what only findings need is made when there is one."""

    def __init__(self, folded: Folded, chunks: Sequence[Chunk]) -> None:
        self._folded, self._chunks = folded, chunks

    def regions(self, hot: Sequence[int]) -> Iterator[tuple[int, int]]:
        """From where to where phrases may lie that are found by the hot chunks, in chunks; two
        never overlap.
        """
        first, last = 0, -1
        for at in hot:
            left, right = self._chunks[at].reach or (0, 0)
            begin, end = self._back(at, left, last + 1), self._on(at, right)
            if begin > last + 1 or last < 0:
                if last >= 0:
                    yield first, last
                first = begin
            last = max(last, end)
        if last >= 0:
            yield first, last

    def words_of(self, first: int, last: int) -> list[Word]:
        """The words of a region."""
        return [word for chunk in self._chunks[first : last + 1] for word in chunk.words]

    @cached_property
    def words(self) -> list[Word]:
        """All words of the text."""
        return self.words_of(0, len(self._chunks) - 1)

    def before(self, chunk: int) -> int:
        """How many words come before a chunk."""
        return self._before[chunk]

    def sentence(self, word: int) -> tuple[int, int]:
        """From which word to which the sentence of a word goes."""
        at = bisect_right(self._sentences, word)
        return self._sentences[at - 1], self._sentences[at]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where two words of the text begin and end in what was typed."""
        return self._folded.span(self._places[first][0], self._places[last][1])

    @property
    def typed(self) -> str:
        """The text as it was typed."""
        return self._folded.original

    @cached_property
    def _sentences(self) -> list[int]:
        ends = [at for at, word in enumerate(self.words, 1) if word.ends]
        return [0, *ends, *([len(self.words)] if ends[-1:] != [len(self.words)] else [])]

    @cached_property
    def _before(self) -> list[int]:
        counts, total = [], 0
        for chunk in self._chunks:
            counts.append(total)
            total += len(chunk.words)
        return counts

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        starts = (found.start() for found in _CHUNK.finditer(self._folded.text))
        return [
            (start + word.start, start + word.end)
            for start, chunk in zip(starts, self._chunks, strict=True)
            for word in chunk.words
        ]

    def _back(self, at: int, wanted: int, floor: int) -> int:
        while wanted > 0 and at > floor and not self._chunks[at - 1].ends:
            at -= 1
            wanted -= self._chunks[at].counted
        return at

    def _on(self, at: int, wanted: int) -> int:
        while wanted > 0 and at + 1 < len(self._chunks) and not self._chunks[at].ends:
            at += 1
            wanted -= self._chunks[at].counted
        return at
