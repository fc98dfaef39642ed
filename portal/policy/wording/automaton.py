"""A tree of phrases as a machine that is in one state at a time, made as texts come along.

Each state knows where each chunk of text leads that it has met. So a text costs one look for each
of its chunks, however many phrases there are; only what was never met is worked out.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from portal.policy.wording.lexicon import LONGEST_REMEMBERED, Chunk
from portal.policy.wording.trie import Node, Trie, Way, beyond, kept

_MOST_MOVES = 300_000
"""Then everything is forgotten and learned anew; it is a matter of memory, not of results."""
Meaning = Callable[[str], Chunk]


class End(NamedTuple):
    """In which chunk phrases end, and whose they are."""

    chunk: int
    values: frozenset[int]


class Run(NamedTuple):
    """Where phrases end in a text, whether letters may be spaced out, and the steps it took."""

    ends: list[End]
    spelled: bool
    steps: int


class _State:
    __slots__ = ("marked", "moves", "spelled", "values", "ways")

    def __init__(self, ways: frozenset[Way], values: frozenset[int], spelled: bool) -> None:
        self.ways, self.values, self.spelled = ways, values, spelled
        self.marked = bool(values) or spelled
        self.moves: dict[str, _State] = {}


class _Known:
    """All states there are so far."""

    __slots__ = ("moves", "start", "states")

    def __init__(self) -> None:
        self.start = _State(frozenset(), frozenset(), spelled=False)
        self.states: dict[tuple[frozenset[Way], frozenset[int], bool], _State] = {}
        self.moves = 0


class Automaton:
    """Finds where the phrases of a tree end."""

    def __init__(self, trie: Trie, meaning: Meaning) -> None:
        self._root, self._meaning = trie.root, meaning
        self._known = _Known()
        self._starts: dict[frozenset[int], tuple[Node, ...]] = {}

    def run(self, chunks: Sequence[str]) -> Run:
        """Where phrases end in a text."""
        # A whole new one when it is full: another thread may still use the old.
        if self._known.moves > _MOST_MOVES:
            self._known, self._starts = _Known(), {}
        known = self._known
        state, steps, spelled = known.start, len(chunks), False
        ends: list[End] = []
        for at, chunk in enumerate(chunks):
            following = state.moves.get(chunk)
            if following is None:
                following, taken = self._move(known, state, chunk)
                steps += taken
            state = following
            if state.marked:
                spelled = spelled or state.spelled
                if state.values:
                    ends.append(End(at, state.values))
        return Run(ends, spelled, steps)

    def _move(self, known: _Known, state: _State, text: str) -> tuple[_State, int]:
        chunk = self._meaning(text)
        ways: Iterable[Way] = state.ways
        values: set[int] = set()
        steps = 0
        for word in chunk.words:
            further: set[Way] = set()
            nodes = [*self._beginning(word.elements)]
            for way in ways:
                steps += 1
                nodes += way[0].following(word.elements)
                further.update(kept(way, word))
            for node in nodes:
                steps += 1
                values.update(node.values)
                further.update(beyond(node))
            ways = () if word.ends else further
        key = (frozenset(ways), frozenset(values), chunk.spelled)
        following = known.states.get(key)
        if following is None:
            following = known.states[key] = _State(*key)
        if len(text) <= LONGEST_REMEMBERED:
            state.moves[text] = following
            known.moves += 1
        return following, steps

    def _beginning(self, elements: frozenset[int]) -> tuple[Node, ...]:
        if elements not in self._starts:
            self._starts[elements] = tuple(self._root.following(elements))
        return self._starts[elements]
