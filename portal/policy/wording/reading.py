"""A folded text as chunks and words, with the way back to what was typed."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate

from portal.policy.wording.folding import Folded
from portal.policy.wording.lexicon import Chunk

_CHUNK = re.compile(r"\S+")
_CLAUSE_ENDS = (",", ";", ":", ".", "!", "?", "…", "–", "—")
_WORDS_AT_MOST = 1 << 32
"""In one chunk; no text is as long."""


def place(chunk: int, word: int) -> int:
    """A word of a chunk as one number; later words have greater ones."""
    return chunk * _WORDS_AT_MOST + word


class Reading:
    """A text while it is checked; what only findings need is made when there is one."""

    def __init__(
        self, folded: Folded, texts: Sequence[str], meaning: Callable[[str], Chunk]
    ) -> None:
        self._folded, self._meaning = folded, meaning
        self.texts = texts
        """The chunks as they are compared."""

    @property
    def typed(self) -> str:
        """The text as it was typed."""
        return self._folded.original

    def sentence(self, chunk: int) -> int:
        """Which sentence a chunk stands in."""
        return self._sentences[chunk]

    def clause(self, chunk: int) -> int:
        """Which clause a chunk stands in: what lies between two commas, or ends of sentences."""
        return self._clauses[chunk]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the words at two places begin and end in what was typed."""
        return self._folded.span(self._bounds(first)[0], self._bounds(last)[1])

    def _bounds(self, at: int) -> tuple[int, int]:
        chunk, number = divmod(at, _WORDS_AT_MOST)
        start, word = self._starts[chunk], self._meaning(self.texts[chunk]).words[number]
        return start + word.start, start + word.end

    @cached_property
    def _sentences(self) -> list[int]:
        ends = (self._meaning(text).ends for text in self.texts[:-1])
        return list(accumulate(ends, initial=0))

    @cached_property
    def _clauses(self) -> list[int]:
        ends = (text.endswith(_CLAUSE_ENDS) for text in self.texts[:-1])
        return list(accumulate(ends, initial=0))

    @cached_property
    def _starts(self) -> list[int]:
        return [found.start() for found in _CHUNK.finditer(self._folded.text)]
